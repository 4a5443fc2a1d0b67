// The groups of provisioning clients in a SQL database. A damaged record makes the call fail with
// unavailable/"provisioning_store", after an event in the log.
#pragma once

#include <string>
#include <vector>

#include "base/log.h"
#include "identity/provisioning_store.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

class SqlProvisionedGroupStore final : public identity::ProvisionedGroupStore {
 public:
  // The database must have the gateway's schema. It and `log` must outlive the store. Any thread may use the store.
  SqlProvisionedGroupStore(Database& database, Log& log) : database_(database), log_(log) {}

  Result<identity::ProvisionedPage> list(const PersonId& client, const identity::ProvisionedQuery& query) override;
  Result<identity::Provisioned> add(const PersonId& client, const identity::EntityId& team, const Changed& wanted,
                                    const identity::Editor& editor) override;
  Result<identity::Provisioned> change(const PersonId& client, const std::string& id, identity::SeenVersion seen,
                                       const identity::Editor& editor, const Change& change) override;
  Result<void> remove(const PersonId& client, const std::string& id, identity::SeenVersion seen) override;
  Result<std::vector<PersonId>> members(const PersonId& client, const std::string& id, const PersonId& after,
                                        std::size_t limit) override;

 private:
  Database& database_;
  Log& log_;
};

}  // namespace sallyport::stores
