// Notices that the wall clock was moved, by comparing it with the monotonic one. What is kept by wall time and must not
// be believed after that is dropped by whoever asks.
#pragma once

#include <optional>

#include "base/clock.h"

namespace sallyport::gateway {

class ClockWatch {
 public:
  explicit ClockWatch(const Clock& clock) : clock_(clock), offset_(offset()), moved_(clock.monotonic()) {}

  // How far the wall clock was moved since the last jump was told, forwards or backwards; absent below kJump. Small
  // steps add up to one. A machine that slept has jumped, too.
  std::optional<Seconds> look();

  // Sessions that look expired, or from the future, are kept for so long after the start or a jump: a clock that is put
  // right again loses nobody.
  bool settled() const;

  static constexpr Seconds kJump{30};
  static constexpr Seconds kSettles{3600};

 private:
  Seconds offset() const;

  const Clock& clock_;
  Seconds offset_;
  Clock::Monotonic moved_;  // last, as far as we know: for all that we know just before the start
};

}  // namespace sallyport::gateway
