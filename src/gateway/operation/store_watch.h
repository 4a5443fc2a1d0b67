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
  explicit StoreWatch(const Clock& clock) : clock_(clock), seen_(clock.monotonic().time_since_epoch().count()) {}

  // The store has answered a question that was asked at `asked`: so long, nothing has gone unnoticed.
  void answered(Clock::Monotonic asked) { seen_ = asked.time_since_epoch().count(); }

  // How long ago the last question was asked that was answered. After store.staleAfter no cache may be trusted.
  Seconds silence() const {
    const Clock::Monotonic seen{Clock::Monotonic::duration(seen_.load())};
    return std::chrono::duration_cast<Seconds>(clock_.monotonic() - seen);
  }

  // Remembers whether we are blind, for the log. True if that differs from the last call.
  bool note(bool blind) { return was_blind_.exchange(blind) != blind; }

 private:
  const Clock& clock_;
  std::atomic<Clock::Monotonic::rep> seen_;
  std::atomic<bool> was_blind_{false};
};

}  // namespace sallyport::gateway
