// Notices when the wall clock is set, by comparing it with the monotonic clock. After such a jump the caller must drop
// cached data that is valid until some wall-clock time. Several threads may use it at the same time.
#pragma once

#include <mutex>
#include <optional>

#include "base/clock.h"

namespace sallyport::gateway {

class ClockWatch {
 public:
  explicit ClockWatch(const Clock& clock) : clock_(clock), offset_(offset()), moved_(clock.monotonic()) {}

  // Returns how far the wall clock has moved since the last jump that look() returned: positive if forwards, negative
  // if backwards, absent if by less than kJump. Small steps add up. A suspended machine also makes a jump.
  std::optional<Seconds> look();

  // Whether the start and the last jump were at least kSettles ago. Until then the caller must not delete sessions that
  // look expired or seem to come from the future, so that no session is lost if the clock is set right again.
  bool settled() const;

  static constexpr Seconds kJump{30};
  static constexpr Seconds kSettles{3600};

 private:
  Seconds offset() const;

  const Clock& clock_;
  mutable std::mutex mutex_;  // guards the members below
  Seconds offset_;
  Clock::Monotonic moved_;  // the last jump; at first the start, because the clock may have jumped just before
};

}  // namespace sallyport::gateway
