// Proof Key for Code Exchange: the tie between an authorization request and the redemption of its code.
// Source: RFC 7636. We send S256 alone; "plain" protects nothing (RFC 9700 2.1.1).
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"

namespace sallyport::oidc {

// The secret that the client keeps until it redeems the code.
// Shape: 43..128 characters of [A-Za-z0-9-._~].
struct CodeVerifier {
  std::string value;

  // Errors: malformed/"pkce_verifier_length", malformed/"pkce_verifier_character". Source: RFC 7636 4.1.
  static Result<CodeVerifier> parse(std::string_view text);
  static CodeVerifier make(Random& random);
};

// What the authorization request carries: SHA-256 of the verifier.
// Shape: 43 characters, base64url without padding.
struct CodeChallenge {
  std::string value;

  // Errors: malformed/"pkce_challenge". Source: RFC 7636 4.2.
  static Result<CodeChallenge> parse(std::string_view text);
  bool operator==(const CodeChallenge&) const = default;
};

// Source: RFC 7636 4.2.
CodeChallenge challenge_of(const CodeVerifier& verifier);

// Errors: rejected/"pkce_mismatch". Source: RFC 7636 4.6.
Result<void> check_pkce(const CodeVerifier& verifier, const CodeChallenge& challenge);

}  // namespace sallyport::oidc
