// Checks that a token has only one accepted spelling. A lenient base64 decoder accepts several, and two spellings of
// one token defeat every cache, blocklist and replay check. Each altered text here is signed again, so its signature is
// good and only the spelling can be the reason for the refusal.
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "jose/test_keys.h"

namespace sallyport::jose {
namespace {

std::string header_of(const SigningKey& key) {
  return base64url_encode(json::print(json::Object{{"alg", crypto::name_of(key.algorithm)}, {"kid", key.kid}}));
}

std::string_view verdict(const SigningKey& key, std::string_view token) {
  const auto jws = CompactJws::parse(token);
  if (!jws) return jws.error().reason;
  return reason_of(verify(*jws, set_of({published(key)}), {key.algorithm}));
}

std::string signed_again(const SigningKey& key, const std::string& header, const std::string& payload) {
  const std::string input = header + '.' + payload;
  return input + '.' + base64url_encode(*crypto::sign(key.key, key.algorithm, input));
}

const std::vector<std::string> kForeign{"?", " ", "\n", "\r\n", "\t", "=", "==", "+", "/", "%3D", std::string(1, '\0')};

class LenientBase64 : public ::testing::TestWithParam<const SigningKey* (*)()> {
 protected:
  const SigningKey& key_ = *GetParam()();
  const std::string header_ = header_of(key_);
  const std::string payload_ = base64url_encode(R"({"sub":"alice"})");
};

TEST_P(LenientBase64, PlainSpellingIsAccepted) {
  EXPECT_EQ(verdict(key_, signed_again(key_, header_, payload_)), "none");
}

TEST_P(LenientBase64, ForeignCharactersInTheHeaderAreRefused) {
  for (const std::string& foreign : kForeign)
    for (std::size_t at : {std::size_t{0}, header_.size() / 2, header_.size()}) {
      std::string altered = header_;
      altered.insert(at, foreign);
      EXPECT_EQ(verdict(key_, signed_again(key_, altered, payload_)), "base64url") << foreign << " at " << at;
    }
}

TEST_P(LenientBase64, ForeignCharactersInThePayloadAreRefused) {
  for (const std::string& foreign : kForeign)
    for (std::size_t at : {std::size_t{0}, payload_.size() / 2, payload_.size()}) {
      std::string altered = payload_;
      altered.insert(at, foreign);
      EXPECT_EQ(verdict(key_, signed_again(key_, header_, altered)), "base64url") << foreign << " at " << at;
    }
}

TEST_P(LenientBase64, ForeignCharactersInTheSignatureAreRefused) {
  const std::string token = signed_again(key_, header_, payload_);
  const std::size_t start = token.rfind('.') + 1;
  for (const std::string& foreign : kForeign)
    for (std::size_t at : {start, start + 10, token.size()}) {
      std::string altered = token;
      altered.insert(at, foreign);
      EXPECT_EQ(verdict(key_, altered), "base64url") << foreign << " at " << at;
    }
}

TEST_P(LenientBase64, TrailingBitsThatAreNotZeroAreRefused) {  // another last character, the same bytes
  const std::string one = base64url_encode("{\"a\":1}");       // 7 bytes: four bits are left over
  const std::string two = base64url_encode("{\"a\":12}");      // 8 bytes: two bits are left over
  ASSERT_TRUE(one.ends_with('Q') && two.ends_with('0'));
  EXPECT_EQ(verdict(key_, signed_again(key_, header_, one)), "none");
  EXPECT_EQ(verdict(key_, signed_again(key_, header_, two)), "none");
  EXPECT_EQ(verdict(key_, signed_again(key_, header_, one.substr(0, one.size() - 1) + 'R')), "base64url");
  EXPECT_EQ(verdict(key_, signed_again(key_, header_, two.substr(0, two.size() - 1) + '1')), "base64url");
}

TEST_P(LenientBase64, TrailingBitsOfTheSignatureAreZero) {  // 64 and 256 bytes leave four bits
  std::string token = signed_again(key_, header_, payload_);
  ASSERT_NE(std::string("AQgw").find(token.back()), std::string::npos);
  token.back() = static_cast<char>(token.back() + 1);
  EXPECT_EQ(verdict(key_, token), "base64url");
}

TEST_P(LenientBase64, LengthThatNoBytesHaveIsRefused) {
  std::string payload = payload_;
  while (payload.size() % 4 != 1) payload += 'A';
  EXPECT_EQ(verdict(key_, signed_again(key_, header_, payload)), "base64url");
}

INSTANTIATE_TEST_SUITE_P(All, LenientBase64,
                         ::testing::Values(+[] { return &rs256_key(); }, +[] { return &es256_key(); }));

}  // namespace
}  // namespace sallyport::jose
