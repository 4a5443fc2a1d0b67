// The sockets that a gateway listens on: its own from the configuration, or those that systemd holds for it.
#pragma once

#include <optional>
#include <vector>

#include "app/os/service_manager.h"
#include "gateway/call/settings.h"
#include "net/server/server.h"

namespace sallyport::app {

// Reads the certificate and the key of the public listener from their files. Absent if TLS is not configured.
// Errors: unavailable/"file"; the detail names the file.
Result<std::optional<net::TlsIdentity>> read_tls(const gateway::ServerSettings& server);

// Where requests arrive: TCP listeners first, then unix sockets. An inherited socket takes the place of the one that
// the gateway would open. Errors: those of read_tls.
Result<std::vector<net::Listen>> public_listeners(const gateway::ServerSettings& server,
                                                  const std::vector<InheritedSocket>& sockets);

// The health listener: /healthz, /readyz and /metrics, at server.adminAddress and server.adminPort. An inherited socket
// named "health", or "admin" as in earlier versions, takes its place.
net::Listen health_listener(const gateway::ServerSettings& server, const std::vector<InheritedSocket>& sockets);

// The operator's socket, at server.operatorSocket. Only its owner can open the file. Absent if there is to be none.
std::optional<net::Listen> operator_listener(const gateway::ServerSettings& server);

// Time limits for a client of the public listener.
net::ServerLimits public_limits(const gateway::ServerTimeouts& timeouts);

// The health listener and the operator's socket have few clients, and none of them may delay a stop.
net::ServerLimits inner_limits();

// Explains the error of a listener that did not start. The reason becomes "listen_public", "listen_unix" or
// "listen_health", and the detail names the program that holds the port, if it can be found. Returns every other error
// unchanged.
Error explain_public(Error error);
Error explain_health(Error error);

}  // namespace sallyport::app
