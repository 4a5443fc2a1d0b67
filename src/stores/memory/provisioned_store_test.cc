#include "stores/memory/provisioned_store.h"

#include "stores/contract/provisioned_store_contract.h"
#include "stores/memory/access_store.h"

namespace sallyport::stores::contract::provisioned {

class MemoryProvisioned {
 public:
  explicit MemoryProvisioned(Random& random) : identities_(random) {}

  identity::IdentityStore& identities() { return identities_; }
  identity::AccessStore& access() { return access_; }
  identity::TeamMemberStore& members() { return members_; }
  identity::PeopleStore& people() { return people_; }
  identity::ProvisionedUserStore& users() { return users_; }
  identity::ProvisionedGroupStore& groups() { return groups_; }

 private:
  MemoryIdentityStore identities_;
  MemoryAccessStore access_;
  MemoryTeamMemberStore members_{identities_, access_};
  MemoryPeopleStore people_{identities_, members_, access_};
  MemoryProvisionedUserStore users_{identities_, people_, members_};
  MemoryProvisionedGroupStore groups_{users_, access_, members_};
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, ProvisionedStoreContract, MemoryProvisioned);

}  // namespace sallyport::stores::contract::provisioned
