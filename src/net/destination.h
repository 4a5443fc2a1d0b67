// Whom we may speak to: names by the configuration's list, addresses by what they are. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/url.h"

struct sockaddr;

namespace sallyport::net {

// An entry is "host" (then the port is the scheme's own), "host:port", or with a leading '.' every sub-domain, not the
// domain itself. IPv6 addresses stand in brackets where a port follows.
struct Destinations {
  std::vector<std::string> hosts{};           // "login.microsoftonline.com", "localhost:8443", ".b2clogin.com"
  std::vector<std::string> http_hosts{};      // of these, the ones that may be spoken to without TLS ("localhost:8080")
  std::vector<std::string> loopback_hosts{};  // of these, the ones that may be at 127.0.0.0/8 and ::1
  std::vector<std::string> inside_hosts{};    // of these, the ones that may be at 10/8, 172.16/12, 192.168/16, fc00::/7
  std::string ca_file{};                      // besides the system's; may be empty

  bool operator==(const Destinations&) const = default;
};

// An IPv4 address is held as IPv4-mapped (RFC 4291 2.5.5.2), so that every address has one form.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};

  static std::optional<IpAddress> parse(const std::string& text);   // "127.0.0.1", "::1"
  static std::optional<IpAddress> from(const ::sockaddr& address);  // absent for other families
  std::string print() const;

  bool operator==(const IpAddress&) const = default;
};

// Errors: forbidden/"http_destination" where no entry names host and port, http is not allowed there, or the name is a
// cloud's metadata service, whatever its address.
Result<void> check_host(const Destinations& destinations, const http::Url& url);

// Which addresses besides those of the open internet a host may have. A name that the whole world can point at
// 127.0.0.1 (DNS rebinding) has neither unless the configuration gives it.
struct Reach {
  bool loopback = false;
  bool inside = false;
};
Reach reach_of(const Destinations& destinations, const http::Url& url);

// Judges IPv6 addresses that carry an IPv4 address (mapped, NAT64, 6to4) as that one.
// Errors: forbidden/"http_destination" for link-local, metadata, multicast, reserved and unspecified addresses, and for
// loopback and private ones out of reach. Source: RFC 6890.
Result<void> check_address(Reach reach, const IpAddress& address);

}  // namespace sallyport::net
