// The host names of the directory. A request for another name is refused, which stops DNS rebinding. The handler
// therefore determines every request's origin first.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "http/message.h"

namespace sallyport::directory {

// Threads: of() may be called from every thread while set_ports() is called from another.
class Origins {
 public:
  // `names` are host names as in a Host header, without a port: "localhost", "127.0.0.1", "[::1]".
  explicit Origins(std::vector<std::string> names) : names_(std::move(names)) {}

  // Sets the ports once the listeners know them. Until then, and for a port of 0, any port is accepted.
  void set_ports(int http, int https) {
    http_port_ = http;
    https_port_ = https;
  }

  // The request's origin, such as "https://localhost:8443", from its connection and its Host header. Absent if Host
  // names another host or port.
  std::optional<std::string> of(const http::Request& request) const;

 private:
  std::vector<std::string> names_;
  std::atomic<int> http_port_{0};
  std::atomic<int> https_port_{0};
};

}  // namespace sallyport::directory
