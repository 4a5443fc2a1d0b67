#include "net/engine/deadlines.h"

#include <gtest/gtest.h>

namespace sallyport::net {
namespace {

using std::chrono::milliseconds;

// A loop with a tick of 100 ms, whose ticks come when the test says so.
class DeadlinesTest : public ::testing::Test {
 protected:
  void tick_after(milliseconds pause) {
    at_ += pause;
    deadlines_.fire(at_);
  }
  // The number of punctual ticks until the timer fires.
  int ticks_until_fired() {
    const int before = fired_;
    for (int ticks = 1; ticks <= 100; ++ticks) {
      tick_after(milliseconds(100));
      if (fired_ > before) return ticks;
    }
    return -1;
  }

  Deadlines::Clock::time_point at_{std::chrono::hours(1)};
  Deadlines deadlines_{milliseconds(100), at_};
  int fired_ = 0;
  Timer timer_{deadlines_, [this] { ++fired_; }};
};

TEST_F(DeadlinesTest, ATimerFiresOnceAfterItsTimeoutAndAtMostTwoTicksLate) {
  timer_.set(milliseconds(300));
  EXPECT_EQ(ticks_until_fired(), 4);
  EXPECT_EQ(ticks_until_fired(), -1);
}

TEST_F(DeadlinesTest, AStoppedTimerDoesNotFire) {
  timer_.set(milliseconds(300));
  timer_.stop();
  EXPECT_EQ(ticks_until_fired(), -1);
}

TEST_F(DeadlinesTest, TimeInWhichTheLoopStoodStillDoesNotCount) {
  timer_.set(milliseconds(300));
  tick_after(std::chrono::hours(1));
  EXPECT_EQ(fired_, 0);
  EXPECT_EQ(ticks_until_fired(), 3);
}

TEST_F(DeadlinesTest, ATimerThatIsSetAfterAStandstillHasItsWholeTime) {
  at_ += std::chrono::hours(1);  // the loop handles a socket before its late tick
  timer_.set(milliseconds(300));
  deadlines_.fire(at_);
  EXPECT_EQ(fired_, 0);
  EXPECT_EQ(ticks_until_fired(), 3);
}

TEST_F(DeadlinesTest, ATimerFiresEvenIfEveryTickIsLate) {
  timer_.set(milliseconds(300));
  for (int i = 0; i < 4; ++i) tick_after(milliseconds(5000));
  EXPECT_EQ(fired_, 1);
}

TEST_F(DeadlinesTest, APauseOfATimerDoesNotCount) {
  timer_.set(milliseconds(300));
  tick_after(milliseconds(100));
  const auto left = timer_.left();
  timer_.stop();
  for (int i = 0; i < 10; ++i) tick_after(milliseconds(100));
  EXPECT_EQ(fired_, 0);
  timer_.resume(left);
  EXPECT_EQ(ticks_until_fired(), 3);
}

TEST_F(DeadlinesTest, TheLastTickIsTheRealTime) {
  tick_after(std::chrono::hours(1));
  EXPECT_EQ(deadlines_.last_tick(), at_);
  EXPECT_LT(deadlines_.now(), at_);
}

}  // namespace
}  // namespace sallyport::net
