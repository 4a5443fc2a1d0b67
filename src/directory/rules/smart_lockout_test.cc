#include "directory/rules/smart_lockout.h"

#include <gtest/gtest.h>

namespace sallyport::directory {
namespace {

const entra::ObjectId kAnn("00000000-0000-4000-8000-00000000000a");
const entra::ObjectId kBob("00000000-0000-4000-8000-00000000000b");
constexpr UnixTime kNow{1'800'000'000};

void fail(SmartLockout& lockout, int times, UnixTime now, const std::string& word) {
  for (int i = 0; i < times; ++i) lockout.failed(kAnn, Secret(word + std::to_string(i)), now);
}

TEST(SmartLockout, LocksAtTheTenthWrongPasswordForAMinute) {
  SmartLockout lockout;
  fail(lockout, 9, kNow, "a");
  EXPECT_FALSE(lockout.is_locked(kAnn, kNow));
  fail(lockout, 1, kNow, "b");
  EXPECT_TRUE(lockout.is_locked(kAnn, kNow + Seconds(59)));
  EXPECT_FALSE(lockout.is_locked(kAnn, kNow + Seconds(60)));
  EXPECT_FALSE(lockout.is_locked(kBob, kNow));
}

TEST(SmartLockout, LocksTwiceAsLongEachTime) {
  SmartLockout lockout;
  fail(lockout, 10, kNow, "a");
  const UnixTime later = kNow + Seconds(60);
  fail(lockout, 1, later, "b");
  EXPECT_TRUE(lockout.is_locked(kAnn, later + Seconds(119)));
  EXPECT_FALSE(lockout.is_locked(kAnn, later + Seconds(120)));
}

TEST(SmartLockout, CountsTheSameWrongPasswordOnce) {
  SmartLockout lockout;
  for (int i = 0; i < 100; ++i) lockout.failed(kAnn, Secret("the old one"), kNow);
  EXPECT_FALSE(lockout.is_locked(kAnn, kNow));
}

TEST(SmartLockout, ForgetsWithTheRightPassword) {
  SmartLockout lockout;
  fail(lockout, 9, kNow, "a");
  lockout.succeeded(kAnn);
  fail(lockout, 9, kNow, "b");
  EXPECT_FALSE(lockout.is_locked(kAnn, kNow));
}

}  // namespace
}  // namespace sallyport::directory
