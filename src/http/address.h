// IP addresses and networks as values. Only this code decides how an address is written, which network it belongs to,
// and whether it is a loopback address. Nothing here opens a socket or resolves a name.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sallyport::http {

// An IPv4 or IPv6 address. IPv4 is stored as IPv4-mapped IPv6 (RFC 4291 2.5.5.2), so "192.0.2.7" and
// "::ffff:192.0.2.7" are equal, and code that compares addresses needs no case for each family.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};

  // Reads an address and nothing else: "192.0.2.7", "2001:db8::7". Absent for every other text, for example with
  // brackets, a port, a zone, leading zeros ("192.0.2.07") or in a short form ("127.1").
  static std::optional<IpAddress> parse(std::string_view text);

  // Reads an address as proxies write it into X-Forwarded-For and Forwarded. Surrounding blanks, a port
  // ("203.0.113.8:40001", "[2001:db8::7]:443"), brackets and a zone ("fe80::1%eth0") are allowed and dropped, so that
  // a client has the same address on every port. Absent for names, "unknown", and a port that is not a number up to
  // 65535. Source: RFC 7239 6, RFC 4007 11.
  static std::optional<IpAddress> parse_node(std::string_view text);

  bool is_ipv4() const;
  bool is_loopback() const;  // 127.0.0.0/8 and ::1

  // The IPv4 address inside a NAT64 (64:ff9b::/96, RFC 6052) or 6to4 (2002::/16, RFC 3056) address; every other
  // address unchanged. Apply address rules to the result, because packets go there.
  IpAddress carried() const;

  // Prints the shortest form (RFC 5952) without brackets, and an IPv4-mapped address as IPv4.
  std::string print() const;

  bool operator==(const IpAddress&) const = default;
};

// A network in CIDR form. `bits` counts within the 128 bits of the stored form: 10.0.0.0/8 has 104.
struct IpNetwork {
  IpAddress address{};
  int bits = 128;

  // Reads "10.0.0.0/8", "2001:db8::/32", or a single address, which is a network of one address. Keeps the bits after
  // the prefix as written; see `masked`. Absent for every other text.
  static std::optional<IpNetwork> parse(std::string_view text);

  bool contains(const IpAddress& candidate) const;  // ignores the bits of `address` after the prefix
  bool is_everybody() const;                        // whether it is all of IPv4 or all of IPv6
  IpNetwork masked() const;                         // with the bits after the prefix cleared
  std::string print() const;                        // "10.0.0.0/8"; for a single address, only the address

  bool operator==(const IpNetwork&) const = default;
};

// Whether one of the networks contains the address.
bool contains(std::span<const IpNetwork> networks, const IpAddress& address);

// Returns the network that a throttle counts as one client: a single IPv4 address, or the /64 of an IPv6 address,
// because one subscriber can choose any address in it. A NAT64 or 6to4 address counts as the IPv4 address inside it.
IpNetwork client_network(const IpAddress& address);

// The name of the client's network, for tables of what clients did. `client` is an address as proxies write it (see
// parse_node); any other text, such as "unix", is its own name.
std::string network_name(std::string_view client);

// Whether a host means this machine: "localhost", a name below it (RFC 6761 6.3), or a loopback address without
// brackets. Case does not matter. False for any other name, even if it resolves to a loopback address.
bool is_loopback_host(std::string_view host);

}  // namespace sallyport::http
