// Makes and verifies signatures in the form that JOSE uses: an ECDSA signature is R || S in full width, never DER. A
// signature is raw bytes here, not base64url. Every thread may call these functions. Source: RFC 7518 3, RFC 8037 3.1.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/key.h"

namespace sallyport::crypto {

enum class SignatureAlgorithm { rs256, rs384, rs512, ps256, ps384, ps512, es256, es384, es512, eddsa };

// Reads a name such as "RS256", in exactly this spelling and case. Absent for every other name, including "none" and
// the HMAC algorithms.
std::optional<SignatureAlgorithm> parse_signature_algorithm(std::string_view name);
std::string_view name_of(SignatureAlgorithm algorithm);

// Whether a key of this type may be used with the algorithm. ES256, for example, fits only P-256 (RFC 7518 3.4).
bool fits(SignatureAlgorithm algorithm, KeyType type);

// Verifies that the holder of the private key made the signature over the message. Each thread keeps a prepared OpenSSL
// context for each key that it used recently.
// Errors: rejected/"signature"; rejected/"signature_key_type" if the key does not fit the algorithm.
Result<void> verify(const PublicKey& key, SignatureAlgorithm algorithm, std::string_view message,
                    std::string_view signature);

// Returns the signature of the message. Errors: internal/"signature_key_type" if the key does not fit the algorithm,
// internal/"sign".
Result<std::string> sign(const PrivateKey& key, SignatureAlgorithm algorithm, std::string_view message);

}  // namespace sallyport::crypto
