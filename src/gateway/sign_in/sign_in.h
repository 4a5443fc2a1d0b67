// Sign-in through the provider: the browser leaves with a sealed cookie, and comes back with a response that must fit
// the cookie.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/call/endpoint.h"
#include "gateway/call/lifetimes.h"
#include "gateway/call/session_cookie.h"
#include "gateway/sign_in/parts.h"
#include "http/cookie.h"
#include "http/handler.h"
#include "session/session_store.h"

namespace sallyport::gateway {

// Answers GET /api/v1/auth/login?redirectUri=. With `account=other`, the provider asks for the account; `again=1` says
// that this is the second round (pending.h). No other parameter is looked at (attack RP-15). If redirectUri is not
// ours, or is itself an address of the sign-in, the sign-in leads to "/". Blocks only until the provider's metadata is
// known.
http::Outcome start_sign_in(const Call& call, const SignInParts& parts);

// Answers GET|POST /callback, the provider's response to a sign-in. If that sign-in is already over, the browser goes
// to where it led, or begins it again. If a check fails, there is no session, and a page says what to do. Blocks.
http::Outcome finish_sign_in(const Call& call, const SignInParts& parts);

// Makes the cookie that says, for a moment, that this browser got a session. A browser that sends this marker, but no
// session cookie, does not keep the session cookie, so another sign-in would not help. With `signed_in` false, removes
// the marker.
http::SetCookie signed_in_marker(const Site& site, bool signed_in);

// The page for a browser that does not send our cookies back.
http::Answer cookies_blocked(const Call& call, std::string_view return_to);

// Ends the session that the request's cookie names, if any, because a new sign-in never goes on with an old id (RP-13).
// `reason` is for the metrics. Blocks. Errors: unavailable/"session_store".
Result<void> end_presented_session(const Call& call, session::SessionStore& sessions, Revocations& revocations,
                                   std::string_view reason);

}  // namespace sallyport::gateway
