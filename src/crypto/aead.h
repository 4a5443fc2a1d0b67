// AES-256-GCM: sealed bytes that only the holder of the key can read or make. Source: NIST SP 800-38D.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

namespace sallyport::crypto {

class AeadKey {
 public:
  // Shape: 32 bytes. Errors: malformed/"aead_key".
  static Result<AeadKey> from_bytes(Secret bytes);

  // nonce (12) || ciphertext || tag (16). The nonce is random; one key seals at most 2^32 times.
  // `purpose` is bound as associated data: what was sealed for one purpose does not open for another.
  std::string seal(std::string_view plaintext, std::string_view purpose, Random& random) const;

  // Errors: rejected/"aead_open", one word for every way to be wrong.
  Result<std::string> open(std::string_view sealed, std::string_view purpose) const;

 private:
  explicit AeadKey(Secret bytes) : bytes_(std::move(bytes)) {}
  Secret bytes_;
};

}  // namespace sallyport::crypto
