// What the directory publishes and signs with, as one immutable snapshot: tenants and keys. Read on event loops without
// a lock that anybody holds for long; renewed on workers, so that a rotation by command reaches a running server.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "entra/directory_store.h"
#include "jose/jwk.h"
#include "jose/sign.h"
#include "oidc/op/key_store.h"

namespace sallyport::directory {

struct PublishedKey {
  std::string kid;
  std::string x5t;  // as Entra: the same text as kid
  std::string x5c;  // base64 of the certificate
  json::Object members;
};

struct Snapshot {
  std::vector<entra::Tenant> tenants;
  std::vector<PublishedKey> keys;
  jose::SigningKey signing;
  jose::JwkSet verification;  // for our own tokens that come back: Graph, id_token_hint
  Secret pairwise_secret;
  std::int64_t generation = 0;

  const entra::Tenant* find_tenant(std::string_view id_or_domain) const;
};

class Published {
 public:
  Published(entra::TenantStore& tenants, oidc::op::KeyStore& keys, const Clock& clock);

  // Null before the first refresh. Never blocks on a store.
  std::shared_ptr<const Snapshot> snapshot() const;

  // Whether the snapshot is older than five seconds, or there is none.
  bool due() const;

  // Blocks. Keeps the old snapshot where a store does not answer. Errors: those of the stores.
  Result<std::shared_ptr<const Snapshot>> refresh();

 private:
  entra::TenantStore& tenants_;
  oidc::op::KeyStore& keys_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> snapshot_;
  Clock::Monotonic taken_{};
};

// The keys after one rotation: the key that signed stays published, the one that was announced signs, a new one is
// announced; those before are gone. From nothing: one that signs, one announced. Takes a moment: makes RSA keys.
// Errors: internal/"certificate".
Result<oidc::op::KeySet> next_keys(const oidc::op::KeySet& now_stored, UnixTime now, Random& random);

// Load, next_keys, replace. Errors: also conflict/"keys_changed".
Result<void> rotate_keys(oidc::op::KeyStore& keys, UnixTime now, Random& random);

// Makes the first keys where there are none.
Result<void> ensure_keys(oidc::op::KeyStore& keys, UnixTime now, Random& random);

}  // namespace sallyport::directory
