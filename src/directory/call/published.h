// The tenants and keys that the directory publishes and signs with, as one immutable snapshot.
// Event loops read the snapshot and never wait for a store. Worker threads refresh it, so that a running server notices
// the changes of a command within limits::kSnapshotAge.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "entra/directory_store.h"
#include "jose/jwk.h"
#include "jose/sign.h"
#include "oidc/op/key_store.h"

namespace sallyport::directory {

struct PublishedKey {
  std::string kid;
  std::string x5t;       // as at Entra, the same text as kid
  std::string x5c;       // base64 of the certificate
  json::Object members;  // of the public key, as a JWK
};

struct Snapshot {
  std::vector<entra::Tenant> tenants;
  std::vector<PublishedKey> keys;
  jose::SigningKey signing;
  jose::JwkSet verification;  // for the directory's own tokens that clients send back (Graph, id_token_hint)
  Secret pairwise_secret;
  std::int64_t generation = 0;  // of the stored keys

  // The tenant with this GUID or domain, ignoring case; null if there is none.
  const entra::Tenant* find_tenant(std::string_view id_or_domain) const;
};

// Threads: any thread may make any call.
class Published {
 public:
  Published(entra::TenantStore& tenants, oidc::op::KeyStore& keys, const Clock& clock);

  // The latest snapshot. Null before the first refresh. Never blocks on a store.
  std::shared_ptr<const Snapshot> snapshot() const;

  // True if there is no snapshot, or if it is older than limits::kSnapshotAge.
  bool due() const;

  // Reads the stores and returns the new snapshot. Keeps the old one if that fails. Blocks. Errors:
  // internal/"signing_key_missing"; those of the stores.
  Result<std::shared_ptr<const Snapshot>> refresh();

 private:
  entra::TenantStore& tenants_;
  oidc::op::KeyStore& keys_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> snapshot_;
  Clock::Monotonic taken_{};
};

}  // namespace sallyport::directory
