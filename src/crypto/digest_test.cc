#include "crypto/digest.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "crypto/hmac.h"

namespace sallyport::crypto {
namespace {

// Examples of FIPS 180-4 (NIST "SHA_All"): the message "abc".
TEST(Digest, AbcIsTheExampleOfTheStandard) {
  EXPECT_EQ(hex_encode(view(sha256("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex_encode(sha384("abc")),
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
  EXPECT_EQ(hex_encode(sha512("abc")),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
  EXPECT_EQ(hex_encode(sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

TEST(Digest, EmptyMessageHasItsOwnDigest) {
  EXPECT_EQ(hex_encode(view(sha256(""))), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

// Example of FIPS 180-4 (NIST "SHA_All"): a message of more than one block.
TEST(Digest, LongerThanABlockIsTheExampleOfTheStandard) {
  EXPECT_EQ(hex_encode(view(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Digest, ContextOfTheThreadCarriesNothingOver) {
  const auto first = sha256("abc");
  sha512("something else");
  EXPECT_EQ(sha256("abc"), first);
}

TEST(TokenName, IsEightHexadecimalDigits) {
  EXPECT_EQ(token_name("abc"), "ba7816bf");
}

// RFC 4231 4.3.
TEST(Hmac, IsTheOneOfTheRfc) {
  EXPECT_EQ(hex_encode(hmac_sha256(Secret("Jefe"), "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(ConstantTimeEqual, ComparesContentAndLength) {
  RecordProperty("covers", "JWT-30");
  EXPECT_TRUE(constant_time_equal("", ""));
  EXPECT_TRUE(constant_time_equal("secret", "secret"));
  EXPECT_FALSE(constant_time_equal("secret", "secreT"));
  EXPECT_FALSE(constant_time_equal("secret", "secre"));  // a prefix is not equal
  EXPECT_FALSE(constant_time_equal("", "x"));
}

}  // namespace
}  // namespace sallyport::crypto
