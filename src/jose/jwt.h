// JSON Web Tokens: reads the claims in the payload of a verified token, and checks the token's lifetime. The functions
// are pure, so every thread may call them. Source: RFC 7519.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json_document.h"
#include "jose/jws.h"

namespace sallyport::jose {

// The claims of a token whose signature was verified. Nothing else is checked yet. The views that its functions return
// are valid as long as `members` or a copy of it exists.
struct Claims {
  json::Document members;
  JwsHeader header{};        // the header of the token
  std::string key_issuer{};  // see VerifiedJws::key_issuer

  // Errors: malformed/"jwt_claims" if the payload is not an object; those of json::parse (duplicates, depth).
  static Result<Claims> parse(VerifiedJws jws);

  // The claim as text; absent if the token does not have it. Errors: malformed/"jwt_claim_type" if it is not a string.
  Result<std::optional<std::string_view>> text(std::string_view name) const&;

  // The claim as text. Errors: those of text(); rejected/"jwt_claim_missing" if the claim is missing or empty.
  Result<std::string> required_text(std::string_view name) const;

  // The claim as a list of strings. A single string gives a list of one, and a missing claim gives an empty list.
  // Errors: malformed/"jwt_claim_type".
  Result<std::vector<std::string_view>> texts(std::string_view name) const&;

  // The claim as a time; absent if the token does not have it. The claim must be a number of seconds from 0 to 2^53; a
  // fraction is cut off. Errors: malformed/"jwt_time".
  Result<std::optional<UnixTime>> time(std::string_view name) const;
};

// Checks that exp is later than now - skew. Checks that nbf and iat, if the token has them, are not later than
// now + skew. Errors: rejected/"jwt_exp_missing"; rejected/"jwt_expired", "jwt_not_yet_valid", "jwt_issued_in_future",
// each with the token's time and `now` in its detail; malformed/"jwt_time".
// Source: RFC 7519 4.1.4-4.1.6.
Result<void> check_lifetime(const Claims& claims, Seconds skew, UnixTime now);

// Claims of a token whose signature was not verified. Use them only for `jwt inspect` and to find the issuer before
// verification. Never base an access decision on them.
struct UnverifiedClaims {
  json::Document members;

  // Errors: malformed/"base64url"; those of Claims::parse.
  static Result<UnverifiedClaims> parse(const CompactJws& jws);
};

}  // namespace sallyport::jose
