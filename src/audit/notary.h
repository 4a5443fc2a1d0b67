// Signs checkpoints of the chains, and removes records that are old enough.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "audit/audit_store.h"
#include "audit/chain_check.h"
#include "base/clock.h"
#include "base/result.h"
#include "jose/jwk.h"
#include "jose/sign.h"

namespace sallyport::audit {

// The key that signs checkpoints, and the public keys that have signed earlier ones.
struct NotaryKeys {
  jose::SigningKey signing;
  jose::JwkSet known;
};

inline constexpr Seconds kSignEvery{300};  // if there are new records

// Signs that the chain of a node begins, unless it has a checkpoint: the first checkpoint covers no record. To be
// called before the first record is written, so that no kill can leave records without a checkpoint, which is what a
// chain looks like whose checkpoints somebody has removed. Any thread may call it. Errors: those of the store and of
// signing.
Result<void> begin_chain(AuditStore& store, const std::string& node, const NotaryKeys& keys, UnixTime now);

// Signs the chain of one node. For one thread.
class Notary {
 public:
  // `store` must outlive the object.
  Notary(std::string node, AuditStore& store) : node_(std::move(node)), store_(store) {}

  // Signs the head if no checkpoint covers a record yet, or if the chain has grown by kRecordsPerCheckpoint records, or
  // has grown and its newest checkpoint is kSignEvery old. Errors: those of the store; those of verify_checkpoint() for
  // the newest checkpoint of the store, because a checkpoint that somebody forged must not be continued.
  Result<void> sign_if_due(const Head& head, const NotaryKeys& keys, UnixTime now);

  // Signs the head if the newest checkpoint does not cover it: at a stop. Errors: as above.
  Result<void> sign(const Head& head, const NotaryKeys& keys, UnixTime now);

 private:
  struct Signed {
    std::int64_t sequence = 0;
    UnixTime made;
  };

  const std::string node_;
  AuditStore& store_;
  std::optional<Signed> last_;  // what the newest checkpoint covers, as far as this object knows
};

// Takes care of all chains of a store: removes records that are older than `keep_for`, together with a checkpoint that
// says so; signs the chains of nodes that are gone or whose key is no longer the current one; forgets chains that have
// had no record for another `keep_for`, except for that of `own_node`. It removes records only up to a checkpoint, so
// some stay a little longer. To be called about once an hour, on any node. Returns how many chains it has changed.
// Errors: those of the store; of checkpoints, the first one, after all other chains were done.
Result<std::size_t> retain(AuditStore& store, const std::string& own_node, const NotaryKeys& keys, Seconds keep_for,
                           UnixTime now);

}  // namespace sallyport::audit
