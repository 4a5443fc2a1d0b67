// The addresses of a host, each one checked before anybody connects to it.
#pragma once

#include <vector>

#include "net/destination.h"

namespace sallyport::net {

// Blocks as long as the system's name service does. In its order, without duplicates, never empty.
// Errors: unavailable/"http_connect" where the name has no address; forbidden/"http_destination" where one of its
// addresses may not be spoken to: a name with a bad address among good ones is refused whole, since nothing says which
// one a second look-up would put first.
Result<std::vector<IpAddress>> resolve(const Destinations& destinations, const http::Url& url);

}  // namespace sallyport::net
