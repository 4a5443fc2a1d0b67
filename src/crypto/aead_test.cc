#include "crypto/aead.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/reason_of.h"
#include "crypto/system_random.h"

namespace sallyport::crypto {
namespace {

AeadKey key_of(char fill) {
  return *AeadKey::from_bytes(Secret(std::string(32, fill)));
}

// Makes the all-zero nonce of the test vector below.
class FixedNonce final : public Random {
 public:
  std::string bytes(std::size_t count) override { return std::string(count, '\0'); }
};

// Test case 14 of the GCM specification (McGrew and Viega): zero key, zero nonce, one block of zeros.
TEST(Aead, SealsAsTheSpecificationDoes) {
  FixedNonce random;
  EXPECT_EQ(hex_encode(key_of('\0').seal(std::string(16, '\0'), "", random)).substr(24),
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
}

TEST(Aead, OpensWhatItSealed) {
  SystemRandom random;
  const AeadKey key = key_of('k');
  for (std::size_t size : {0u, 1u, 15u, 16u, 17u, 4000u}) {
    const std::string text(size, 'x');
    const auto opened = key.open(key.seal(text, "session", random), "session");
    ASSERT_TRUE(opened) << size;
    EXPECT_EQ(*opened, text);
  }
}

TEST(Aead, SealsTheSameTextDifferentlyEachTime) {
  SystemRandom random;
  EXPECT_NE(key_of('k').seal("text", "p", random), key_of('k').seal("text", "p", random));
}

TEST(Aead, AnotherPurposeDoesNotOpen) {
  SystemRandom random;
  EXPECT_EQ(reason_of(key_of('k').open(key_of('k').seal("text", "login", random), "session")), "aead_open");
}

TEST(Aead, AnotherKeyDoesNotOpen) {
  SystemRandom random;
  EXPECT_EQ(reason_of(key_of('x').open(key_of('k').seal("text", "login", random), "login")), "aead_open");
}

TEST(Aead, EveryFlippedBitIsRefused) {
  SystemRandom random;
  const std::string sealed = key_of('k').seal("text", "p", random);
  for (std::size_t i = 0; i < sealed.size() * 8; ++i) {
    std::string altered = sealed;
    altered[i / 8] = static_cast<char>(altered[i / 8] ^ (1 << (i % 8)));
    EXPECT_EQ(reason_of(key_of('k').open(altered, "p")), "aead_open") << i;
  }
}

TEST(Aead, EveryShorterTextIsRefused) {  // a shortened tag is easier to guess (CVE-2018-1000539)
  SystemRandom random;
  const std::string sealed = key_of('k').seal("text", "p", random);
  for (std::size_t size = 0; size < sealed.size(); ++size)
    EXPECT_EQ(reason_of(key_of('k').open(sealed.substr(0, size), "p")), "aead_open") << size;
}

TEST(AeadKey, HasExactly32Bytes) {
  for (std::size_t size : {0u, 16u, 31u, 33u})
    EXPECT_EQ(reason_of(AeadKey::from_bytes(Secret(std::string(size, 'k')))), "aead_key") << size;
}

}  // namespace
}  // namespace sallyport::crypto
