// People's local accounts and second factors in a SQL database. A damaged record makes the call fail with
// unavailable/"account_store", after an event in the log.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/log.h"
#include "identity/accounts/account_store.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

class SqlAccountStore final : public identity::AccountStore {
 public:
  // The database must have the gateway's schema. It and `log` must outlive the store. Any thread may use the store.
  SqlAccountStore(Database& database, Log& log) : database_(database), log_(log) {}

  Result<std::optional<identity::LocalAccount>> find(const PersonId& person) override;
  Result<std::optional<identity::LocalAccount>> find_by_link(const std::string& link_hash) override;
  Result<identity::LocalAccount> change(const PersonId& person, const Change& change) override;
  Result<void> note_sign_in(const PersonId& person, UnixTime now) override;
  Result<std::optional<identity::SecondFactor>> find_factor(const PersonId& person) override;
  Result<std::optional<identity::SecondFactor>> change_factor(const PersonId& person,
                                                              const FactorChange& change) override;

 private:
  Result<std::optional<identity::LocalAccount>> find_where(std::string_view sql, std::string_view key);

  Database& database_;
  Log& log_;
};

}  // namespace sallyport::stores
