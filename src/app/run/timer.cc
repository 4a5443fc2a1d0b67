#include "app/run/timer.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <exception>
#include <utility>

#include "base/thrown.h"

namespace sallyport::app {

Timer::Timer(Task task, Log& log)
    : task_(std::move(task)), log_(log), pause_(kFirstPause), stop_(::eventfd(0, EFD_CLOEXEC)), thread_([this] {
        run();
      }) {}

Timer::Timer(std::chrono::milliseconds pause, std::function<void()> task, Log& log)
    : task_([pause, task = std::move(task)] {
        task();
        return pause;
      }),
      log_(log),
      pause_(pause),
      stop_(::eventfd(0, EFD_CLOEXEC)),
      thread_([this] { run(); }) {}

void Timer::run() noexcept {
  do call();
  while (!stopped_within(pause_));
}

void Timer::call() noexcept {
  try {
    pause_ = task_();
  } catch (const std::exception& thrown) {
    log_thrown(log_, "timer_task_threw", thrown.what());
  }
}

Timer::~Timer() {
  ::eventfd_write(stop_, 1);
  thread_.join();
  ::close(stop_);
}

bool Timer::stopped_within(std::chrono::milliseconds time) const {
  pollfd waiting{stop_, POLLIN, 0};
  return ::poll(&waiting, 1, static_cast<int>(time.count())) > 0;
}

}  // namespace sallyport::app
