// Knows how long ago this node last heard what others have changed in the store.
#pragma once

#include <atomic>

#include "base/clock.h"

namespace sallyport::gateway {

// Any thread may call any function.
class Hearing {
 public:
  explicit Hearing(const Clock& clock) : clock_(clock), heard_(clock.monotonic()) {}

  // To be called when the store has told the changes, or that there are none.
  void heard() { heard_.store(clock_.monotonic(), std::memory_order_release); }

  // How long ago that was; at first, how long ago the gateway began.
  Seconds silence() const {
    return std::chrono::duration_cast<Seconds>(clock_.monotonic() - heard_.load(std::memory_order_acquire));
  }

 private:
  const Clock& clock_;
  std::atomic<Clock::Monotonic> heard_;
};

}  // namespace sallyport::gateway
