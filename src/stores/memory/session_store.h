// Sessions in memory, for tests. Nothing survives the process. The stores in a database must behave like this one. Any
// thread may use it.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/random.h"
#include "session/session_store.h"

namespace sallyport::stores {

class MemorySessionStore final : public session::SessionStore {
 public:
  MemorySessionStore(session::SessionLimits limits, Random& random) : limits_(limits), random_(random) {}

  Result<void> create(const session::Session& session) override;
  Result<std::optional<session::Session>> find(const session::SessionDigest& digest, UnixTime now) override;
  Result<void> touch(const std::vector<session::SessionDigest>& digests, UnixTime now) override;
  Result<std::optional<session::RenewalLease>> lease_renewal(const session::SessionDigest& digest,
                                                             UnixTime now) override;
  Result<void> renew(const session::RenewalLease& lease, const session::Session& renewed) override;
  Result<std::vector<session::SessionDigest>> end(const session::EndOf& which, UnixTime now) override;
  Result<bool> take_sweep(UnixTime now) override;
  Result<std::size_t> sweep(UnixTime now, std::size_t limit) override;
  Result<std::vector<session::Session>> list(const session::SessionDigest& after, std::size_t limit,
                                             UnixTime now) override;
  Result<std::vector<session::Session>> list_of(const PersonId& person, std::size_t limit, UnixTime now) override;
  // No other process has this store.
  Result<session::Changes> changes_elsewhere(std::chrono::milliseconds) override { return session::Changes{}; }

 private:
  struct Record {
    session::Session session;
    std::string lease_holder;  // empty if nobody holds the lease
    UnixTime lease_until;
  };

  Record* find_alive(const session::SessionDigest& digest, UnixTime now);  // null if absent; the caller holds the mutex

  std::mutex mutex_;
  std::unordered_map<std::string, Record> records_;  // by digest
  UnixTime swept_until_;                             // the end of the turn that was taken last
  const session::SessionLimits limits_;
  Random& random_;
};

}  // namespace sallyport::stores
