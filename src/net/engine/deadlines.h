// The timers of one event loop. They are coarse, but setting one costs a single store, because every tick checks all
// of them.
#pragma once

#include <chrono>
#include <functional>

namespace sallyport::net {

class Timer;

// All timers of a loop. Only the loop's thread may use them.
class Deadlines {
 public:
  using Clock = std::chrono::steady_clock;

  // A timer fires after its timeout, never before, and at most two ticks late. Time in which the loop stood still does
  // not count, because the loop could not read what came in that time.
  explicit Deadlines(std::chrono::milliseconds tick, Clock::time_point begin = Clock::now())
      : tick_(tick), last_tick_(begin), now_(begin) {}
  Deadlines(const Deadlines&) = delete;

  std::chrono::milliseconds tick() const { return tick_; }
  Clock::time_point last_tick() const { return last_tick_; }  // when the last tick really was
  Clock::time_point now() const { return now_; }              // by the loop's own time: one tick takes at most a tick

  // Counts a tick, and calls the callback of every timer that has run out. A callback may set, stop and destroy any
  // timer, even its own.
  void fire(Clock::time_point at = Clock::now());

 private:
  friend class Timer;

  std::chrono::milliseconds tick_;
  Clock::time_point last_tick_;
  Clock::time_point now_;
  Timer* first_ = nullptr;
  Timer* next_ = nullptr;  // the timer that fire() visits next
};

// One timer. It does not run until set() is called. When it runs out, it calls `ran_out` once and stops. The deadlines
// must outlive it.
class Timer {
 public:
  Timer(Deadlines& deadlines, std::function<void()> ran_out);
  Timer(const Timer&) = delete;
  ~Timer();

  // Starts the timer, or restarts it with a new timeout.
  void set(std::chrono::milliseconds timeout) { due_ = deadlines_.now_ + timeout + deadlines_.tick_; }
  void stop() { due_ = kNever; }

  // left() returns the time until a running timer fires. resume() starts a stopped timer with that time, so the pause
  // in between does not count.
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
