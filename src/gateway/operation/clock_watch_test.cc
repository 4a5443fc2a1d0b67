#include "gateway/operation/clock_watch.h"

#include <gtest/gtest.h>

#include "base/two_clocks.h"

namespace sallyport::gateway {
namespace {

TEST(ClockWatch, TimeThatPassesIsNoJump) {
  TwoClocks clock;
  ClockWatch watch(clock);
  clock.pass(Seconds(86400 * 400));
  EXPECT_EQ(watch.look(), std::nullopt);
  EXPECT_TRUE(watch.settled());
}

TEST(ClockWatch, TellsAJumpOnceAndTheWayBack) {
  TwoClocks clock;
  ClockWatch watch(clock);
  clock.wall = clock.wall + Seconds(3600);
  EXPECT_EQ(watch.look(), Seconds(3600));
  EXPECT_EQ(watch.look(), std::nullopt);
  clock.wall = clock.wall - Seconds(3600);
  EXPECT_EQ(watch.look(), Seconds(-3600));
}

TEST(ClockWatch, SmallStepsAddUp) {
  RecordProperty("covers", "F-07");
  TwoClocks clock;
  ClockWatch watch(clock);
  int told = 0;
  for (int i = 0; i < 6; ++i) {
    clock.wall = clock.wall - Seconds(10);
    told += watch.look() ? 1 : 0;
  }
  EXPECT_EQ(told, 2);
}

TEST(ClockWatch, SettlesAnHourAfterTheStart) {  // a machine may start with a wrong clock
  TwoClocks clock;
  ClockWatch watch(clock);
  clock.pass(ClockWatch::kSettles - Seconds(1));
  EXPECT_FALSE(watch.settled());
  clock.pass(Seconds(1));
  EXPECT_TRUE(watch.settled());
}

TEST(ClockWatch, SettlesAnHourAfterTheLastJump) {
  TwoClocks clock;
  ClockWatch watch(clock);
  clock.pass(ClockWatch::kSettles);
  clock.wall = clock.wall + Seconds(60);
  ASSERT_TRUE(watch.look());
  clock.pass(ClockWatch::kSettles - Seconds(1));
  EXPECT_FALSE(watch.settled());
  clock.pass(Seconds(1));
  EXPECT_TRUE(watch.settled());
}

TEST(ClockWatch,
     IsNotSettledByAJumpThatNobodyHasLookedAt) {  // the thread that sweeps may be first to run after the jump
  TwoClocks clock;
  const ClockWatch watch(clock);
  clock.pass(ClockWatch::kSettles);
  ASSERT_TRUE(watch.settled());
  clock.wall = clock.wall + ClockWatch::kJump;
  EXPECT_FALSE(watch.settled());
  clock.wall = clock.wall - ClockWatch::kJump;
  EXPECT_TRUE(watch.settled()) << "the clock was put right before anybody looked";
}

}  // namespace
}  // namespace sallyport::gateway
