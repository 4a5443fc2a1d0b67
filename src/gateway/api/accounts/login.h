// Signing in to the API with a local account, for programs and for pages with scripts. Source: OpenMetadata,
// UserResource. All of these answer 404 unless local accounts are allowed.
#pragma once

#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"
#include "http/handler.h"

namespace sallyport::gateway {

// POST /api/v1/users/login {"email", "password": base64}: an access token, which lives for minutes, and a refresh
// token. 401 with one sentence whatever is wrong with name and password; 429 and 503 with Retry-After; 403 if the
// password has to be changed or a second factor set up first, or the rules in force do not let its owner in.
// If the account has a second factor: 401 with "error": "mfa_required" and a `challenge`, which is good for five
// minutes and one try. The next request is {"challenge", "totp"}; a recovery code may stand for the code.
http::Outcome log_in(const Call& call, const ApiParts& parts);

// POST /api/v1/users/refresh {"refreshToken"}: the next access token and the next refresh token. 401 for a token that
// is not good; one that was used before ends the session.
http::Outcome refresh_login(const Call& call, const ApiParts& parts);

// POST /api/v1/users/logout {"token", "refreshToken"}: ends the session of the caller, and that of the refresh token.
http::Outcome log_out(const Call& call, const ApiParts& parts);

}  // namespace sallyport::gateway
