#include "base/clock.h"

#include <array>
#include <ctime>

namespace sallyport {
namespace {

std::string print(UnixTime t, const char* format) {
  const std::time_t time = static_cast<std::time_t>(t.seconds);
  std::tm parts{};
  if (gmtime_r(&time, &parts) == nullptr) return "invalid";
  std::array<char, 64> text{};
  return std::string(text.data(), std::strftime(text.data(), text.size(), format, &parts));
}

}  // namespace

std::string print_rfc3339(UnixTime t) {
  return print(t, "%Y-%m-%dT%H:%M:%SZ");
}

// The process never sets a locale, so %a and %b are the English names that the RFC demands.
std::string print_http_date(UnixTime t) {
  return print(t, "%a, %d %b %Y %H:%M:%S GMT");
}

UnixTime SystemClock::now() const {
  std::timespec now{};
  clock_gettime(CLOCK_REALTIME_COARSE, &now);  // some milliseconds late, but several times as fast as CLOCK_REALTIME
  return {now.tv_sec};
}

Clock::Monotonic SystemClock::monotonic() const {
  return std::chrono::steady_clock::now();
}

}  // namespace sallyport
