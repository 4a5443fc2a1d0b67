// HttpClient over libcurl: verified TLS, pinned addresses, limits on size and time, no redirects.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "http/client.h"

namespace sallyport::net {

struct Destinations {
  std::vector<std::string> hosts;   // "login.microsoftonline.com", "localhost:8443"; a leading '.' covers sub-domains
  std::vector<std::string> http_hosts;  // of these, the ones that may be spoken to without TLS ("localhost:8080")
  bool allow_loopback = false;      // addresses 127.0.0.0/8 and ::1, for the local directory
  bool allow_private = false;       // 10/8, 172.16/12, 192.168/16, fc00::/7: an identity provider on the inside
  std::string ca_file;              // besides the system's; may be empty
};

// Link-local and metadata addresses (169.254/16, fe80::/10, fd00:ec2::254) are never spoken to. The address that was
// checked is the one connected to. At most `per_host` exchanges with one host at once; more wait for their turn.
std::unique_ptr<http::HttpClient> make_curl_client(Destinations destinations, int per_host = 16);

}  // namespace sallyport::net
