// A clock that a test moves. It runs on from where it was set. Intervals stay real. Every thread may use it.
#pragma once

#include <atomic>

#include "base/clock.h"

namespace sallyport::directory {

class MovableClock final : public Clock {
 public:
  // The clock below must outlive this one.
  explicit MovableClock(const Clock& below) : below_(below) {}

  UnixTime now() const override { return below_.now() + offset(); }
  Monotonic monotonic() const override { return below_.monotonic(); }

  Seconds offset() const { return Seconds(offset_.load()); }  // from the clock below
  void set_offset(Seconds offset) { offset_ = offset.count(); }

 private:
  const Clock& below_;
  std::atomic<Seconds::rep> offset_{0};
};

}  // namespace sallyport::directory
