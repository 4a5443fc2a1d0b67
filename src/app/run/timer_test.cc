#include "app/run/timer.h"

#include <gtest/gtest.h>

#include <latch>
#include <stdexcept>

namespace sallyport::app {
namespace {

using std::chrono::milliseconds;

NoLog no_log;

TEST(Timer, CallsAgainAndAgain) {
  std::latch three(3);
  int left = 3;
  const Timer timer(
      milliseconds(1),
      [&] {
        if (left-- > 0) three.count_down();
      },
      no_log);
  three.wait();  // hangs here if the timer calls only once
}

TEST(Timer, PausesAsItsTaskSays) {
  std::latch three(3);
  int left = 3;
  const Timer timer(
      [&] {
        if (left-- > 0) three.count_down();
        return left > 0 ? milliseconds(1) : milliseconds(std::chrono::hours(1));
      },
      no_log);
  three.wait();  // hangs here if the first pause is not the task's
}

TEST(Timer, EndsInTheMiddleOfALongPause) {
  std::latch called(1);
  {
    const Timer timer(std::chrono::hours(1), [&] { called.count_down(); }, no_log);
    called.wait();
  }
  SUCCEED() << "the destructor did not wait for the hour";
}

TEST(Timer, ACallThatThrowsIsLoggedAndTheNextOneComes) {
  class Words final : public Log {
   public:
    void write(Level, std::string_view event, std::vector<LogField> fields) override {
      text = std::string(event) + " " + fields.at(0).value;
    }
    std::string text;
  } log;
  std::latch second(2);
  {
    int left = 2;
    const Timer timer(
        milliseconds(1),
        [&] {
          if (left-- > 0) second.count_down();
          if (left == 1) throw std::runtime_error("no memory");
        },
        log);
    second.wait();  // hangs here if the first call ends the thread
  }
  EXPECT_EQ(log.text, "timer_task_threw no memory");
}

TEST(Timer, ACallThatHangsDelaysNoOtherTimer) {
  RecordProperty("covers", "A6");
  std::latch healed(1);
  std::latch hangs(1);
  std::latch promised(5);
  int left = 5;
  const Timer stuck(
      milliseconds(1),
      [&] {
        if (!healed.try_wait()) {
          if (!hangs.try_wait()) hangs.count_down();
          healed.wait();
        }
      },
      no_log);
  hangs.wait();
  {
    const Timer other(
        milliseconds(1),
        [&] {
          if (left-- > 0) promised.count_down();
        },
        no_log);
    promised.wait();
  }
  healed.count_down();
}

}  // namespace
}  // namespace sallyport::app
