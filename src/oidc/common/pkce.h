// Proof Key for Code Exchange: only the client that sent the authorization request can redeem its code. The only method
// is S256, because "plain" protects nothing (RFC 9700 2.1.1). Source: RFC 7636.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"

namespace sallyport::oidc {

// The secret that the client keeps until it redeems the code: 43 to 128 characters of [A-Za-z0-9-._~].
struct CodeVerifier {
  std::string value;

  // Errors: malformed/"pkce_verifier_length", malformed/"pkce_verifier_character". Source: RFC 7636 4.1.
  static Result<CodeVerifier> parse(std::string_view text);
  static CodeVerifier make(Random& random);
};

// The value in the authorization request: the SHA-256 of the verifier as 43 characters of base64url.
struct CodeChallenge {
  std::string value;

  // Errors: malformed/"pkce_challenge". Source: RFC 7636 4.2.
  static Result<CodeChallenge> parse(std::string_view text);
  bool operator==(const CodeChallenge&) const = default;
};

// The challenge that belongs to the verifier. Source: RFC 7636 4.2.
CodeChallenge challenge_of(const CodeVerifier& verifier);

// Checks that the verifier belongs to the challenge. Errors: rejected/"pkce_mismatch". Source: RFC 7636 4.6.
Result<void> check_pkce(const CodeVerifier& verifier, const CodeChallenge& challenge);

}  // namespace sallyport::oidc
