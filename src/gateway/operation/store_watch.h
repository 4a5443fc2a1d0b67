// Knows whether we still see what other processes do to the store. If the store does not answer, a sign-out or a
// disabled person elsewhere would go unnoticed, and the caches would let people in for minutes.
#pragma once

#include <atomic>
#include <chrono>

#include "base/clock.h"

namespace sallyport::gateway {

// Any thread may call any function; none takes a lock.
class StoreWatch {
 public:
  using Milliseconds = std::chrono::milliseconds;

  explicit StoreWatch(const Clock& clock) : clock_(clock), seen_(count(clock.monotonic())), found_(seen_.load()) {}

  // The store has answered a question that was asked at `asked`: so long, nothing has gone unnoticed.
  void answered(Clock::Monotonic asked) { seen_ = count(asked); }

  // How long ago the last question was asked that was answered. After store.staleAfter no cache may be trusted.
  Milliseconds silence() const { return since(seen_); }

  // The store has just answered a look-up of a session.
  void found() { found_ = count(clock_.monotonic()); }

  // How long ago it last did. It may answer what changed and still fail here, for example because it is damaged.
  Milliseconds since_found() const { return since(found_); }

  // Remembers whether we are blind, for the log. True if that differs from the last call.
  bool note(bool blind) { return was_blind_.exchange(blind) != blind; }

 private:
  using Count = Clock::Monotonic::rep;

  static Count count(Clock::Monotonic time) { return time.time_since_epoch().count(); }
  Milliseconds since(const std::atomic<Count>& then) const {
    const Clock::Monotonic time{Clock::Monotonic::duration(then.load())};
    return std::chrono::duration_cast<Milliseconds>(clock_.monotonic() - time);
  }

  const Clock& clock_;
  std::atomic<Count> seen_;
  std::atomic<Count> found_;
  std::atomic<bool> was_blind_{false};
};

}  // namespace sallyport::gateway
