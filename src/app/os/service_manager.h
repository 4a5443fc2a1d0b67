// Our side of systemd: what we tell it, and the sockets that it holds for us. Nothing happens where it did not start
// us. Source: sd_notify(3), sd_listen_fds(3).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config/substitute.h"
#include "base/result.h"

namespace sallyport::app {

class ServiceManager {
 public:
  explicit ServiceManager(const config::Environment& environment);

  // One datagram, "READY=1\nSTATUS=…". Nobody there: nothing is said. Never blocks.
  void notify(std::string_view state) const;

  // RELOADING=1 with the time that systemd wants beside it.
  void notify_reloading() const;

  // How often it wants to hear that we are alive; absent: never.
  std::optional<std::chrono::milliseconds> watchdog() const { return watchdog_; }

 private:
  std::string socket_;  // a path, or '@' and an abstract name
  std::optional<std::chrono::milliseconds> watchdog_;
};

struct InheritedSocket {
  int fd = -1;
  std::string name;  // FileDescriptorName= of the socket unit
};

// The sockets that were handed to this very process (LISTEN_PID).
// Errors: malformed/"listen_fds" where the variables contradict each other.
Result<std::vector<InheritedSocket>> inherited_sockets(const config::Environment& environment);

}  // namespace sallyport::app
