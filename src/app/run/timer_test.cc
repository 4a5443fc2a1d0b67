#include "app/run/timer.h"

#include <gtest/gtest.h>

#include <latch>

namespace sallyport::app {
namespace {

using std::chrono::milliseconds;

TEST(Timer, CallsAgainAndAgain) {
  std::latch three(3);
  int left = 3;
  const Timer timer(milliseconds(1), [&] {
    if (left-- > 0) three.count_down();
  });
  three.wait();  // hangs here if the timer calls only once
}

TEST(Timer, EndsInTheMiddleOfALongPause) {
  std::latch called(1);
  {
    const Timer timer(std::chrono::hours(1), [&] { called.count_down(); });
    called.wait();
  }
  SUCCEED() << "the destructor did not wait for the hour";
}

TEST(Timer, ACallThatHangsDelaysNoOtherTimer) {
  RecordProperty("covers", "A6");
  std::latch healed(1);
  std::latch hangs(1);
  std::latch promised(5);
  int left = 5;
  const Timer stuck(milliseconds(1), [&] {
    if (!healed.try_wait()) {
      if (!hangs.try_wait()) hangs.count_down();
      healed.wait();
    }
  });
  hangs.wait();
  {
    const Timer other(milliseconds(1), [&] {
      if (left-- > 0) promised.count_down();
    });
    promised.wait();
  }
  healed.count_down();
}

}  // namespace
}  // namespace sallyport::app
