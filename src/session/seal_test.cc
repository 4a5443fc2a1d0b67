#include "session/seal.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/reason_of.h"
#include "crypto/system_random.h"

namespace sallyport::session {
namespace {

constexpr UnixTime kNow{1'800'000'000};
constexpr UnixTime kLater{1'800'000'600};

class SealTest : public testing::Test {
 protected:
  static crypto::AeadKey key(char fill) { return *crypto::AeadKey::from_bytes(Secret(std::string(32, fill))); }

  crypto::SystemRandom random_;
  Sealer sealer_{{key('k')}, random_};
  std::string sealed_ = sealer_.seal("the text", "sign_in", kLater);
};

TEST_F(SealTest, OpensToTheSameText) {
  const std::string text(
      "\0 Gr\xc3\xbc\xc3\x9f"
      "e",
      9);
  for (const auto& plain : {std::string(), text, std::string(4000, 'x')})
    EXPECT_EQ(sealer_.open(sealer_.seal(plain, "sign_in", kLater), "sign_in", kNow), plain);
}

TEST_F(SealTest, ShowsNothingOfTheTextAndIsNeverTheSame) {
  EXPECT_EQ(base64url_decode(sealed_)->find("the text"), std::string::npos);
  EXPECT_NE(sealer_.seal("the text", "sign_in", kLater), sealed_);
}

TEST_F(SealTest, CanStandInACookie) {
  EXPECT_TRUE(base64url_decode(sealed_));
}

TEST_F(SealTest, ExpiresAtTheInstant) {
  EXPECT_TRUE(sealer_.open(sealed_, "sign_in", UnixTime{kLater.seconds - 1}));
  EXPECT_EQ(reason_of(sealer_.open(sealed_, "sign_in", kLater)), "sealed_text");
}

TEST_F(SealTest, FarFutureIsNotThePast) {
  const UnixTime far{INT64_MAX};
  EXPECT_TRUE(sealer_.open(sealer_.seal("x", "sign_in", far), "sign_in", kNow));
}

TEST_F(SealTest, DoesNotOpenForAnotherPurpose) {
  for (const char* purpose : {"refresh_token", "signed_out", "", "sign_in2", "sign_i"})
    EXPECT_EQ(reason_of(sealer_.open(sealed_, purpose, kNow)), "sealed_text") << purpose;
}

TEST_F(SealTest, EveryChangedByteIsRefused) {
  const auto bytes = *base64url_decode(sealed_);
  for (std::size_t i = 0; i < bytes.size(); ++i)
    for (int bit = 0; bit < 8; ++bit) {
      auto changed = bytes;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      EXPECT_EQ(reason_of(sealer_.open(base64url_encode(changed), "sign_in", kNow)), "sealed_text") << i;
    }
}

TEST_F(SealTest, EveryChangedCharacterIsRefused) {
  RecordProperty("covers", "SES-03");
  for (std::size_t i = 0; i < sealed_.size(); ++i) {
    auto changed = sealed_;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(reason_of(sealer_.open(changed, "sign_in", kNow)), "sealed_text") << i;
  }
}

TEST_F(SealTest, EveryCutIsRefused) {
  RecordProperty("covers", "SES-03");
  for (std::size_t length = 0; length < sealed_.size(); ++length)
    EXPECT_EQ(reason_of(sealer_.open(sealed_.substr(0, length), "sign_in", kNow)), "sealed_text") << length;
}

TEST_F(SealTest, TwoInARowAreRefused) {
  RecordProperty("covers", "SES-03");
  const auto bytes = *base64url_decode(sealed_);
  EXPECT_EQ(reason_of(sealer_.open(sealed_ + sealed_, "sign_in", kNow)), "sealed_text");
  EXPECT_EQ(reason_of(sealer_.open(base64url_encode(bytes + bytes), "sign_in", kNow)), "sealed_text");
}

TEST_F(SealTest, AnythingElseIsRefused) {
  for (const char* text : {"", "A", "====", "the text", "sign_in", "{\"a\":1}"})
    EXPECT_EQ(reason_of(sealer_.open(text, "sign_in", kNow)), "sealed_text") << text;
}

TEST_F(SealTest, SealedWithoutAnExpiryIsRefused) {  // seven bytes are too short for one
  const auto bare = key('k').seal("1234567", "sign_in", random_);
  EXPECT_EQ(reason_of(sealer_.open(base64url_encode(bare), "sign_in", kNow)), "sealed_text");
}

TEST_F(SealTest, AnotherKeyDoesNotOpenIt) {
  const Sealer other({key('o')}, random_);
  EXPECT_EQ(reason_of(other.open(sealed_, "sign_in", kNow)), "sealed_text");
}

TEST_F(SealTest, OldKeyStillOpensAfterANewOneCame) {
  const Sealer rotated({key('n'), key('k')}, random_);
  EXPECT_EQ(rotated.open(sealed_, "sign_in", kNow), "the text");
}

TEST_F(SealTest, NewKeySealsAlone) {
  const Sealer rotated({key('n'), key('k')}, random_);
  const auto sealed = rotated.seal("the text", "sign_in", kLater);
  EXPECT_EQ(Sealer({key('n')}, random_).open(sealed, "sign_in", kNow), "the text");
  EXPECT_EQ(reason_of(sealer_.open(sealed, "sign_in", kNow)), "sealed_text");  // sealer_ has only the old key
}

TEST_F(SealTest, WithoutAKeyNothingOpens) {
  EXPECT_EQ(reason_of(Sealer({}, random_).open(sealed_, "sign_in", kNow)), "sealed_text");
}

}  // namespace
}  // namespace sallyport::session
