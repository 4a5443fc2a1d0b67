// What a key is inside: for .cc files of crypto/ and net/ alone.
#pragma once

#include <cstdint>

#include "crypto/key.h"
#include "crypto/openssl_native.h"

namespace sallyport::crypto {

struct PublicKey::Native {
  OwnedKey pkey;
  KeyType type;
  std::uint64_t id;  // unique in this process and never used again, unlike an address: caches may key on it
};

struct PrivateKey::Native {
  OwnedKey pkey;
  PublicKey public_key;
  std::uint64_t id;
};

}  // namespace sallyport::crypto
