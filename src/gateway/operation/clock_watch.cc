#include "gateway/operation/clock_watch.h"

namespace sallyport::gateway {

Seconds ClockWatch::offset() const {
  const auto since_start = std::chrono::duration_cast<Seconds>(clock_.monotonic().time_since_epoch());
  return Seconds(clock_.now().seconds) - since_start;
}

std::optional<Seconds> ClockWatch::look() {
  const std::lock_guard lock(mutex_);
  const Seconds moved = offset() - offset_;
  if (std::chrono::abs(moved) < kJump) return std::nullopt;
  offset_ += moved;
  moved_ = clock_.monotonic();
  return moved;
}

bool ClockWatch::settled() const {
  const std::lock_guard lock(mutex_);
  if (std::chrono::abs(offset() - offset_) >= kJump) return false;  // a jump that look() has not returned yet
  return clock_.monotonic() - moved_ >= kSettles;
}

}  // namespace sallyport::gateway
