#include "http/address.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/text.h"

namespace sallyport::http {
namespace {

constexpr int kIpv4Offset = 96;  // bits before an IPv4 address in its mapped form
constexpr int kAllBits = 128;
constexpr int kSubscriberBits = 64;  // RFC 6177: an end site has at least one /64

constexpr IpAddress ipv4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
  return {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d}};
}

constexpr IpNetwork kMapped{ipv4(0, 0, 0, 0), kIpv4Offset};
constexpr IpNetwork kLoopback4{ipv4(127, 0, 0, 0), kIpv4Offset + 8};
constexpr IpAddress kLoopback6{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
constexpr IpNetwork kNat64{{{0x00, 0x64, 0xff, 0x9b}}, 96};
constexpr IpNetwork k6to4{{{0x20, 0x02}}, 16};

bool is_port(std::string_view text) {
  const auto port = parse_decimal(text);
  return port && *port >= 0 && *port <= 65535;
}

std::string_view without_zone(std::string_view text) {
  return text.substr(0, text.find('%'));
}

// Reads "[address]" or "[address]:port".
std::optional<IpAddress> parse_bracketed(std::string_view text) {
  const std::size_t end = text.find(']');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view rest = text.substr(end + 1);
  if (!rest.empty() && (rest.front() != ':' || !is_port(rest.substr(1)))) return std::nullopt;
  return IpAddress::parse(without_zone(text.substr(1, end - 1)));
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.size() >= INET6_ADDRSTRLEN || text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string terminated(text);
  IpAddress out;
  if (inet_pton(AF_INET6, terminated.c_str(), out.bytes.data()) == 1) return out;
  std::array<std::uint8_t, 4> four{};
  if (inet_pton(AF_INET, terminated.c_str(), four.data()) == 1) return ipv4(four[0], four[1], four[2], four[3]);
  return std::nullopt;
}

std::optional<IpAddress> IpAddress::parse_node(std::string_view text) {
  text = trim(text);
  if (text.starts_with('[')) return parse_bracketed(text);
  const std::size_t colon = text.find(':');
  const bool one_colon = colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos;
  if (!one_colon) return parse(without_zone(text));
  return is_port(text.substr(colon + 1)) ? parse(text.substr(0, colon)) : std::nullopt;
}

bool IpAddress::is_ipv4() const {
  return kMapped.contains(*this);
}

bool IpAddress::is_loopback() const {
  return kLoopback4.contains(*this) || *this == kLoopback6;
}

IpAddress IpAddress::carried() const {
  if (kNat64.contains(*this)) return ipv4(bytes[12], bytes[13], bytes[14], bytes[15]);
  if (k6to4.contains(*this)) return ipv4(bytes[2], bytes[3], bytes[4], bytes[5]);
  return *this;
}

std::string IpAddress::print() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (is_ipv4())
    inet_ntop(AF_INET, &bytes[12], text.data(), text.size());
  else
    inet_ntop(AF_INET6, bytes.data(), text.data(), text.size());
  return text.data();
}

std::optional<IpNetwork> IpNetwork::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return IpNetwork{*address, kAllBits};
  const bool written_as_ipv4 = text.substr(0, slash).find(':') == std::string_view::npos;
  const int offset = written_as_ipv4 ? kIpv4Offset : 0;
  const auto prefix = parse_decimal(text.substr(slash + 1));
  if (!prefix || *prefix < 0 || *prefix > kAllBits - offset) return std::nullopt;
  return IpNetwork{*address, static_cast<int>(*prefix) + offset};
}

bool IpNetwork::contains(const IpAddress& candidate) const {
  const auto whole = static_cast<std::size_t>(bits / 8);
  const int rest = bits % 8;
  if (!std::ranges::equal(std::span(candidate.bytes).first(whole), std::span(address.bytes).first(whole))) return false;
  return rest == 0 || ((candidate.bytes[whole] ^ address.bytes[whole]) >> (8 - rest)) == 0;
}

bool IpNetwork::is_everybody() const {
  return bits == 0 || (bits == kIpv4Offset && address.is_ipv4());
}

IpNetwork IpNetwork::masked() const {
  IpNetwork out = *this;
  for (int bit = bits; bit < kAllBits; ++bit) {
    auto& byte = out.address.bytes[static_cast<std::size_t>(bit / 8)];
    byte = static_cast<std::uint8_t>(byte & ~(0x80 >> (bit % 8)));
  }
  return out;
}

std::string IpNetwork::print() const {
  if (bits == kAllBits) return address.print();
  const bool ipv4_form = address.is_ipv4() && bits >= kIpv4Offset;
  return address.print() + "/" + std::to_string(ipv4_form ? bits - kIpv4Offset : bits);
}

bool contains(std::span<const IpNetwork> networks, const IpAddress& address) {
  return std::ranges::any_of(networks, [&](const IpNetwork& network) { return network.contains(address); });
}

IpNetwork client_network(const IpAddress& address) {
  const IpAddress judged = address.carried();
  return IpNetwork{judged, judged.is_ipv4() ? kAllBits : kSubscriberBits}.masked();
}

std::string network_name(std::string_view client) {
  const auto address = IpAddress::parse_node(client);
  return address ? client_network(*address).print() : std::string(client);
}

bool is_loopback_host(std::string_view host) {
  const std::string name = ascii_lower(host);
  if (name == "localhost" || (name.ends_with(".localhost") && name.front() != '.')) return true;
  const auto address = IpAddress::parse(name);
  return address && address->is_loopback();
}

}  // namespace sallyport::http
