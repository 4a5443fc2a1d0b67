// Sign-in through the provider: away with a sealed cookie, and back with a response that fits it.
#pragma once

#include <string>

#include "gateway/endpoint.h"
#include "http/cookie.h"

namespace sallyport::gateway {

inline constexpr Seconds kSignInLifetime{600};

// GET /api/v1/auth/login?redirectUri=. Parameters beside redirectUri are not looked at (attack RP-15). A redirectUri
// that is not ours leads to "/". Blocks only while nothing is known of the provider yet.
http::Outcome start_sign_in(const Call& call);

// GET|POST /callback. Blocks. Whatever fails, nobody gets a session, and the page says what to do.
http::Outcome finish_sign_in(const Call& call);

// The cookie of one sign-in under way: named by the beginning of its state, so that several tabs do not meet.
std::string sign_in_cookie_name(const Site& site, std::string_view state);
http::SetCookie sign_in_cookie(const Site& site, std::string_view state, oidc::rp::ResponseMode mode,
                               std::string sealed);

http::SetCookie session_cookie(const Site& site, std::string_view value, std::optional<Seconds> max_age);

// Ends the session that the request's cookie names, if any: a new sign-in never goes on with an old id (RP-13).
// Errors: unavailable/"session_store".
Result<void> end_presented_session(const Call& call, std::string_view reason);

}  // namespace sallyport::gateway
