// Checks the claims of an ID token whose signature is already verified. Source: OpenID Connect Core 3.1.3.7, 3.2.2.11.
#pragma once

#include <optional>
#include <string>

#include "base/tagged.h"
#include "jose/jwt.h"

namespace sallyport::oidc::rp {

struct IdTokenExpectation {
  ClientId client_id;
  std::optional<std::string> nonce;  // absent only for a token from a refresh, which may have no nonce
  std::optional<Seconds> max_age;
  std::optional<UnixTime> asked;  // when the sign-in started; max_age counts back from then, or from now if absent
  std::optional<std::string>
      code;  // the code that the authorization endpoint sent with the token; if present, c_hash is required
  Seconds skew{60};
};

// Checks everything except the issuer, which entra::check_issuer checks. The order is: aud is only this client; azp, if
// present, is this client; exp, nbf and iat, of which exp and iat are required; nonce; auth_time against max_age;
// c_hash; sub is present and has at most 255 characters; typ, if present, is JWT. Errors: rejected/"id_token_audience",
// "id_token_azp", "id_token_nonce", "id_token_auth_time", "id_token_c_hash", "id_token_subject", "id_token_type", and
// those of check_lifetime and Claims.
Result<void> check_id_token(const jose::Claims& claims, const jose::JwsHeader& header, const IdTokenExpectation& expect,
                            UnixTime now);

}  // namespace sallyport::oidc::rp
