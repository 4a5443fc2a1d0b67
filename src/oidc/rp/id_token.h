// The whole check of an ID token, after its signature. Source: OpenID Connect Core 3.1.3.7, 3.2.2.11.
#pragma once

#include <optional>
#include <string>

#include "base/tagged.h"
#include "jose/jwt.h"

namespace sallyport::oidc::rp {

struct IdTokenExpectation {
  ClientId client_id;
  std::optional<std::string> nonce;  // absent only for a token that a refresh gave, where a nonce may be missing
  std::optional<Seconds> max_age;
  std::optional<UnixTime> asked;    // when the sign-in was asked for: max_age counts back from there; absent: from now
  std::optional<std::string> code;  // the code that came beside it from the authorization endpoint: c_hash demanded
  Seconds skew{60};
};

// Everything but the issuer, which the provider's own rules judge (entra::check_issuer, or equality).
// In order: aud is us alone; azp, where there, is us; exp, nbf, iat (iat demanded); nonce; auth_time against max_age;
// c_hash; sub there, at most 255 characters. typ, where there, is JWT.
// Errors: rejected/"id_token_audience", "id_token_azp", "id_token_nonce", "id_token_auth_time", "id_token_c_hash",
// "id_token_subject", "id_token_type", and those of check_lifetime and Claims.
Result<void> check_id_token(const jose::Claims& claims, const jose::JwsHeader& header, const IdTokenExpectation& expect,
                            UnixTime now);

}  // namespace sallyport::oidc::rp
