// The part of OpenMetadata's REST API that its web application and clients need for signing in. Answers have the JSON
// shapes of OpenMetadata. own_routes.cc maps the paths to these functions. It runs refresh(), which signs, on a worker;
// the other functions run on the event loop and never block. Source: the REST API of OpenMetadata 1.8.
#pragma once

#include "gateway/call/endpoint.h"
#include "gateway/caller/parts.h"
#include "http/handler.h"

namespace sallyport::gateway {

// Open to everybody: the version, the configuration that the web application needs for signing in, and our public keys.
http::Outcome system_version(const Call& call);
http::Outcome config_auth(const Call& call);
http::Outcome config_authorizer(const Call& call);
http::Outcome config_jwks(const Call& call, const OwnTokenParts& parts);

// GET /api/v1/auth/refresh: mints a token of our own for the scripts in the browser. It is valid for
// identityTokenLifetime (5 min), but no longer than the session. The provider's tokens never get there (attack RP-21).
// Without a session cookie that is good, it answers 401, and clears the cookie of an ended session. It answers 403 if a
// page of another origin asks, and 503 if the store does not answer.
http::Outcome refresh(const Call& call, const OwnTokenParts& parts);

}  // namespace sallyport::gateway
