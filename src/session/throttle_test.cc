#include "session/throttle.h"

#include <gtest/gtest.h>

#include <vector>

namespace sallyport::session {
namespace {

constexpr UnixTime kTried{1'800'000'000};

TEST(Throttle, WaitsGrowWithEachFailureToFifteenMinutes) {
  RecordProperty("covers", "LOC-02");
  Tries tries;
  UnixTime now = kTried;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(begin_try({"a"}, tries, {}, now), Seconds(0)) << i;
  std::vector<long long> waits;
  for (int i = 0; i < 7; ++i) {
    const Seconds wait = begin_try({"a"}, tries, {}, now);
    waits.push_back(wait.count());
    now = now + wait;
    EXPECT_EQ(begin_try({"a"}, tries, {}, now), Seconds(0)) << "it may try again, and fails again";
  }
  EXPECT_EQ(waits, (std::vector<long long>{30, 60, 120, 240, 480, 900, 900}));
}

TEST(Throttle, AGuesserIsForgottenAfterHalfAnHour) {
  for (const bool known : {false, true}) {
    Tries tries;
    for (int i = 0; i < 9; ++i) begin_try({"a", known}, tries, {}, kTried);
    ASSERT_EQ(tries.count, 5) << "the rest was refused";
    begin_try({"a", known}, tries, {}, kTried + Seconds(1799));
    EXPECT_EQ(tries.count, 6);
    begin_try({"a", known}, tries, {}, kTried + Seconds(1799 + 1800));
    EXPECT_EQ(tries, (Tries{1, kTried + Seconds(3599), {}}));
  }
}

TEST(Throttle, ACrowdOfSixtyInAMinuteLeavesNoTryToUnknownBrowsers) {
  RecordProperty("covers", "LOC-02");
  Tries tries;
  EXPECT_EQ(begin_try({"fresh"}, tries, {60, kTried - Seconds(20)}, kTried), Seconds(40));
  EXPECT_EQ(tries, Tries{}) << "it was no try";
  EXPECT_EQ(begin_try({"fresh"}, tries, {59, kTried - Seconds(20)}, kTried), Seconds(0));
  EXPECT_EQ(begin_try({"owner", true}, tries, {60, kTried}, kTried), Seconds(0));
}

TEST(Throttle, ACrowdOfAnotherClockIsWaitedForASecondAtLeast) {
  Tries tries;
  EXPECT_EQ(begin_try({"fresh"}, tries, {60, kTried - Seconds(61)}, kTried), Seconds(1));
}

TEST(Throttle, AClockThatIsSetBackNeitherShortensAWaitNorMakesItLastAYear) {
  RecordProperty("covers", "F-07");
  Tries tries;
  for (int i = 0; i < 5; ++i) begin_try({"a"}, tries, {}, kTried + Seconds(365 * 86400));
  EXPECT_EQ(begin_try({"a"}, tries, {}, kTried), Seconds(30));
  EXPECT_EQ(begin_try({"a"}, tries, {}, kTried + Seconds(29)), Seconds(1));
  EXPECT_EQ(begin_try({"a"}, tries, {}, kTried + Seconds(30)), Seconds(0));
}

TEST(Throttle, ASuccessTakesBackItsOwnTryAndAKnownBrowsersTakesBackAll) {
  Tries tries;
  for (int i = 0; i < 5; ++i) begin_try({"a"}, tries, {}, kTried);
  take_back_try({"a"}, tries);
  EXPECT_EQ(tries, (Tries{4, kTried, {}})) << "and with it the wait that it began";
  take_back_try({"a", true}, tries);
  EXPECT_EQ(tries, Tries{});
  take_back_try({"a"}, tries);
  EXPECT_EQ(tries.count, 0) << "nothing was left to take back";
}

TEST(Throttle, ASuccessLeavesTheWaitThatOthersInTheNetworkHaveEarned) {
  Tries tries{7, kTried, kTried + Seconds(120)};
  take_back_try({"a"}, tries);
  EXPECT_EQ(tries, (Tries{6, kTried, kTried + Seconds(120)}));
}

TEST(Throttle, ANetworkAndABrowserOfTheSameNameAreTwoGuessers) {
  EXPECT_NE((Guesser{"a", true}.key()), Guesser{"a"}.key());
}

}  // namespace
}  // namespace sallyport::session
