// The users of provisioning clients in a SQL database. A damaged record makes the call fail with
// unavailable/"provisioning_store", after an event in the log.
#pragma once

#include <string>

#include "base/log.h"
#include "base/random.h"
#include "identity/provisioning_store.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

class SqlProvisionedUserStore final : public identity::ProvisionedUserStore {
 public:
  // The database must have the gateway's schema. It, `random` and `log` must outlive the store. Any thread may use it.
  SqlProvisionedUserStore(Database& database, Random& random, Log& log)
      : database_(database), random_(random), log_(log) {}

  Result<identity::ProvisionedPage> list(const PersonId& client, const identity::ProvisionedQuery& query) override;
  Result<identity::Provisioned> add(const PersonId& client, const identity::ProvisionedContent& content,
                                    const identity::Foreseen& foreseen, const identity::Editor& editor,
                                    const MayLink& may_link) override;
  Result<identity::Provisioned> change(const PersonId& client, const std::string& id, identity::SeenVersion seen,
                                       const identity::Editor& editor, const Change& change) override;
  Result<void> remove(const PersonId& client, const std::string& id, identity::SeenVersion seen,
                      const identity::Editor& editor, const Check& check) override;

 private:
  // The person who becomes the user: a new one, or somebody who may be linked.
  Result<PersonId> person_for(Connection& connection, const identity::Foreseen& foreseen, UnixTime now,
                              const identity::Editor& editor, const MayLink& may_link);

  Database& database_;
  Random& random_;
  Log& log_;
};

}  // namespace sallyport::stores
