// The answer that a client gets if the application behind us gives none that we can pass on.
#pragma once

#include <functional>
#include <string_view>

#include "gateway/call/endpoint.h"
#include "http/message.h"
#include "http/upstream.h"

namespace sallyport::gateway {

// Makes the function for http::Forward::failed while the request is still valid. The event loop calls it once the
// exchange has failed. It returns a page or JSON with the status, and writes a log line with upstream, cause and
// request id. call.essentials must live until then. `cause` is a stable word of net, such as "upstream_unreachable".
std::function<http::Response(int status, std::string_view cause)> upstream_failure(const Call& call,
                                                                                   const http::Upstream& upstream);

}  // namespace sallyport::gateway
