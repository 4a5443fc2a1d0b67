// What a token endpoint answers. Source: RFC 6749 5.1, 5.2; OpenID Connect Core 3.1.3.3.
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
  Seconds expires_in{0};
  std::string scope;
};

struct OAuthError {
  std::string error;  // "invalid_grant"; at most 64 characters of what RFC 6749 5.2 allows, else "invalid_response"
  std::string description;  // cleaned: printable, at most 2 kB
  std::string suberror;
  int aadsts = 0;  // the number after AADSTS in the description or in error_codes; 0 where there is none
};

// Content-Type must be JSON and token_type "Bearer" in any case. expires_in may be a decimal text, as v1 of Entra sends
// it. Errors: malformed/"token_response", "token_response_type", "token_type"; JSON's own.
Result<TokenResponse> parse_token_response(std::string_view content_type, std::string_view body);

// Never fails: what cannot be read is "invalid_response".
OAuthError parse_oauth_error(std::string_view body);

// The same from parameters, as they come to a redirect URI. Source: RFC 6749 4.1.2.1.
OAuthError clean_oauth_error(std::string_view error, std::string_view description);

// The number after the first "AADSTS" in a text that has one; 0 where there is none.
int find_aadsts(std::string_view text);

}  // namespace sallyport::oidc
