// People in SQLite. A damaged record makes the call fail (unavailable/"identity_store") with an event: taking it for
// absent would make a new person out of a disabled one.
#pragma once

#include "base/log.h"
#include "base/random.h"
#include "identity/identity_store.h"
#include "stores/sqlite/database.h"

namespace sallyport::stores {

class SqliteIdentityStore final : public identity::IdentityStore {
 public:
  // Shape: the database has the gateway's schema.
  SqliteIdentityStore(Database& database, Random& random, Log& log) : database_(database), random_(random), log_(log) {}

  Result<std::optional<identity::Person>> find(const identity::IdentityKey& key) override;
  Result<std::optional<identity::Person>> find_by_id(const PersonId& id) override;
  Result<std::optional<identity::Person>> link_or_create(const identity::IdentityKey& key,
                                                         const identity::Labels& labels, bool admin,
                                                         identity::CreateMissing create, UnixTime now) override;
  Result<void> set_disabled(const PersonId& id, bool disabled) override;

  // Damaged records are left out, with an event each.
  Result<std::vector<identity::Person>> list(const PersonId& after, std::size_t limit) override;

 private:
  Result<std::optional<identity::Person>> find_one(Connection& connection, std::string_view sql,
                                                   const Parameters& parameters);

  Database& database_;
  Random& random_;  // used inside writes alone, so by one thread at a time
  Log& log_;
};

}  // namespace sallyport::stores
