// A thread that repeats a task every few seconds.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

#include "base/log.h"

namespace sallyport::app {

// Calls the task immediately, and again after each pause, until it is destroyed. The destructor waits for a running
// call. If a call throws, usually because memory has run out, the log gets the line "timer_task_threw", and the next
// call comes all the same. The log must outlive the timer. The kernel measures the pause without the wall clock, so
// setting the clock does not delay a call.
//
// A task that waits for a provider or for a lock needs a timer of its own, because a slow call delays the other calls
// of its timer.
class Timer {
 public:
  // The task returns the pause until the next call. After a call that threw, the last pause comes again; at first it is
  // `kFirstPause`.
  using Task = std::function<std::chrono::milliseconds()>;
  static constexpr std::chrono::milliseconds kFirstPause{100};

  Timer(Task task, Log& log);
  Timer(std::chrono::milliseconds pause, std::function<void()> task, Log& log);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

 private:
  void call() noexcept;
  void run() noexcept;
  bool stopped_within(std::chrono::milliseconds time) const;

  const Task task_;
  Log& log_;
  std::chrono::milliseconds pause_;
  const int stop_;  // an eventfd
  std::thread thread_;
};

}  // namespace sallyport::app
