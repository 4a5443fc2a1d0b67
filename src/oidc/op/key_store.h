// The port that stores the signing keys of an authorization server, and the secret from which it derives pairwise
// subjects. Every thread may call a store, and calls block.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"

namespace sallyport::oidc::op {

struct StoredKey {
  std::string kid;
  Secret private_key_pem;       // PKCS#8
  std::string certificate_der;  // self-signed, for x5c and x5t
  UnixTime created;
};

// The keys in this order: former signing keys, the current one, and the next one.
struct KeySet {
  std::int64_t generation = 0;  // 0: nothing stored yet
  std::vector<StoredKey> keys;
  std::string signing_kid;
  Secret pairwise_secret;  // 32 bytes; never changes, because every sub depends on it
};

// Errors of each call: unavailable/"key_store".
class KeyStore {
 public:
  virtual ~KeyStore() = default;

  // Returns generation 0 and no keys before the first replace().
  virtual Result<KeySet> load() = 0;

  // Replaces the stored set if its generation is one less than that of `keys`. Errors: conflict/"keys_changed".
  virtual Result<void> replace(const KeySet& keys) = 0;
};

}  // namespace sallyport::oidc::op
