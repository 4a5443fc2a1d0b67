// How a client says who it is at the token endpoint. Source: RFC 6749 2.3, RFC 7523 2.2.
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
  std::string client_id;            // empty where none is given
  std::optional<Secret> secret;     // by post or basic; an empty one counts as none
  std::optional<Secret> assertion;  // private_key_jwt
  bool presented() const { return secret.has_value() || assertion.has_value(); }
};

// Errors: malformed/"client_proof_twice" (two methods at once, or two client ids that differ: RFC 6749 2.3),
// "client_proof_basic", "client_assertion_type".
Result<ClientProof> read_client_proof(const http::Form& body, std::optional<std::string_view> authorization);

struct AssertionExpectation {
  ClientId client;
  std::vector<std::string> audiences;  // any one of them, exactly
  Seconds skew{300};
  Seconds longest{24 * 3600};  // exp - now
};

// RS256 or PS256, by the certificate that x5t#S256 (or x5t, or kid with either) names; iss = sub = the client; aud;
// exp, nbf; jti. Gives what must be remembered so that it is not used again. Errors: rejected/"assertion_thumbprint"
// (none, or none of ours), "assertion_claims", "assertion_audience", "assertion_lifetime", and those of jose. Source:
// RFC 7523 3; Entra, "application authentication certificate credentials".
Result<UsedAssertion> check_client_assertion(std::string_view assertion,
                                             const std::vector<crypto::Certificate>& certificates,
                                             const AssertionExpectation& expect, UnixTime now);

}  // namespace sallyport::oidc::op
