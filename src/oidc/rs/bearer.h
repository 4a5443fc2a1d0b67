// Protecting a resource with bearer tokens. Source: RFC 6750, RFC 9068 in what Entra follows of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "jose/jwt.h"

namespace sallyport::oidc::rs {

// The token of the one Authorization header; the scheme in any case (RFC 9110 11.1). Absent: no such header.
// Errors: malformed/"bearer_malformed" (two headers, an empty token, characters beyond b64token);
// unauthenticated/"bearer_scheme" where the scheme is another.
Result<std::optional<std::string_view>> bearer_token(const http::Request& request);

// The same without a look at the token's characters, for a caller who first asks whether this very token is known to be
// good, and calls check_b64token where it is not: a token is long, and the check path is short.
Result<std::optional<std::string_view>> bearer_credentials(const http::Request& request);

// Errors: malformed/"bearer_malformed". Source: RFC 6750 2.1.
Result<void> check_b64token(std::string_view token);

// At least one value of aud is in `accepted`, exactly. Errors: rejected/"token_audience".
Result<void> check_audience(const jose::Claims& claims, const std::vector<std::string>& accepted);

// WWW-Authenticate's value. `error` "" (no credentials), "invalid_request", "invalid_token" or "insufficient_scope";
// `description` holds no token and no quote. Source: RFC 6750 3.
std::string challenge(std::string_view realm, std::string_view error, std::string_view description);

}  // namespace sallyport::oidc::rs
