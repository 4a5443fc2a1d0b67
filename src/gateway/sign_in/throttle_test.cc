#include "gateway/sign_in/throttle.h"

#include <gtest/gtest.h>

namespace sallyport::gateway {
namespace {

TEST(Throttle, WaitsGrowWithEachFailureToFifteenMinutes) {
  RecordProperty("covers", "LOC-02");
  Throttle throttle;
  Seconds now{1000};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(throttle.begin({"a"}, now), Seconds(0)) << i;
  std::vector<long long> waits;
  for (int i = 0; i < 7; ++i) {
    const Seconds wait = throttle.begin({"a"}, now);
    waits.push_back(wait.count());
    now = now + wait;
    EXPECT_EQ(throttle.begin({"a"}, now), Seconds(0)) << "it may try again, and fails again";
  }
  EXPECT_EQ(waits, (std::vector<long long>{30, 60, 120, 240, 480, 900, 900}));
}

TEST(Throttle, ManyTriesAtOnceAreNoWayAround) {
  RecordProperty("covers", "LOC-02");
  Throttle throttle;
  int allowed = 0;
  for (int i = 0; i < 100; ++i) allowed += throttle.begin({"a"}, Seconds(1000)) == Seconds(0) ? 1 : 0;
  EXPECT_EQ(allowed, 5);
}

TEST(Throttle, ASuccessCountsAsNoFailure) {
  Throttle throttle;
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(throttle.begin({"a"}, Seconds(1000)), Seconds(0)) << i;
    throttle.succeeded({"a"});
  }
}

TEST(Throttle, ASuccessForgivesNoTryOfOthersInTheNetwork) {
  RecordProperty("covers", "LOC-02");
  Throttle throttle;
  int allowed = 0;
  for (int i = 0; i < 100; ++i) {
    if (throttle.begin({"a"}, Seconds(1000)) == Seconds(0)) ++allowed;  // a guess that is under way, and will be wrong
    if (throttle.begin({"a"}, Seconds(1000)) == Seconds(0)) throttle.succeeded({"a"});
  }
  EXPECT_EQ(allowed, 5);
}

TEST(Throttle, AKnownBrowserIsForgivenItsMistakesWhenItSucceeds) {
  Throttle throttle;
  for (int i = 0; i < 4; ++i) throttle.begin({"owner", true}, Seconds(1000));
  throttle.succeeded({"owner", true});
  for (int i = 0; i < 5; ++i) EXPECT_EQ(throttle.begin({"owner", true}, Seconds(1000)), Seconds(0)) << i;
}

TEST(Throttle, GuessingFromManyAddressesIsSlowedToo) {
  RecordProperty("covers", "LOC-02");
  Throttle throttle;
  for (int i = 0; i < 60; ++i) throttle.begin({"host-" + std::to_string(i)}, Seconds(1000));
  EXPECT_GT(throttle.begin({"fresh"}, Seconds(1000)), Seconds(0));
  EXPECT_EQ(throttle.begin({"fresh"}, Seconds(1060)), Seconds(0));
}

TEST(Throttle, AKnownBrowserIsNotHeldUpByStrangersAndCountsForItself) {
  RecordProperty("covers", "LOC-02");
  Throttle throttle;
  for (int i = 0; i < 60; ++i) throttle.begin({"host-" + std::to_string(i)}, Seconds(1000));
  EXPECT_GT(throttle.begin({"owner"}, Seconds(1000)), Seconds(0));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(throttle.begin({"owner", true}, Seconds(1000)), Seconds(0)) << i;
  EXPECT_EQ(throttle.begin({"owner", true}, Seconds(1000)), Seconds(30)) << "a stolen one is no way around";
  throttle.succeeded({"owner", true});
  EXPECT_GT(throttle.begin({"fresh"}, Seconds(1000)), Seconds(0)) << "its success gives strangers nothing";
}

}  // namespace
}  // namespace sallyport::gateway
