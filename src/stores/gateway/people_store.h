// People in a SQL database for administrators: identity/people_store.h over the tables of identity_store.h. A damaged
// person or profile makes a call fail, but a page leaves it out. A damaged role gives no right. Each damaged record is
// logged.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/random.h"
#include "identity/people_store.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

// The database must have the gateway's schema. It, `random` and `log` must outlive the store. Any thread may use it.
class SqlPeopleStore final : public identity::PeopleStore {
 public:
  SqlPeopleStore(Database& database, Random& random, Log& log) : database_(database), random_(random), log_(log) {}

  Result<std::optional<identity::PersonEntry>> find(const PersonId& id) override;
  Result<std::vector<identity::PersonEntry>> find_by_name(std::string_view username) override;
  Result<identity::PeoplePage> page(const identity::PeopleFilter& filter, const identity::PeopleTurn& turn) override;
  Result<std::size_t> count(const identity::PeopleFilter& filter) override;
  Result<identity::PersonEntry> add(const identity::NewPerson& person, const identity::Editor& editor) override;
  Result<identity::PersonEntry> change(const PersonId& id, identity::SeenVersion seen, const identity::Editor& editor,
                                       const Change& change) override;
  Result<void> remove(const PersonId& id, identity::SeenVersion seen, const identity::Editor& editor,
                      const Check& check) override;

 private:
  Database& database_;
  Random& random_;
  Log& log_;
};

}  // namespace sallyport::stores
