// Time as a value and as a port. Wall-clock seconds judge tokens and sessions; the monotonic clock judges intervals.
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

// "2026-11-23T12:00:00Z". Source: RFC 3339.
std::string print_rfc3339(UnixTime t);

// "Mon, 23 Nov 2026 12:00:00 GMT". Source: RFC 9110 5.6.7.
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

// For tests: stands still until told.
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
