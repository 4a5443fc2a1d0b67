// Authenticated encryption with AES-256-GCM: only the holder of the key can read or make sealed bytes. A key is
// immutable, so every thread may use it. Source: NIST SP 800-38D.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace sallyport::crypto {

class AeadKey {
 public:
  // Takes exactly 32 bytes. Errors: malformed/"aead_key".
  static Result<AeadKey> from_bytes(Secret bytes);

  // Returns the concatenation of nonce (12 bytes), ciphertext and tag (16 bytes). The nonce is random, so one key may
  // seal at most 2^32 times. `purpose` is authenticated as associated data: bytes sealed for one purpose do not open
  // for another.
  std::string seal(std::string_view plaintext, std::string_view purpose, Random& random) const;

  // Returns the plaintext of bytes that `seal` returned for the same key and purpose. Errors: rejected/"aead_open" in
  // every case, so that an attacker learns nothing from the difference.
  Result<std::string> open(std::string_view sealed, std::string_view purpose) const;

 private:
  explicit AeadKey(Secret bytes) : bytes_(std::move(bytes)) {}
  Secret bytes_;
};

}  // namespace sallyport::crypto
