// Where a request is passed on to.
#pragma once

#include <chrono>
#include <string>

namespace sallyport::http {

struct Upstream {
  std::string host;       // name or address; empty for a unix socket
  std::string port;       // "8080"
  std::string unix_path;  // "/run/app.sock"; empty for TCP
  bool tls = false;
  std::string ca_file;  // for tls; empty: the system's
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds response_timeout{60000};  // until the response's head, and between two reads

  bool operator==(const Upstream&) const = default;
};

}  // namespace sallyport::http
