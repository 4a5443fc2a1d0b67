// The entry to the gateway: an HTTP handler that finds our own address or the route of each request, decides whether
// the caller may have it, and answers or proxies it.
#pragma once

#include <memory>

#include "gateway/parts.h"
#include "http/handler.h"

namespace sallyport::gateway {

// Makes the handler of the public listener: sign-in, /check, proxy and security API. Each event loop needs a handler of
// its own, because a handler keeps caches without locks. `in_force` must outlive the handler.
std::unique_ptr<http::Handler> make_handler(const PartsInForce& in_force);

}  // namespace sallyport::gateway
