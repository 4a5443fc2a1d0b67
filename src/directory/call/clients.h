// Finds the registration of a client, stored or built in.
#pragma once

#include <optional>

#include "directory/call/exchange.h"
#include "entra/directory_store.h"

namespace sallyport::directory {

// The registration of a client id in lower case, which may be the portal's. Absent if there is none. Blocks, and fails
// with the store's errors.
Result<std::optional<entra::AppRegistration>> find_client_app(const Exchange& exchange, entra::AppStore& apps,
                                                              const ClientId& client);

// Which ports of localhost a redirect URI of the client may have. Stricter: the portal's must be exact. Otherwise a
// page on another port of this machine could get an administrator's tokens without a question, because the portal
// needs no consent.
entra::LoopbackPort loopback_port_of(const Exchange& exchange, const entra::AppRegistration& app);

}  // namespace sallyport::directory
