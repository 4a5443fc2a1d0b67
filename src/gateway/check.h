// /check: the answer to another proxy's question whether a request may pass.
#pragma once

#include "gateway/endpoint.h"

namespace sallyport::gateway {

inline constexpr std::string_view kCheckPath = "/check";

// 204 with the identity, 401 with a challenge (302 where `redirect=1` asks for it and a browser is at the other end),
// 403 with the reason, 503 where a store or the provider does not answer.
// /check?role=a&role=b needs one of the roles. /check/<path> (Envoy's path prefix) takes access and roles from the
// route that covers the path, and says yes with 200, the one status that Envoy takes for a yes; a query there is the
// client's own and decides nothing.
http::Outcome check(const Call& call);

// 204 for a caller of whom nothing more is asked: the hot path.
http::Response permit(const Prepared& prepared, CallerPtr caller);

}  // namespace sallyport::gateway
