#include "crypto/password.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
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

TEST(DerivedKey, IsTheSameForEver) {  // the bytes are those of the reference implementation's argon2id_hash_raw
  const Secret key = derive_key(Secret("correct horse battery staple, twice"), "0123456789abcdef");
  EXPECT_EQ(hex_encode(key.reveal()), "a731b5de535b189a5c24c1566f9ebd6779cac982b4b99623bc8a0cb426a0513c");
}

TEST(DerivedKey, IsAnotherForAnotherPasswordOrSalt) {
  const Secret key = derive_key(Secret("correct horse battery staple, twice"), "0123456789abcdef");
  for (const auto& [password, salt] : {std::pair("correct horse battery staple, twicE", "0123456789abcdef"),
                                       std::pair("correct horse battery staple, twice", "0123456789abcdeF")})
    EXPECT_NE(key.reveal(), derive_key(Secret(password), salt).reveal());
}

TEST(Password, CountsToItsLastByte) {  // bcrypt, for example, reads at most 72 bytes and stops at NUL
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
  EXPECT_FALSE(check_password(Secret("x"), "x"));                                // a password stored as plain text
  EXPECT_FALSE(check_password(Secret("x"), "$argon2id$v=19$m=19456,t=2,p=1$"));  // cut short
  EXPECT_FALSE(check_password(Secret("x"), "$argon2id$v=19$m=4194304,t=99,p=1$AAAA$AA"));  // would take 4 GiB
}

// Source: phc-winner-argon2, src/test.c.
constexpr std::string_view kForeign =
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

TEST(Password, AHashOfOtherParametersIsCheckedByItsOwn) {
  RecordProperty("covers", "A17");
  EXPECT_TRUE(check_password(Secret("password"), kForeign));
  EXPECT_FALSE(check_password(Secret("passwore"), kForeign));
}

TEST(Password, AHashIsOutdatedIfItCostLessThanAHashDoesToday) {
  RecordProperty("covers", "LOC-04");
  SystemRandom random;
  const std::string hash = hash_password(Secret("x"), random);
  EXPECT_FALSE(is_outdated(hash));
  EXPECT_TRUE(is_outdated(hash, {.memory = 19457, .passes = 2})) << "more memory is wanted";
  EXPECT_TRUE(is_outdated(hash, {.memory = 19456, .passes = 3})) << "more passes are wanted";
  EXPECT_FALSE(is_outdated(kForeign)) << "it cost more";
  for (const std::string_view unreadable : {"", "x", "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFh"})
    EXPECT_TRUE(is_outdated(unreadable)) << unreadable;
}

TEST(Password, AHashHasTheCostThatWasAskedFor) {
  RecordProperty("covers", "LOC-04");
  SystemRandom random;
  const std::string hash = hash_password(Secret("x"), random, {.memory = 20480, .passes = 3});
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=20480,t=3,p=1$")) << hash;
  EXPECT_TRUE(check_password(Secret("x"), hash));
}

// Memory times passes is what a check takes.
TEST(Password, WhatAnOlderHashCostLessIsSpentBesides) {
  RecordProperty("covers", "LOC-01");
  const auto hash_with = [](const PasswordCost& cost) {
    return "$argon2id$v=19$m=" + std::to_string(cost.memory) + ",t=" + std::to_string(cost.passes) + ",p=1$x$y";
  };
  const auto work = [](const PasswordCost& of) { return double(of.memory) * of.passes; };
  for (const PasswordCost& made_with : {PasswordCost{8192, 1}, PasswordCost{19456, 2}, PasswordCost{65536, 3}})
    for (const PasswordCost& wanted : {PasswordCost{19456, 2}, PasswordCost{20000, 3}, PasswordCost{65536, 8}}) {
      const auto missing = missing_cost(hash_with(made_with), wanted);
      const double spent = work(made_with) + (missing ? work(*missing) : 0);
      EXPECT_GE(spent, 0.9 * work(wanted)) << made_with.memory << " " << wanted.memory;
      if (missing) EXPECT_LE(spent, 1.1 * work(wanted)) << made_with.memory << " " << wanted.memory;
      if (missing) EXPECT_FALSE(is_outdated(hash_with(*missing), *missing)) << "it is within the bounds";
    }
  EXPECT_FALSE(missing_cost(hash_with({19456, 2}), {19456, 2}));
  EXPECT_FALSE(missing_cost(hash_with({65536, 3}), {19456, 2})) << "it cost more";
  EXPECT_FALSE(missing_cost("no hash", {65536, 8}));
}

TEST(Password, ParametersOutOfBoundsOpenForNobody) {
  RecordProperty("covers", "A17");
  for (const std::string_view parameters : {
           "m=65537,t=2,p=1",                 // more memory than the bounds allow
           "m=256,t=2,p=1",                   // too little memory to slow down an attacker
           "m=19456,t=9,p=1",                 // takes too long
           "m=19456,t=0,p=1",                 // no pass
           "m=19456,t=2,p=5",                 // more lanes than the bounds allow
           "m=19456,t=2,p=0",                 // no lane
           "m=99999999999999999999,t=2,p=1",  // the number does not fit into 64 bits
           "m=-19456,t=2,p=1",                // a negative number
           "m=,t=2,p=1",                      // no number
           "t=2,m=19456,p=1",                 // another order
           "m=19456,t=2,p=1,data=AAAA",       // an unknown parameter
       }) {
    std::string hash(kForeign);
    hash.replace(hash.find("m="), hash.find("$c29t") - hash.find("m="), parameters);
    EXPECT_FALSE(check_password(Secret("password"), hash)) << parameters;
  }
  std::string older(kForeign);
  older.replace(older.find("v=19"), 4, "v=16");
  EXPECT_FALSE(check_password(Secret("password"), older)) << "an older kind of hash";
}

}  // namespace
}  // namespace sallyport::crypto
