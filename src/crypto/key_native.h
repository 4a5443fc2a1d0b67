// The OpenSSL objects inside a key. Only .cc files of crypto/ and net/ may include this header.
#pragma once

#include <cstdint>

#include "crypto/key.h"
#include "crypto/openssl_native.h"

namespace sallyport::crypto {

struct PublicKey::Native {
  OwnedKey pkey;
  KeyType type;
  std::uint64_t id;  // unique in this process and, unlike an address, never reused; caches may use it as their key
};

struct PrivateKey::Native {
  OwnedKey pkey;
  PublicKey public_key;
  std::uint64_t id;
};

}  // namespace sallyport::crypto
