// The handler of the second listener, which is on loopback unless configured otherwise. /healthz says whether the
// process is alive, /readyz whether it can serve requests, and /metrics prints the metrics (Prometheus text).
#pragma once

#include <functional>
#include <memory>

#include "gateway/operation/parts.h"
#include "http/handler.h"

namespace sallyport::gateway {

// Returns the parts of the current configuration. Any thread may call it.
using FindParts = std::function<std::shared_ptr<const OperationParts>()>;

// Makes the handler. Only /readyz asks the store, on a worker; the other answers never block.
std::unique_ptr<http::Handler> make_health_handler(FindParts find);

}  // namespace sallyport::gateway
