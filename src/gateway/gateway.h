// The gateway as the server sees it: one handler per event loop, one for the second listener, and what timers call.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "gateway/services.h"
#include "http/handler.h"

namespace sallyport::gateway {

// The public side: sign-in, check, proxy, security API. Called once per event loop.
std::unique_ptr<http::Handler> make_handler(const ServicesInForce& in_force);

// The second listener: /healthz, /readyz, /metrics (Prometheus text).
std::unique_ptr<http::Handler> make_admin_handler(const ServicesInForce& in_force);

// Called by a timer every few seconds on a worker: writes down who was seen, sweeps what has expired, notices what
// another process has done to the store, lets the provider fetch what is due. Blocks.
void maintain(Services& services);

// At the stop: writes down who was seen. Blocks.
void write_down_seen(Services& services);

// At start. Without sign-in through a provider: makes sure that there is a local administrator, and gives the one-time
// link to print where nobody has set the password yet. With it: retires the local administrator; absent.
// Errors: unavailable/"local_admin_store".
Result<std::optional<std::string>> ensure_local_admin(Services& services);

// Break glass, for the command on the machine: brings the local administrator back and gives a new one-time link. The
// running gateway takes it at once. A later start retires the administrator again, unless the link is still open.
Result<std::string> recover_local_admin(identity::LocalAdminStore& store, Random& random, const Clock& clock, Log& log,
                                        std::string_view public_url);

}  // namespace sallyport::gateway
