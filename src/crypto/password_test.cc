#include "crypto/password.h"

#include <gtest/gtest.h>

#include "crypto/system_random.h"

namespace sallyport::crypto {
namespace {

TEST(Password, OpensItsOwnHashAndNoOther) {
  RecordProperty("covers", "LOC-04");
  SystemRandom random;
  const std::string hash = hash_password(Secret("correct horse"), random);
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
  EXPECT_TRUE(check_password(Secret("correct horse"), hash));
  EXPECT_FALSE(check_password(Secret("correct horsE"), hash));
  EXPECT_FALSE(check_password(Secret(""), hash));
}

TEST(Password, SameWordHasAnotherHashEachTime) {
  RecordProperty("covers", "LOC-04");
  SystemRandom random;
  EXPECT_NE(hash_password(Secret("x"), random), hash_password(Secret("x"), random));
}

TEST(Password, CountsToItsLastByte) {  // bcrypt, for one, reads 72 bytes, and stops at NUL
  RecordProperty("covers", "LOC-03");
  SystemRandom random;
  const std::string long_one(200, 'x');
  const std::string hash = hash_password(Secret(long_one + "a"), random);
  EXPECT_TRUE(check_password(Secret(long_one + "a"), hash));
  EXPECT_FALSE(check_password(Secret(long_one + "b"), hash));
  EXPECT_FALSE(check_password(Secret(long_one), hash));
  const std::string with_nul("tick\0tock", 9);
  EXPECT_FALSE(check_password(Secret("tick"), hash_password(Secret(with_nul), random)));
}

TEST(Password, WhatIsNoHashOfOursOpensForNobody) {
  EXPECT_FALSE(check_password(Secret(""), ""));
  EXPECT_FALSE(check_password(Secret("x"), "x"));                                          // a stored plain word
  EXPECT_FALSE(check_password(Secret("x"), "$argon2id$v=19$m=19456,t=2,p=1$"));            // cut short
  EXPECT_FALSE(check_password(Secret("x"), "$argon2id$v=19$m=4194304,t=99,p=1$AAAA$AA"));  // would take 4 GiB
}

}  // namespace
}  // namespace sallyport::crypto
