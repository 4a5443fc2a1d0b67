#include "crypto/seeded_random.h"

#include <gtest/gtest.h>

#include <set>

#include "crypto/seeded_key.h"
#include "crypto/signature.h"
#include "crypto/system_random.h"

namespace sallyport::crypto {
namespace {

TEST(SeededRandom, TheSameSeedGivesTheSameBytes) {
  SeededRandom one(7);
  SeededRandom other(7);
  for (const std::size_t count : {1U, 31U, 32U, 33U, 1000U}) EXPECT_EQ(one.bytes(count), other.bytes(count)) << count;
  EXPECT_EQ(random_uuid(one), random_uuid(other));
}

TEST(SeededRandom, AnotherSeedGivesOthers) {
  SeededRandom one(7);
  for (const std::uint64_t seed : {0ULL, 8ULL, 70ULL, ~0ULL}) EXPECT_NE(SeededRandom(seed).bytes(16), one.bytes(16));
}

TEST(SeededRandom, NoCallRepeatsAnEarlierOne) {
  SeededRandom random(7);
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(seen.insert(random.bytes(16)).second);
}

TEST(SeededRandom, SaysThatItIsPredictableAndTheSystemsDoesNot) {
  EXPECT_TRUE(SeededRandom(7).is_predictable());
  EXPECT_FALSE(SystemRandom().is_predictable());
}

TEST(SeededKey, TheSameBytesMakeTheSameKey) {
  SeededRandom one(7);
  SeededRandom other(7);
  const auto key = make_seeded_rsa(2048, one);
  ASSERT_TRUE(key) << key.error().reason;
  EXPECT_EQ(key->to_pem().reveal(), make_seeded_rsa(2048, other)->to_pem().reveal());
  EXPECT_NE(key->to_pem().reveal(), make_seeded_rsa(2048, one)->to_pem().reveal());
}

TEST(SeededKey, IsAnRsaKeyOfThatLengthThatSigns) {
  SeededRandom random(11);
  const auto key = make_seeded_rsa(2048, random);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->type(), KeyType::rsa);
  EXPECT_EQ(key->public_key().bits(), 2048);
  const auto signature = sign(*key, SignatureAlgorithm::rs256, "message");
  ASSERT_TRUE(signature);
  EXPECT_TRUE(verify(key->public_key(), SignatureAlgorithm::rs256, "message", *signature));
  EXPECT_FALSE(verify(key->public_key(), SignatureAlgorithm::rs256, "massage", *signature));
}

}  // namespace
}  // namespace sallyport::crypto
