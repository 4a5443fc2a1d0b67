// However an address is written, it has one printed form. An address that is always refused is refused in every
// spelling.
#include "http/address.h"

#include <sys/socket.h>

#include "base/text.h"
#include "fuzz/fuzz.h"
#include "http/url.h"
#include "net/engine/destination.h"
#include "net/http1/message_head.h"

namespace {

using namespace sallyport;
using fuzz::require;

constexpr std::string_view kOwn = "login.example";

void check_ip(const http::IpAddress& address) {
  const std::string printed = address.print();
  require(http::IpAddress::parse(printed) == address);
  const net::Reach open{.loopback = true, .inside = true};
  const net::Reach strict{};
  const bool never = printed.starts_with("169.254.") || printed.starts_with("fe80:") || printed == "0.0.0.0";
  require(!never || !net::check_address(open, address));
  require(!printed.starts_with("127.") || !net::check_address(strict, address));
  // `strict` allows no more than `open`.
  require(!net::check_address(strict, address) || net::check_address(open, address));
}

void check_networks(std::string_view text) {
  const auto network = http::IpNetwork::parse(text);
  if (!network) return;
  require(network->contains(network->address));
  require(http::IpNetwork::parse(network->print()) == network->masked() ||
          http::IpNetwork::parse(network->print()) == network);
}

// A proxy may write an address in several ways, and they all name the same client.
void check_node(std::string_view text) {
  const auto address = http::IpAddress::parse_node(text);
  if (address) require(http::IpAddress::parse_node(address->print()) == address);
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  if (const auto address = http::IpAddress::parse(std::string(text))) check_ip(*address);
  check_networks(text);
  check_node(text);
  if (net::is_host(text)) require(http::Url::parse("https://" + std::string(text)) || text.size() < 512);
  const net::Destinations own{.hosts = {std::string(kOwn), "localhost:8443"}};
  if (const auto url = http::Url::parse(text); url && net::check_host(own, *url))
    require(url->origin() == "https://login.example" || url->origin() == "https://localhost:8443");
}
