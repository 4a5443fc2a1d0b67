// Decides which servers our own requests may connect to. Hosts must be in the configuration's list, and addresses must
// lie in an allowed network. The functions keep no state, and every thread may call them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/address.h"
#include "http/url.h"

struct sockaddr;

namespace sallyport::net {

// The lists of allowed hosts. An entry is "host", which means the scheme's default port, or "host:port". ".host" means
// every sub-domain but not the domain itself. An IPv6 address needs brackets if a port follows.
struct Destinations {
  std::vector<std::string> hosts{};           // "login.microsoftonline.com", "localhost:8443", ".b2clogin.com"
  std::vector<std::string> http_hosts{};      // those of `hosts` that also allow plain http ("localhost:8080")
  std::vector<std::string> loopback_hosts{};  // those of `hosts` that may be at 127.0.0.0/8 and ::1
  std::vector<std::string> inside_hosts{};    // those of `hosts` that may be at private addresses, such as 10/8
  std::string ca_file{};                      // trusted in addition to the system's CAs; may be empty

  bool operator==(const Destinations&) const = default;
};

using http::IpAddress;

// Converts the address of a socket or of the name service; absent if it is neither IPv4 nor IPv6.
std::optional<IpAddress> address_from(const ::sockaddr& address);

// Checks host, port and scheme of a URL before its host is looked up.
// Errors: forbidden/"http_destination" if no entry names host and port, if plain http is not allowed there, or if the
// host is the name of a cloud's metadata service, even if an entry names it.
Result<void> check_host(const Destinations& destinations, const http::Url& url);

// Which non-public addresses a host may have. Unless the configuration lists the host, it may have neither, because the
// owner of a name can point it at 127.0.0.1 (DNS rebinding).
struct Reach {
  bool loopback = false;
  bool inside = false;
};
Reach reach_of(const Destinations& destinations, const http::Url& url);

// Checks an address before we connect to it. An IPv6 address that carries an IPv4 address (mapped, NAT64, 6to4) is
// judged by the IPv4 address. Errors: forbidden/"http_destination" for link-local, metadata, multicast, reserved and
// unspecified addresses, and for loopback and private ones unless `reach` allows them. Source: RFC 6890.
Result<void> check_address(Reach reach, const IpAddress& address);

}  // namespace sallyport::net
