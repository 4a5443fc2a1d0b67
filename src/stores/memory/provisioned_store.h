// What provisioning clients have told, in memory, for tests. Nothing survives the process. The stores in a database
// must behave like these.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "identity/provisioning_store.h"
#include "stores/memory/identity_store.h"
#include "stores/memory/people_store.h"
#include "stores/memory/team_member_store.h"

namespace sallyport::stores {

// The rows of one kind, by id. Rows whose person or team is gone are as good as gone.
class ProvisionedRows {
 public:
  identity::ProvisionedPage list(const PersonId& client, const identity::ProvisionedQuery& query) const;
  Result<identity::Provisioned> to_change(const PersonId& client, const std::string& id,
                                          identity::SeenVersion seen) const;
  Result<void> check_is_free(const PersonId& client, const identity::ProvisionedContent& content,
                             const std::string& but_for) const;

  std::map<std::string, identity::Provisioned> by_id{};
};

// The other stores must outlive this one. Any thread may use it.
class MemoryProvisionedUserStore final : public identity::ProvisionedUserStore {
 public:
  MemoryProvisionedUserStore(MemoryIdentityStore& identities, MemoryPeopleStore& people, MemoryTeamMemberStore& members)
      : identities_(identities), people_(people), members_(members) {}

  Result<identity::ProvisionedPage> list(const PersonId& client, const identity::ProvisionedQuery& query) override;
  Result<identity::Provisioned> add(const PersonId& client, const identity::ProvisionedContent& content,
                                    const identity::Foreseen& foreseen, const identity::Editor& editor,
                                    const MayLink& may_link) override;
  Result<identity::Provisioned> change(const PersonId& client, const std::string& id, identity::SeenVersion seen,
                                       const identity::Editor& editor, const Change& change) override;
  Result<void> remove(const PersonId& client, const std::string& id, identity::SeenVersion seen,
                      const identity::Editor& editor, const Check& check) override;

 private:
  Result<void> drop_lost();
  Result<std::optional<PersonId>> linked(const identity::Foreseen& foreseen, const MayLink& may_link);
  Result<void> check_username_is_free(const std::string& username, const PersonId& but_for);
  Result<PersonId> create(const identity::Foreseen& foreseen, const identity::Editor& editor);
  Result<void> foresee(const PersonId& id, const identity::Foreseen& foreseen);
  void set_active(const PersonId& id, bool active);
  // The person and whether there are other administrators, as PeopleStore::change tells.
  Result<identity::OtherAdmins> others_than(const identity::PersonEntry& entry, const identity::Editor& editor);

  std::mutex mutex_;
  ProvisionedRows rows_;
  MemoryIdentityStore& identities_;
  MemoryPeopleStore& people_;
  MemoryTeamMemberStore& members_;
};

// As above.
class MemoryProvisionedGroupStore final : public identity::ProvisionedGroupStore {
 public:
  MemoryProvisionedGroupStore(MemoryProvisionedUserStore& users, identity::AccessStore& access,
                              MemoryTeamMemberStore& members)
      : users_(users), access_(access), members_(members) {}

  Result<identity::ProvisionedPage> list(const PersonId& client, const identity::ProvisionedQuery& query) override;
  Result<identity::Provisioned> add(const PersonId& client, const identity::EntityId& team, const Changed& wanted,
                                    const identity::Editor& editor) override;
  Result<identity::Provisioned> change(const PersonId& client, const std::string& id, identity::SeenVersion seen,
                                       const identity::Editor& editor, const Change& change) override;
  Result<void> remove(const PersonId& client, const std::string& id, identity::SeenVersion seen) override;
  Result<std::vector<PersonId>> members(const PersonId& client, const std::string& id, const PersonId& after,
                                        std::size_t limit) override;

 private:
  Result<void> drop_lost();
  Result<std::vector<PersonId>> all_members(const std::string& id);
  Result<bool> change_members(const PersonId& client, const std::string& id, const Changed& wanted);

  std::mutex mutex_;
  ProvisionedRows rows_;
  MemoryProvisionedUserStore& users_;
  identity::AccessStore& access_;
  MemoryTeamMemberStore& members_;
};

}  // namespace sallyport::stores
