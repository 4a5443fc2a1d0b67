// What a reload must never take away from a running gateway.
#pragma once

#include "base/result.h"
#include "gateway/call/settings.h"

namespace sallyport::app {

// A reload is not a first start. A file that is empty, truncated or the wrong one would mean a gateway without sign-in,
// without routes, or on this machine only. An operator who wants that restarts the gateway.
//
// Refuses settings that drop what is in force now:
//   rejected/"reload_drops_provider": sign-in through a provider, in favour of the local administrator alone;
//   rejected/"reload_drops_routes": every route;
//   rejected/"reload_drops_public_url": the public URL, in favour of one with http on this machine.
Result<void> check_nothing_is_dropped(const gateway::Settings& next, const gateway::Settings& now);

}  // namespace sallyport::app
