#include "directory/rules/smart_lockout.h"

#include <gtest/gtest.h>

namespace sallyport::directory {
namespace {

const entra::ObjectId kAnn("00000000-0000-4000-8000-00000000000a");
const entra::ObjectId kBob("00000000-0000-4000-8000-00000000000b");
constexpr UnixTime kLockoutNow{1'800'000'000};

void fail(SmartLockout& lockout, int times, UnixTime now, const std::string& word) {
  for (int i = 0; i < times; ++i) lockout.failed(kAnn, Secret(word + std::to_string(i)), now);
}

TEST(SmartLockout, LocksAtTheTenthWrongPasswordForAMinute) {
  SmartLockout lockout;
  fail(lockout, 9, kLockoutNow, "a");
  EXPECT_FALSE(lockout.is_locked(kAnn, kLockoutNow));
  fail(lockout, 1, kLockoutNow, "b");
  EXPECT_TRUE(lockout.is_locked(kAnn, kLockoutNow + Seconds(59)));
  EXPECT_FALSE(lockout.is_locked(kAnn, kLockoutNow + Seconds(60)));
  EXPECT_FALSE(lockout.is_locked(kBob, kLockoutNow));
}

TEST(SmartLockout, LocksTwiceAsLongEachTime) {
  SmartLockout lockout;
  fail(lockout, 10, kLockoutNow, "a");
  const UnixTime later = kLockoutNow + Seconds(60);
  fail(lockout, 1, later, "b");
  EXPECT_TRUE(lockout.is_locked(kAnn, later + Seconds(119)));
  EXPECT_FALSE(lockout.is_locked(kAnn, later + Seconds(120)));
}

TEST(SmartLockout, CountsTheSameWrongPasswordOnce) {
  SmartLockout lockout;
  for (int i = 0; i < 100; ++i) lockout.failed(kAnn, Secret("the old one"), kLockoutNow);
  EXPECT_FALSE(lockout.is_locked(kAnn, kLockoutNow));
}

TEST(SmartLockout, ForgetsWithTheRightPassword) {
  SmartLockout lockout;
  fail(lockout, 9, kLockoutNow, "a");
  lockout.succeeded(kAnn);
  fail(lockout, 9, kLockoutNow, "b");
  EXPECT_FALSE(lockout.is_locked(kAnn, kLockoutNow));
}

}  // namespace
}  // namespace sallyport::directory
