// Sessions in memory, for tests. Nothing survives the process. The stores in a database must behave like this one.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/random.h"
#include "session/session_store.h"

namespace sallyport::stores {

// The sessions that the stores of a gateway share, which differ in their limits.
struct MemorySessions {
  struct Record {
    session::Session session;
    std::string lease_holder;  // empty if nobody holds the lease
    UnixTime lease_until;
  };

  std::mutex mutex;
  std::unordered_map<std::string, Record> records;  // by digest
  UnixTime swept_until;                             // the end of the turn that was taken last
};

// Any thread may use it. `random` must outlive it.
class MemorySessionStore final : public session::SessionStore {
 public:
  MemorySessionStore(session::SessionLimits limits, Random& random,
                     std::shared_ptr<MemorySessions> sessions = std::make_shared<MemorySessions>())
      : sessions_(std::move(sessions)), limits_(limits), random_(random) {}

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
  // Null if absent; the caller holds the mutex.
  MemorySessions::Record* find_alive(const session::SessionDigest& digest, UnixTime now);

  const std::shared_ptr<MemorySessions> sessions_;
  const session::SessionLimits limits_;
  Random& random_;
};

}  // namespace sallyport::stores
