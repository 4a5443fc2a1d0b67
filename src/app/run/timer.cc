#include "app/run/timer.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace sallyport::app {

Timer::Timer(std::chrono::milliseconds pause, std::function<void()> task)
    : stop_(::eventfd(0, EFD_CLOEXEC)), thread_([this, pause, work = std::move(task)] {
        do work();
        while (!stopped_within(pause));
      }) {}

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
