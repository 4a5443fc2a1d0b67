// What an authenticator signs: for which site, whether somebody was there, and, at a registration, the new credential.
// Source: WebAuthn Level 3, 6.1 and 6.5.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/signature.h"

namespace sallyport::webauthn {

inline constexpr std::size_t kMaxCredentialId = 1023;  // WebAuthn Level 3, 7.1
inline constexpr std::size_t kMaxAuthenticatorData = 4096;

// A public key with the one algorithm that it may be used with: ES256, RS256 or EdDSA (Ed25519).
struct CredentialKey {
  crypto::PublicKey key;
  crypto::SignatureAlgorithm algorithm;
};

struct AttestedCredential {
  std::string id;
  std::string cose_key;  // as it came, for the store; parse_cose_key reads it back
  CredentialKey key;
};

struct AuthenticatorData {
  std::string rp_id_hash;  // 32 bytes
  bool user_present = false;
  bool user_verified = false;
  bool backup_eligible = false;
  bool backed_up = false;
  std::uint32_t counter = 0;
  std::optional<AttestedCredential> credential;
};

// Parses a whole text, whose extensions are passed over. Errors: malformed/"authenticator_data" (too short or too long,
// bytes after the end, backed up but not eligible for it, a credential id that is empty or too long), and those of
// parse_cose_key and CborReader.
Result<AuthenticatorData> parse_authenticator_data(std::string_view bytes);

// Parses a whole COSE key, which must be canonical. Errors: malformed/"cose_key" (a missing, foreign or misplaced
// member, bytes after the end), "cbor"; rejected/"cose_algorithm"; the errors of crypto::PublicKey.
// Source: RFC 9052 7, RFC 9053 2 and 7, RFC 8230 4.
Result<CredentialKey> parse_cose_key(std::string_view bytes);

}  // namespace sallyport::webauthn
