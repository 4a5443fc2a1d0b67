// Reads the responses of a token endpoint. Source: RFC 6749 5.1, 5.2; OpenID Connect Core 3.1.3.3.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"

namespace sallyport::oidc {

struct TokenResponse {
  Secret access_token;
  std::optional<Secret> id_token;
  std::optional<Secret> refresh_token;
  Seconds expires_in{0};  // 0 if the response does not say
  std::string scope;      // empty if the response does not say
};

// An error whose texts have no control bytes and a bounded length. A page must still escape them.
struct OAuthError {
  std::string error;  // such as "invalid_grant"; "invalid_response" if it is missing, longer than 64 characters, or has
                      // characters that RFC 6749 5.2 forbids
  std::string description;  // printable, at most 2 kB
  std::string suberror;
  int aadsts = 0;  // the number after AADSTS in the description, or in error_codes; 0 if there is none
};

// Reads the body of a successful response. Content-Type must be JSON, and token_type "Bearer" in any case. expires_in
// may be a decimal text, as the v1.0 endpoint of Entra ID sends it. Errors: malformed/"token_response",
// "token_response_type", "token_type"; those of json::parse_object.
Result<TokenResponse> parse_token_response(std::string_view content_type, std::string_view body);

// Reads the body of an error response. It never fails: a body that is not a JSON object gives "invalid_response".
OAuthError parse_oauth_error(std::string_view body);

// Makes an OAuthError from the parameters of an error response at a redirect URI. Source: RFC 6749 4.1.2.1.
OAuthError clean_oauth_error(std::string_view error, std::string_view description);

// The number after the first "AADSTS" that is followed by a number; 0 if there is none.
int find_aadsts(std::string_view text);

}  // namespace sallyport::oidc
