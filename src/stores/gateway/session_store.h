// Sessions in a SQL database. A damaged record counts as absent; `find` deletes it and logs an event.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/random.h"
#include "session/session_store.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

class SqlSessionStore final : public session::SessionStore {
 public:
  // The database must have the gateway's schema. It, `random` and `log` must outlive the store. Any thread may use the
  // store, which calls `random` on any of them.
  SqlSessionStore(Database& database, session::SessionLimits limits, Random& random, Log& log)
      : database_(database), limits_(limits), random_(random), log_(log) {}

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
  Result<session::Changes> changes_elsewhere(std::chrono::milliseconds patience) override;

 private:
  void drop_damaged(const session::SessionDigest& digest, const Error& why);
  Result<std::vector<session::Session>> find_pages(std::string_view sql, Parameter from, std::size_t limit,
                                                   UnixTime now);

  Database& database_;
  const session::SessionLimits limits_;
  Random& random_;
  Log& log_;
};

}  // namespace sallyport::stores
