// Reads and checks the credentials with which a client authenticates at the token endpoint. Source: RFC 6749 2.3, RFC
// 7523 2.2.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "crypto/certificate.h"
#include "http/form.h"
#include "oidc/op/grant_store.h"

namespace sallyport::oidc::op {

struct ClientProof {
  std::string client_id;            // empty if the request names none
  std::optional<Secret> secret;     // from the body or from HTTP Basic; an empty secret counts as none
  std::optional<Secret> assertion;  // private_key_jwt
  bool presented() const { return secret.has_value() || assertion.has_value(); }
};

// Reads the credentials from the form and from the value of the Authorization header, but does not check them. Errors:
// malformed/"client_proof_twice" (two methods, or two different client ids: RFC 6749 2.3), "client_proof_basic",
// "client_assertion_type", and those of base64_decode and http::Form.
Result<ClientProof> read_client_proof(const http::Form& body, std::optional<std::string_view> authorization);

struct AssertionExpectation {
  ClientId client;
  std::vector<std::string> audiences;  // aud must equal one of them exactly
  Seconds skew{300};
  Seconds longest{24 * 3600};  // how far in the future exp may be
};

// Checks a private_key_jwt assertion. The certificate that x5t#S256 names (or x5t, if there is no x5t#S256) must be one
// of `certificates` and must have signed it with RS256 or PS256. iss and sub must be the client, and aud, exp, nbf and
// jti must be valid. Returns what the caller must store so that nobody uses the assertion again. Errors:
// malformed/"assertion_names_no_key" (the header has no thumbprint); rejected/"assertion_thumbprint" (it names an
// unknown certificate), "assertion_certificate" (one that has expired), "assertion_signature" (the detail of these
// three is the thumbprint), "assertion_claims",
// "assertion_audience", "assertion_lifetime", and those of jose. Padding after a thumbprint is accepted. Source:
// RFC 7523 3; Entra, "application authentication certificate credentials".
Result<UsedAssertion> check_client_assertion(std::string_view assertion,
                                             const std::vector<crypto::Certificate>& certificates,
                                             const AssertionExpectation& expect, UnixTime now);

}  // namespace sallyport::oidc::op
