// JSON Web Keys: sets as issuers publish them, and ours as we publish them. Source: RFC 7517, 7518 6, 7638, 8037.
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
  std::optional<crypto::SignatureAlgorithm> algorithm;  // the key's own "alg"; where set, it allows no other
  std::string issuer;                                   // Entra's "issuer" member; may be empty, may hold {tenantid}
};

struct SkippedKey {
  std::string kid;
  std::string_view reason;
};

struct JwkSet {
  std::vector<Jwk> keys;
  std::vector<SkippedKey> skipped;  // unknown or dangerous members of the set, for the log
};

// One key. Errors: malformed/"jwk_member" (missing or of the wrong type), "base64url", "jwk_private" (a private member
// is there: the key has leaked); rejected/"jwk_symmetric" (oct), "jwk_kty", "jwk_crv", "jwk_use", "jwk_key_ops",
// "jwk_alg", and the refusals of crypto::PublicKey.
Result<Jwk> parse_jwk(const json::Object& members);

// A set: keys that we do not know or do not trust are skipped, not fatal. At most 100 keys are read; where there are
// more, a last skipped key without kid says "jwk_set_size".
// Errors: malformed/"jwk_set" where there is no array "keys", or a kid stands twice with unlike keys; JSON's own.
Result<JwkSet> parse_jwk_set(std::string_view text);
Result<JwkSet> parse_jwk_set(const json::Object& members);

// kty, n, e (or crv, x, y), without kid, alg and use.
json::Object public_members(const crypto::PublicKey& key);

// Source: RFC 7638 3. Base64url of SHA-256.
std::string thumbprint(const crypto::PublicKey& key);

}  // namespace sallyport::jose
