#include "jose/sign.h"

#include <gtest/gtest.h>

#include "jose/test_keys.h"

namespace sallyport::jose {
namespace {

using enum crypto::SignatureAlgorithm;

TEST(SignCompact, EveryAlgorithmOfOursIsVerified) {
  const auto rsa = rs256_key().key;
  for (const SigningKey& key : {SigningKey{rsa, rs256, "a"}, SigningKey{rsa, ps256, "b"}, es256_key(),
                                SigningKey{crypto::PrivateKey::generate_ec(crypto::KeyType::ed25519), eddsa, "d"}}) {
    const auto token = sign_compact(key, {{"typ", "at+jwt"}}, {{"sub", "alice"}});
    ASSERT_TRUE(token);
    const auto verified = verify(*CompactJws::parse(*token), set_of({published(key)}), {key.algorithm});
    ASSERT_TRUE(verified) << crypto::name_of(key.algorithm);
    EXPECT_EQ(verified->header().kid, key.kid);
    EXPECT_EQ(verified->header().typ, "at+jwt");
    EXPECT_EQ(verified->payload(), R"({"sub":"alice"})");
  }
}

TEST(SignCompact, AlgAndKidAreTheKeys) {  // even if the caller's header has others
  const auto token = sign_compact(es256_key(), {{"alg", "none"}, {"kid", "other"}}, {});
  const auto jws = CompactJws::parse(*token);
  EXPECT_EQ(jws->header.algorithm, es256);
  EXPECT_EQ(jws->header.kid, "ec");
}

TEST(SignCompact, KeyThatDoesNotFitItsAlgorithmSignsNothing) {
  EXPECT_FALSE(sign_compact({es256_key().key, rs256, "x"}, {}, {}));
}

}  // namespace
}  // namespace sallyport::jose
