// The local admin in SQLite. A damaged record makes the call fail (unavailable/"local_admin_store") with an event;
// putting it anew heals it.
#pragma once

#include "base/log.h"
#include "identity/local_admin.h"
#include "stores/sqlite/database.h"

namespace sallyport::stores {

class SqliteLocalAdminStore final : public identity::LocalAdminStore {
 public:
  // Shape: the database has the gateway's schema.
  SqliteLocalAdminStore(Database& database, Log& log) : database_(database), log_(log) {}

  Result<std::optional<identity::LocalAdmin>> find() override;
  Result<void> put(const identity::LocalAdmin& admin) override;
  Result<void> consume_link(const std::string& link_hash, const std::string& password_hash, UnixTime now) override;

 private:
  Result<std::optional<identity::LocalAdmin>> load(Connection& connection);

  Database& database_;
  Log& log_;
};

}  // namespace sallyport::stores
