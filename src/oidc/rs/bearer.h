// Reads the bearer token of a request, checks its audience, and prints the WWW-Authenticate challenge of a refusal.
// Every function is pure. Source: RFC 6750, and the parts of RFC 9068 that Entra ID follows.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "jose/jwt.h"

namespace sallyport::oidc::rs {

// The token of the Authorization header, as a view into the request; absent without the header. The scheme may be in
// any case (RFC 9110 11.1). Errors: malformed/"bearer_malformed" (two headers, an empty token, characters that b64token
// does not allow); unauthenticated/"bearer_scheme" if the scheme is not Bearer.
Result<std::optional<std::string_view>> bearer_token(const http::Request& request);

// Like bearer_token, but does not check the token's characters, which takes time because tokens are long. A caller that
// caches verified tokens looks there first, and calls check_b64token only for a token that is not in the cache.
Result<std::optional<std::string_view>> bearer_credentials(const http::Request& request);

// Checks the token's syntax. Errors: malformed/"bearer_malformed". Source: RFC 6750 2.1.
Result<void> check_b64token(std::string_view token);

// Requires one value of aud to equal one of `accepted` exactly. Errors: rejected/"token_audience".
Result<void> check_audience(const jose::Claims& claims, const std::vector<std::string>& accepted);

// The value of WWW-Authenticate. `error` is "invalid_request", "invalid_token" or "insufficient_scope", or empty if the
// request had no credentials. `description` must not hold a token. Characters that RFC 6750 3 forbids are left out of
// all three texts.
std::string challenge(std::string_view realm, std::string_view error, std::string_view description);

}  // namespace sallyport::oidc::rs
