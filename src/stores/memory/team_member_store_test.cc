#include "stores/memory/team_member_store.h"

#include "stores/contract/team_member_store_contract.h"
#include "stores/memory/access_store.h"
#include "stores/memory/identity_store.h"

namespace sallyport::stores::contract::team_members {

class MemoryTeamMembers {
 public:
  explicit MemoryTeamMembers(Random& random) : people_(random) {}

  identity::IdentityStore& people() { return people_; }
  identity::AccessStore& access() { return access_; }
  identity::TeamMemberStore& members() { return members_; }

 private:
  MemoryIdentityStore people_;
  MemoryAccessStore access_;
  MemoryTeamMemberStore members_{people_, access_};
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, TeamMemberStoreContract, MemoryTeamMembers);

}  // namespace sallyport::stores::contract::team_members
