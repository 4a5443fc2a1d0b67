// Why a request passes or does not: the decision about a request that nobody has sent.
#pragma once

#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"

namespace sallyport::gateway {

// POST /api/v1/permissions/why, for administrators:
//   {"method": "GET", "host": "app.example", "path": "/reports/7", "through": "proxy", "token": "…"}
// `token` is a bearer token; in its place `principal` names a person or a bot ({"id"} or {"name"}), and without either
// the request is anonymous. `method` is GET and `host` our own if they are absent. `through` is "proxy", as if the
// request came to us, or "check", as if a proxy in front asked at /check/<path>.
//
// Says whether the request would pass; if not, the status, which check refused and with which reason; the route; who
// the caller is; and, if the route asks the policies, which rule of which policy decided, by which role and through
// which team. If the route leaves tokens to the application, the request is anonymous. Nothing is done: no session, no
// account and no record of a use, and the token goes nowhere.
http::Outcome why_request(const Call& call, const ApiParts& parts);

}  // namespace sallyport::gateway
