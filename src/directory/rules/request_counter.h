// Counts equal requests in a window of time, in memory. The directory uses it against clients that loop and, where the
// operator says so, against clients that ask too often.
// Source: docs/entra.md, Errors (AADSTS50196, 429).
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace sallyport::directory {

// Threads: any thread may make any call. At most kMostKeys keys are remembered. When there is no room, the windows that
// have ended are forgotten first, and then all: a counter that starts again refuses less, never more.
class RequestCounter {
 public:
  static constexpr std::size_t kMostKeys = 10'000;

  explicit RequestCounter(Seconds window) : window_(window) {}

  // Counts one more request of this key, and returns how many there were since its window began.
  int count(std::string_view key, UnixTime now);

  // The time until the window of the key ends; 0 if there is none.
  Seconds rest(std::string_view key, UnixTime now);

  void clear();  // forgets all windows

 private:
  struct Window {
    UnixTime begun;
    int requests = 0;
  };

  const Seconds window_;
  std::mutex mutex_;
  std::map<std::string, Window, std::less<>> windows_;
};

// The counters of the token endpoint. They live as long as the process.
struct TokenCounters {
  RequestCounter equal_requests{Seconds(300)};
  RequestCounter requests_of_client{Seconds(60)};

  void clear() {
    equal_requests.clear();
    requests_of_client.clear();
  }
};

}  // namespace sallyport::directory
