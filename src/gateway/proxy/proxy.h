// Passes requests on to the application behind a route.
#pragma once

#include <string>

#include "gateway/access/decision.h"
#include "gateway/call/endpoint.h"
#include "gateway/caller/parts.h"
#include "http/handler.h"

namespace sallyport::gateway {

// Passes a permitted request on, with the canonical path of `call`, which is the path that the access decision was made
// for. If `permit` is Permit::caller, the application learns who `call.who` is. Returns an Answer instead of a Forward
// if the body is too large, or if a page of another site opens a WebSocket with the person's cookies.
// Does not block, but mints a token (0.3 ms) if needs_minting().
http::Outcome proxy(const Call& call, const CallerParts& parts, const Route& route, Permit permit);

// Whether proxy() has to mint a token for this caller: the route has `identity: jwt`, and there is no fresh token yet.
bool needs_minting(const Essentials& essentials, const Route& route, const Who& who);

// The audience of the token that an `identity: jwt` route sends. It is the route's own, or the origin of its upstream,
// such as "http://10.0.0.5:8080" or "unix:/run/app.sock". So an application cannot use its token at another one.
std::string audience_of(const Route& route);

}  // namespace sallyport::gateway
