#include "net/resolve.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <memory>

namespace sallyport::net {
namespace {

struct FreeAddresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

}  // namespace

Result<std::vector<IpAddress>> resolve(const Destinations& destinations, const http::Url& url) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int code = getaddrinfo(url.host.c_str(), nullptr, &hints, &list);
  if (code != 0)
    return failure(Kind::unavailable, "http_connect", "", url.host + " has no address: " + gai_strerror(code));
  const std::unique_ptr<addrinfo, FreeAddresses> owner(list);

  std::vector<IpAddress> addresses;
  for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
    const auto address = IpAddress::from(*each->ai_addr);
    if (!address || std::ranges::find(addresses, *address) != addresses.end()) continue;
    if (auto checked = check_address(destinations, *address); !checked) {
      checked.error().detail = url.host + ": " + checked.error().detail;
      return Failure(std::move(checked).error());
    }
    addresses.push_back(*address);
  }
  if (addresses.empty()) return failure(Kind::unavailable, "http_connect", "", url.host + " has no address");
  return addresses;
}

}  // namespace sallyport::net
