// JSON Web Keys: parses the key sets that issuers publish, and builds the keys that Sallyport publishes. The functions
// are pure, so every thread may call them. Source: RFC 7517, 7518 6, 7638, 8037.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "crypto/signature.h"

namespace sallyport::jose {

// A public key that may verify signatures.
struct Jwk {
  crypto::PublicKey key;
  std::string kid;                                      // may be empty
  std::optional<crypto::SignatureAlgorithm> algorithm;  // the key's own "alg"; if set, the key allows no other
  std::string issuer;  // Entra's "issuer" member; may be empty, and may contain "{tenantid}"
};

struct SkippedKey {
  std::string kid;          // may be empty
  std::string_view reason;  // the reason of the error from parse_jwk
};

struct JwkSet {
  std::vector<Jwk> keys;
  std::vector<SkippedKey> skipped;  // for the log: keys of an unknown kind, and keys that are not safe to use
};

// Parses one key. Errors: malformed/"jwk_member" (missing or of the wrong type), "base64url", "jwk_private" (it has a
// private member, so the private key has leaked); rejected/"jwk_symmetric" (oct), "jwk_kty", "jwk_crv", "jwk_use",
// "jwk_key_ops", "jwk_alg"; the errors of crypto::PublicKey.
Result<Jwk> parse_jwk(const json::Object& members);

// Parses a set. A key that parse_jwk refuses is added to `skipped`, and the other keys stay usable. Only the first 100
// keys are parsed. If the set is larger, the last skipped key has no kid and the reason "jwk_set_size". Errors:
// malformed/"jwk_set" if there is no array "keys", or two different keys have the same kid; for a text also those of
// json::parse_object.
Result<JwkSet> parse_jwk_set(std::string_view text);
Result<JwkSet> parse_jwk_set(const json::Object& members);

// Returns the members of the key itself: kty, n, e (or crv, x, y). The caller adds kid, alg and use.
json::Object public_members(const crypto::PublicKey& key);

// Returns the SHA-256 thumbprint in base64url. Source: RFC 7638 3.
std::string thumbprint(const crypto::PublicKey& key);

}  // namespace sallyport::jose
