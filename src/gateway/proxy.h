// Requests that are passed on to an application behind us.
#pragma once

#include <string>

#include "gateway/endpoint.h"

namespace sallyport::gateway {

// Decides on the canonical path in `call`, and sends that same path to the upstream. `call.who` was asked for unless
// the route is public. A first request on an `identity: jwt` route mints a token (0.3 ms): needs_minting() tells.
http::Outcome proxy(const Call& call, const Route& route);

bool needs_minting(const Services& services, const Route& route, const Who& who);

}  // namespace sallyport::gateway
