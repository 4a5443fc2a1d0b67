#include "net/engine/destination.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "base/text.h"

namespace sallyport::net {
namespace {

enum class Zone { never, loopback, inside };

struct Network {
  http::IpNetwork network;
  Zone zone;
  std::string_view name;
};

constexpr IpAddress v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
  return {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d}};
}

constexpr IpAddress v6(std::uint16_t a, std::uint16_t b = 0, std::uint16_t c = 0, std::uint16_t last = 0) {
  const auto high = [](std::uint16_t word) { return static_cast<std::uint8_t>(word >> 8); };
  const auto low = [](std::uint16_t word) { return static_cast<std::uint8_t>(word & 0xff); };
  return {{high(a), low(a), high(b), low(b), high(c), low(c), 0, 0, 0, 0, 0, 0, 0, 0, high(last), low(last)}};
}

// The first row that contains an address decides. An address in no row is public.
constexpr std::array kNetworks{
    Network{{v4(0, 0, 0, 0), 96 + 8}, Zone::never, "an unspecified address"},
    Network{{v4(169, 254, 0, 0), 96 + 16}, Zone::never, "a link-local or metadata address"},
    Network{{v4(168, 63, 129, 16), 96 + 32}, Zone::never, "Azure's metadata address"},
    Network{{v4(100, 100, 100, 200), 96 + 32}, Zone::never, "a metadata address"},
    Network{{v4(192, 0, 0, 0), 96 + 24}, Zone::never, "a reserved address"},  // one cloud's metadata is at 192.0.0.192
    Network{{v4(224, 0, 0, 0), 96 + 3}, Zone::never, "a multicast or reserved address"},
    Network{{v4(127, 0, 0, 0), 96 + 8}, Zone::loopback, "a loopback address"},
    Network{{v4(10, 0, 0, 0), 96 + 8}, Zone::inside, "a private address"},
    Network{{v4(172, 16, 0, 0), 96 + 12}, Zone::inside, "a private address"},
    Network{{v4(192, 168, 0, 0), 96 + 16}, Zone::inside, "a private address"},
    Network{{v4(100, 64, 0, 0), 96 + 10}, Zone::inside, "a private address"},  // RFC 6598
    Network{{v4(198, 18, 0, 0), 96 + 15}, Zone::inside, "a private address"},  // RFC 2544
    Network{{v6(0, 0, 0, 1), 128}, Zone::loopback, "a loopback address"},
    Network{{v6(0), 96}, Zone::never, "an unspecified or IPv4-compatible address"},
    Network{{v6(0xfe80), 10}, Zone::never, "a link-local address"},
    Network{{v6(0xfec0), 10}, Zone::never, "a site-local address"},  // RFC 3879
    Network{{v6(0xff00), 8}, Zone::never, "a multicast address"},
    Network{{v6(0x2001), 32}, Zone::never, "a Teredo address"},
    Network{{v6(0xfd00, 0x0ec2, 0, 0x0254), 128}, Zone::never, "a metadata address"},
    Network{{v6(0xfd20, 0x00ce, 0, 0x0254), 128}, Zone::never, "a metadata address"},
    Network{{v6(0xfc00), 7}, Zone::inside, "a private address"},
    Network{{v6(0x0064, 0xff9b, 1), 48}, Zone::inside, "a private address"},  // RFC 8215
};

constexpr std::array<std::string_view, 5> kMetadataNames{
    "metadata", "metadata.google.internal", "metadata.azure.internal", "instance-data", "instance-data.ec2.internal"};

Failure refused(std::string detail) {
  return failure(Kind::forbidden, "http_destination", "OWASP ASVS 5.0 1.3.6", std::move(detail));
}

// A parsed entry of a list.
struct Entry {
  std::string host;
  std::optional<long long> port;  // absent: the scheme's default port
};

// The last colon begins a port, unless the entry is an IPv6 address without brackets, which has several colons.
Entry parse_entry(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  const bool bracketed = text.starts_with('[');
  const bool bare_ipv6 = !bracketed && text.find(':') != colon;
  const bool has_port = colon != std::string_view::npos && !bare_ipv6 && !text.ends_with(']');
  std::string_view host = has_port ? text.substr(0, colon) : text;
  if (bracketed && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (!has_port) return {ascii_lower(host), std::nullopt};
  return {ascii_lower(host), parse_decimal(text.substr(colon + 1)).value_or(0)};  // no URL has port 0
}

bool names(const std::string& text, const http::Url& url) {
  const Entry entry = parse_entry(text);
  if (entry.port.value_or(url.scheme == "https" ? 443 : 80) != url.port) return false;
  if (!entry.host.starts_with('.')) return !entry.host.empty() && url.host == entry.host;
  return entry.host.size() > 1 && url.host.size() > entry.host.size() && url.host.ends_with(entry.host);
}

bool any_names(const std::vector<std::string>& entries, const http::Url& url) {
  return std::ranges::any_of(entries, [&](const std::string& entry) { return names(entry, url); });
}

}  // namespace

std::optional<IpAddress> address_from(const ::sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &address, sizeof in);
    IpAddress out = v4(0, 0, 0, 0);
    std::memcpy(&out.bytes[12], &in.sin_addr, 4);
    return out;
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 in{};
    std::memcpy(&in, &address, sizeof in);
    IpAddress out;
    std::memcpy(out.bytes.data(), &in.sin6_addr, out.bytes.size());
    return out;
  }
  return std::nullopt;
}

Result<void> check_host(const Destinations& destinations, const http::Url& url) {
  if (std::ranges::find(kMetadataNames, url.host) != kMetadataNames.end())
    return refused(url.host + " is a metadata service, which is never spoken to");
  if (!any_names(destinations.hosts, url))
    return refused(url.origin() + " is not among the hosts that the configuration names");
  if (url.scheme != "https" && !any_names(destinations.http_hosts, url))
    return refused(url.origin() + " may be spoken to by https alone");
  return {};
}

Reach reach_of(const Destinations& destinations, const http::Url& url) {
  return {any_names(destinations.loopback_hosts, url), any_names(destinations.inside_hosts, url)};
}

Result<void> check_address(Reach reach, const IpAddress& address) {
  const IpAddress judged = address.carried();
  const auto network =
      std::ranges::find_if(kNetworks, [&](const Network& row) { return row.network.contains(judged); });
  if (network == kNetworks.end()) return {};
  if (network->zone == Zone::loopback && reach.loopback) return {};
  if (network->zone == Zone::inside && reach.inside) return {};
  const std::string_view why = network->zone == Zone::never ? ", which is never spoken to" : ", which is not allowed";
  return refused(address.print() + " is " + std::string(network->name) + std::string(why));
}

}  // namespace sallyport::net
