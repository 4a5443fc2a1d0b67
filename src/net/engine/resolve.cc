#include "net/engine/resolve.h"

namespace sallyport::net {

Result<Addresses> Resolver::resolve(const Destinations& destinations, const http::Url& url, Time deadline,
                                    std::stop_token stop) {
  Addresses addresses;
  if (const auto literal = IpAddress::parse(url.host)) {
    addresses = {*literal};
  } else {
    SALLYPORT_TRY(addresses, names_.ask(url.host)->wait(deadline, std::move(stop)));
  }
  for (const IpAddress& address : addresses) {
    if (auto checked = check_address(reach_of(destinations, url), address); !checked) {
      checked.error().detail = url.host + ": " + checked.error().detail;
      return Failure(std::move(checked).error());
    }
  }
  return addresses;
}

}  // namespace sallyport::net
