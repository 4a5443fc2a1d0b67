// What the program tells systemd, and the sockets that systemd passes to it. If systemd did not start the program,
// nothing happens. Source: sd_notify(3), sd_listen_fds(3).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config/syntax/substitute.h"
#include "base/result.h"

namespace sallyport::app {

class ServiceManager {
 public:
  explicit ServiceManager(const config::Environment& environment);

  // Sends one datagram, such as "READY=1\nSTATUS=…". Does nothing if there is no receiver. Never blocks.
  void notify(std::string_view state) const;

  // Sends RELOADING=1 with the timestamp that systemd requires.
  void notify_reloading() const;

  // The longest time that systemd waits for a sign of life; absent if it expects none.
  std::optional<std::chrono::milliseconds> watchdog() const { return watchdog_; }

 private:
  std::string socket_;  // a path, or '@' and an abstract name
  std::optional<std::chrono::milliseconds> watchdog_;
};

struct InheritedSocket {
  int fd = -1;       // stays open; a listener duplicates it
  std::string name;  // FileDescriptorName= of the socket unit
};

// The sockets that systemd passed to this very process (LISTEN_PID). Errors: malformed/"listen_fds" if the variables
// contradict each other.
Result<std::vector<InheritedSocket>> inherited_sockets(const config::Environment& environment);

}  // namespace sallyport::app
