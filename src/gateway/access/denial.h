// The HTTP answer to a denied request: here a denial becomes a status, a page or a redirect.
#pragma once

#include <string>
#include <string_view>

#include "gateway/access/decision.h"
#include "gateway/call/endpoint.h"
#include "http/handler.h"

namespace sallyport::gateway {

// How a browser without a session gets to the sign-in and back.
struct WayToSignIn {
  std::string_view method;         // of the denied request; for /check, of the request that the proxy asks about
  std::string return_to;           // path and query to come back to; not checked yet
  bool offered = true;             // false: even a browser gets 401
  Frames frames = Frames::refuse;  // as the route says
};

// The status of the answer. A browser that may sign in gets a redirect or a page in the place of 401.
int status_of(const Deny& deny);

// Builds the answer: 400 for an ambiguous path, 421 for a host that is not ours, 404 without a route, 405 with Allow,
// 403 for an unclear host, a missing role or an
// operation that the policies do not allow, 503 if they are unknown. A refused credential gets 401, 403 if its owner
// may not come in, or 503 if a store or the provider did not answer. A request without a session gets 401 with a
// challenge. If a browser sent it to open a page, the browser is redirected to the sign-in instead. If a browser sent a
// form, it gets a page which says that nothing was saved, because a redirect would lose the form's input and request
// its address with GET.
http::Answer denial_answer(const Call& call, const Deny& deny, const WayToSignIn& sign_in);

}  // namespace sallyport::gateway
