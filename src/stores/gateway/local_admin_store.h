// The local administrator in a SQL database. A damaged record makes the call fail with unavailable/"local_admin_store",
// after an event in the log. The next put replaces it.
#pragma once

#include <optional>
#include <string>

#include "base/log.h"
#include "identity/local_admin.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

class SqlLocalAdminStore final : public identity::LocalAdminStore {
 public:
  // The database must have the gateway's schema. It and `log` must outlive the store. Any thread may use the store.
  SqlLocalAdminStore(Database& database, Log& log) : database_(database), log_(log) {}

  Result<std::optional<identity::LocalAdmin>> find() override;
  Result<void> put(const identity::LocalAdmin& admin) override;
  Result<bool> change(const Change& change) override;
  Result<void> upgrade_password(const std::string& old_hash, const std::string& new_hash) override;
  Result<void> consume_link(const std::string& link_hash, const std::string& password_hash, UnixTime now) override;

 private:
  Result<std::optional<identity::LocalAdmin>> load(Connection& connection);

  Database& database_;
  Log& log_;
};

}  // namespace sallyport::stores
