// JSON Web Tokens: claims read out of a payload that a signature vouches for. Source: RFC 7519.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json_document.h"
#include "jose/jws.h"

namespace sallyport::jose {

// Claims with a vouching signature; nothing else checked yet. Texts that they give are good as long as `members`, or a
// copy of it.
struct Claims {
  json::Document members;
  JwsHeader header{};        // of the token that they came in
  std::string key_issuer{};  // of the key that vouches for them, see VerifiedJws

  // Errors: malformed/"jwt_claims" where the payload is no object; JSON's own (duplicates, depth).
  static Result<Claims> parse(VerifiedJws jws);

  // The claim as text. Absent where absent. Errors: malformed/"jwt_claim_type" where it is no string.
  Result<std::optional<std::string_view>> text(std::string_view name) const&;

  // The claim as text that must be there and not be empty. Errors: also rejected/"jwt_claim_missing".
  Result<std::string> required_text(std::string_view name) const;

  // Array of strings; a single string is an array of one. Absent: empty. Errors: malformed/"jwt_claim_type".
  Result<std::vector<std::string_view>> texts(std::string_view name) const&;

  // NumericDate: a whole number of seconds from 0 to 2^53; a fraction is cut off. Errors: malformed/"jwt_time".
  Result<std::optional<UnixTime>> time(std::string_view name) const;
};

// exp must be there and later than now - skew; nbf and iat, where there, not later than now + skew.
// Errors: rejected/"jwt_exp_missing", "jwt_expired", "jwt_not_yet_valid", "jwt_issued_in_future"; malformed/"jwt_time".
// Source: RFC 7519 4.1.4-4.1.6.
Result<void> check_lifetime(const Claims& claims, Seconds skew, UnixTime now);

// Claims without a signature check, for `jwt inspect` and for the issuer look-up before verification. Never for a
// decision.
struct UnverifiedClaims {
  json::Document members;
  static Result<UnverifiedClaims> parse(const CompactJws& jws);
};

}  // namespace sallyport::jose
