// For tests: a clock whose wall time can be set, as an administrator or NTP sets it, while its monotonic time goes on.
#pragma once

#include "base/clock.h"

namespace sallyport {

// No two threads may use one object at the same time.
class TwoClocks final : public Clock {
 public:
  UnixTime now() const override { return wall; }
  Monotonic monotonic() const override { return steady; }
  void pass(Seconds time) {
    wall = wall + time;
    steady += time;
  }

  UnixTime wall{1'795'431'600};
  Monotonic steady{Seconds(5000)};
};

}  // namespace sallyport
