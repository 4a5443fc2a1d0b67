// Points in time as values, and the port that tells the time. Use wall-clock seconds to check tokens and sessions. Use
// the monotonic clock to measure intervals, because the wall clock can jump. Every thread may use a SystemClock.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>

namespace sallyport {

using Seconds = std::chrono::seconds;

// Seconds since 1970-01-01T00:00:00Z, as in a JWT's exp (RFC 7519 2, NumericDate).
struct UnixTime {
  std::int64_t seconds = 0;

  auto operator<=>(const UnixTime&) const = default;
};

inline UnixTime operator+(UnixTime t, Seconds d) {
  return {t.seconds + d.count()};
}
inline UnixTime operator-(UnixTime t, Seconds d) {
  return {t.seconds - d.count()};
}
inline Seconds operator-(UnixTime a, UnixTime b) {
  return Seconds(a.seconds - b.seconds);
}

// Prints the time as "2026-11-23T12:00:00Z". Source: RFC 3339.
std::string print_rfc3339(UnixTime t);

// Prints the time as "Mon, 23 Nov 2026 12:00:00 GMT". Source: RFC 9110 5.6.7.
std::string print_http_date(UnixTime t);

class Clock {
 public:
  using Monotonic = std::chrono::steady_clock::time_point;

  virtual ~Clock() = default;
  virtual UnixTime now() const = 0;
  virtual Monotonic monotonic() const = 0;
};

class SystemClock final : public Clock {
 public:
  UnixTime now() const override;
  Monotonic monotonic() const override;
};

// For tests: the time changes only in `advance`. No two threads may use one object at the same time.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(UnixTime now) : now_(now) {}
  UnixTime now() const override { return now_; }
  Monotonic monotonic() const override { return monotonic_; }
  void advance(Seconds by) {
    now_ = now_ + by;
    monotonic_ += by;
  }

 private:
  UnixTime now_;
  Monotonic monotonic_{};
};

}  // namespace sallyport
