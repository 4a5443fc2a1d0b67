#include "identity/accounts/second_factor.h"

#include <gtest/gtest.h>

#include <cctype>
#include <set>

#include "crypto/system_random.h"
#include "crypto/totp.h"

namespace sallyport::identity {
namespace {

constexpr UnixTime kMoment{1'790'000'000};

class SecondFactorRules : public ::testing::Test {
 protected:
  std::string code(Seconds later = Seconds(0)) { return crypto::totp_code(key_, crypto::totp_step(kMoment + later)); }

  const Secret key_{"12345678901234567890"};
  SecondFactor factor_{.person = PersonId("ann"), .sealed_key = "sealed"};
};

TEST_F(SecondFactorRules, ACodeCountsOnce) {
  RecordProperty("covers", "LOC-12");
  const auto used = use_code(factor_, key_, code(), kMoment);
  ASSERT_TRUE(used);
  EXPECT_EQ(used->used_step, crypto::totp_step(kMoment));
  EXPECT_FALSE(use_code(*used, key_, code(), kMoment));
  EXPECT_FALSE(use_code(*used, key_, code(Seconds(-30)), kMoment)) << "nor does an earlier one";
  EXPECT_TRUE(use_code(*used, key_, code(Seconds(30)), kMoment + Seconds(30)));
}

TEST_F(SecondFactorRules, ACodeIsReadAsPeopleTypeIt) {
  const std::string digits = code();
  EXPECT_TRUE(use_code(factor_, key_, digits.substr(0, 3) + " " + digits.substr(3), kMoment));
  for (const std::string& wrong :
       {std::string(), digits.substr(1), digits + "0", code(Seconds(90)), code(Seconds(-90)), std::string("abcdef")})
    EXPECT_FALSE(use_code(factor_, key_, wrong, kMoment)) << wrong;
}

TEST_F(SecondFactorRules, ManyWrongCodesMakeStrangersWaitLongerAndLonger) {
  RecordProperty("covers", "LOC-02");
  for (int i = 0; i < kFreeWrongCodes; ++i) {
    EXPECT_EQ(wait_for_code(factor_, kMoment), Seconds(0)) << i;
    factor_ = with_wrong_code(factor_, kMoment);
  }
  EXPECT_EQ(wait_for_code(factor_, kMoment), Seconds(30));
  EXPECT_EQ(wait_for_code(factor_, kMoment + Seconds(29)), Seconds(1));
  EXPECT_EQ(wait_for_code(factor_, kMoment + Seconds(30)), Seconds(0));
  factor_ = with_wrong_code(factor_, kMoment);
  EXPECT_EQ(wait_for_code(factor_, kMoment), Seconds(60));
  for (int i = 0; i < 2000; ++i) factor_ = with_wrong_code(factor_, kMoment);
  EXPECT_EQ(wait_for_code(factor_, kMoment), kLongestWaitForCodes);
  EXPECT_EQ(wait_for_code(factor_, kMoment - Seconds(86400)), kLongestWaitForCodes) << "also if the clock was set back";
  EXPECT_EQ(wait_for_code(*use_code(factor_, key_, code(), kMoment), kMoment), Seconds(0))
      << "a right code ends the count";
}

TEST_F(SecondFactorRules, ARecoveryCodeCountsOnceHoweverItIsTyped) {
  RecordProperty("covers", "LOC-12");
  crypto::SystemRandom random;
  const RecoveryCodes made = make_recovery_codes(random);
  factor_.recovery_hashes = made.hashes;
  std::string typed = made.codes[3];
  for (char& c : typed)
    if (c == '-') c = ' ';
  for (char& c : typed) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  EXPECT_TRUE(looks_like_recovery_code(typed));
  const auto used = use_recovery_code(factor_, typed);
  ASSERT_TRUE(used);
  EXPECT_EQ(used->recovery_hashes.size(), kRecoveryCodes - 1);
  EXPECT_FALSE(use_recovery_code(*used, made.codes[3]));
  EXPECT_TRUE(use_recovery_code(*used, made.codes[4]));
}

TEST_F(SecondFactorRules, WhatIsNoRecoveryCodeIsRefused) {
  crypto::SystemRandom random;
  const RecoveryCodes made = make_recovery_codes(random);
  factor_.recovery_hashes = made.hashes;
  for (const std::string& wrong :
       {std::string(), made.hashes[0], made.codes[0].substr(1), make_recovery_codes(random).codes[0]})
    EXPECT_FALSE(use_recovery_code(factor_, wrong)) << wrong;
  EXPECT_FALSE(looks_like_recovery_code(code()));
  factor_.recovery_hashes.clear();
  EXPECT_FALSE(use_recovery_code(factor_, made.codes[0])) << "none are left";
}

TEST_F(SecondFactorRules, RecoveryCodesAreLongDifferentAndKeptAsHashes) {
  RecordProperty("covers", "LOC-12");
  crypto::SystemRandom random;
  const RecoveryCodes made = make_recovery_codes(random);
  EXPECT_EQ(std::set(made.codes.begin(), made.codes.end()).size(), kRecoveryCodes);
  for (std::size_t i = 0; i < kRecoveryCodes; ++i) {
    EXPECT_EQ(made.codes[i].size(), 29U) << "24 letters of base32 are 120 bits: " << made.codes[i];
    EXPECT_EQ(made.hashes[i].size(), 64U);
  }
}

}  // namespace
}  // namespace sallyport::identity
