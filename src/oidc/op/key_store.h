// The signing keys of an authorization server, and the secret behind its pairwise subjects.
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

// In order: keys that have signed, the one that signs, the one that will. See next_keys().
struct KeySet {
  std::int64_t generation = 0;  // 0: nothing stored yet
  std::vector<StoredKey> keys;
  std::string signing_kid;
  Secret pairwise_secret;  // 32 bytes; never changes, or every sub would
};

// Errors of each call: unavailable/"key_store".
class KeyStore {
 public:
  virtual ~KeyStore() = default;

  // Generation 0 and no keys before the first replace().
  virtual Result<KeySet> load() = 0;

  // In place of what is stored, where its generation is one less. Errors: conflict/"keys_changed".
  virtual Result<void> replace(const KeySet& keys) = 0;
};

}  // namespace sallyport::oidc::op
