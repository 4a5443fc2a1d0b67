// Timers of one event loop: coarse, and so cheap that setting one is a store. A tick walks all of them.
#pragma once

#include <chrono>
#include <functional>

namespace sallyport::net {

class Timer;

class Deadlines {
 public:
  using Clock = std::chrono::steady_clock;

  // A timer fires between its timeout and two ticks later.
  explicit Deadlines(std::chrono::milliseconds tick) : tick_(tick), now_(Clock::now()) {}
  Deadlines(const Deadlines&) = delete;

  std::chrono::milliseconds tick() const { return tick_; }
  Clock::time_point now() const { return now_; }  // as of the last tick

  // Calls what has run out. A call may set, stop and destroy any timer.
  void fire();

 private:
  friend class Timer;

  std::chrono::milliseconds tick_;
  Clock::time_point now_;
  Timer* first_ = nullptr;
  Timer* next_ = nullptr;  // of the walk under way
};

class Timer {
 public:
  Timer(Deadlines& deadlines, std::function<void()> ran_out);
  Timer(const Timer&) = delete;
  ~Timer();

  void set(std::chrono::milliseconds timeout) { due_ = deadlines_.now_ + timeout + deadlines_.tick_; }
  void stop() { due_ = kNever; }

  // Of one that is set: what is left, for resume(). The time between the two does not count.
  Deadlines::Clock::duration left() const { return due_ - deadlines_.now_; }
  void resume(Deadlines::Clock::duration left) { due_ = deadlines_.now_ + left; }

 private:
  friend class Deadlines;
  static constexpr Deadlines::Clock::time_point kNever = Deadlines::Clock::time_point::max();

  Deadlines& deadlines_;
  std::function<void()> ran_out_;
  Deadlines::Clock::time_point due_ = kNever;
  Timer* before_ = nullptr;
  Timer* after_ = nullptr;
};

}  // namespace sallyport::net
