// An address has one form, however it is written; none that is never spoken to comes through in another spelling.
#include <sys/socket.h>

#include "base/text.h"
#include "fuzz/fuzz.h"
#include "gateway/site.h"
#include "net/destination.h"
#include "net/message_head.h"

namespace {

using namespace sallyport;
using fuzz::require;

constexpr std::string_view kOwn = "login.example";

void check_ip(const net::IpAddress& address) {
  const std::string printed = address.print();
  require(net::IpAddress::parse(printed) == address);
  const net::Reach open{.loopback = true, .inside = true};
  const net::Reach strict{};
  const bool never = printed.starts_with("169.254.") || printed.starts_with("fe80:") || printed == "0.0.0.0";
  require(!never || !net::check_address(open, address));
  require(!printed.starts_with("127.") || !net::check_address(strict, address));
  require(!net::check_address(strict, address) || net::check_address(open, address));  // a reach never takes away
}

void check_ranges(std::string_view text) {
  const std::string_view network = text.substr(0, text.find('/'));
  const gateway::AddressRanges ranges({std::string(text)});
  if (!ranges.empty()) require(ranges.contain(network));
  const gateway::AddressRanges some({"10.0.0.0/8", "::1", "192.0.2.7/32", "2001:db8::/33"});
  require(!some.contain(text) || net::IpAddress::parse(std::string(text)).has_value());
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  if (const auto address = net::IpAddress::parse(std::string(text))) check_ip(*address);
  check_ranges(text);
  if (net::is_host(text)) require(http::Url::parse("https://" + std::string(text)) || text.size() < 512);
  const net::Destinations own{.hosts = {std::string(kOwn), "localhost:8443"}};
  if (const auto url = http::Url::parse(text); url && net::check_host(own, *url))
    require(url->origin() == "https://login.example" || url->origin() == "https://localhost:8443");
}
