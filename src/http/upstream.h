// The application to which the gateway forwards a request, and how long the gateway waits for it.
#pragma once

#include <chrono>
#include <string>

namespace sallyport::http {

// Either host and port or unix_path is set.
struct Upstream {
  std::string host;       // name or address; empty for a unix socket
  std::string port;       // "8080"
  std::string unix_path;  // "/run/app.sock"; empty for TCP
  bool tls = false;
  std::string ca_file;  // PEM; trusted in addition to the system's CAs if `tls`; may be empty
  // For the name look-up, all addresses and TLS together.
  std::chrono::milliseconds connect_timeout{5000};
  // The longest wait for the upstream: to take each 4 kB of the request, for the head of the response, and for each
  // read of the response's body.
  std::chrono::milliseconds response_timeout{60000};

  bool operator==(const Upstream&) const = default;
};

}  // namespace sallyport::http
