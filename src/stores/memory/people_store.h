// People for administrators, in memory, for tests: the people of a MemoryIdentityStore. The stores in a database must
// behave like this one.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "identity/people_store.h"
#include "stores/memory/access_store.h"
#include "stores/memory/identity_store.h"
#include "stores/memory/team_member_store.h"

namespace sallyport::stores {

// The other stores must outlive this one. Any thread may use it.
class MemoryPeopleStore final : public identity::PeopleStore {
 public:
  MemoryPeopleStore(MemoryIdentityStore& people, MemoryTeamMemberStore& members, MemoryAccessStore& access);

  Result<std::optional<identity::PersonEntry>> find(const PersonId& id) override;
  Result<std::vector<identity::PersonEntry>> find_by_name(std::string_view username) override;
  Result<identity::PeoplePage> page(const identity::PeopleFilter& filter, const identity::PeopleTurn& turn) override;
  Result<std::size_t> count(const identity::PeopleFilter& filter) override;
  Result<identity::PersonEntry> add(const identity::NewPerson& person, const identity::Editor& editor) override;
  Result<identity::PersonEntry> change(const PersonId& id, identity::SeenVersion seen, const identity::Editor& editor,
                                       const Change& change) override;
  Result<void> remove(const PersonId& id, identity::SeenVersion seen, const identity::Editor& editor,
                      const Check& check) override;

  // For the store of bots in memory, too.
  identity::EntityVersionStore& versions() { return access_.versions(); }

  // For the store of bots in memory: nobody is removed of whom `may_go` is false.
  void check_removals(std::function<bool(const PersonId&)> may_go) { may_go_ = std::move(may_go); }

 private:
  // Everybody, sorted by username and id.
  Result<std::vector<identity::PersonEntry>> all();
  Result<identity::PersonEntry> entry_to_change(const PersonId& id, identity::SeenVersion seen);
  Result<void> check_references(const identity::ByHand& before, const identity::ByHand& after);
  Result<void> write(const identity::PersonEntry& after);
  Result<identity::OtherAdmins> other_admins(const PersonId& than, const identity::Administrators& administrators);

  std::function<bool(const PersonId&)> may_go_ = [](const PersonId&) { return true; };
  std::mutex mutex_;  // held by whoever changes somebody, so that changes do not mix
  MemoryIdentityStore& people_;
  MemoryTeamMemberStore& members_;
  MemoryAccessStore& access_;
};

}  // namespace sallyport::stores
