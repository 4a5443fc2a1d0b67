// Over an upgraded connection, which may outlive the configuration that let it through.
#pragma once

#include <functional>
#include <memory>

#include "gateway/services.h"
#include "http/handler.h"

namespace sallyport::gateway {

// What a request would get under these services. Blocks.
using Ask = std::function<http::Outcome(Services&, const http::Request&)>;

// Puts a watch over a Forward that upgrades: it says what the Forward's own watch says, and after a reload whether the
// request that opened the connection would be let through again, to the same application. Keeps the services that the
// Forward refers to. `version` is that of the services or an earlier one; `in_force` outlives all connections.
void watch_reloads(http::Forward& forward, const ServicesInForce& in_force, std::uint64_t version, ServicesPtr services,
                   http::Request owned, Ask ask);

}  // namespace sallyport::gateway
