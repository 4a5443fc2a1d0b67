// Signatures as JOSE wants them: ECDSA is R || S in full width, never DER. Source: RFC 7518 3, RFC 8037 3.1.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/key.h"

namespace sallyport::crypto {

enum class SignatureAlgorithm { rs256, rs384, rs512, ps256, ps384, ps512, es256, es384, es512, eddsa };

// "RS256" and so on; exact, case-sensitive. Absent for everything else, "none" and HMAC included.
std::optional<SignatureAlgorithm> parse_signature_algorithm(std::string_view name);
std::string_view name_of(SignatureAlgorithm algorithm);

// Whether a key of this type can carry the algorithm: ES256 is P-256 alone (RFC 7518 3.4).
bool fits(SignatureAlgorithm algorithm, KeyType type);

// Contexts are prepared once per thread and key and used again.
// Errors: rejected/"signature"; rejected/"signature_key_type" where the key does not fit the algorithm.
Result<void> verify(const PublicKey& key, SignatureAlgorithm algorithm, std::string_view message,
                    std::string_view signature);

// Errors: internal/"signature_key_type", internal/"sign".
Result<std::string> sign(const PrivateKey& key, SignatureAlgorithm algorithm, std::string_view message);

}  // namespace sallyport::crypto
