#include "stores/memory/account_store.h"

#include "stores/contract/account_store_contract.h"
#include "stores/memory/access_store.h"
#include "stores/memory/people_store.h"
#include "stores/memory/team_member_store.h"

namespace sallyport::stores::contract::accounts {

class MemoryAccounts {
 public:
  explicit MemoryAccounts(Random& random) : identities_(random) {}

  identity::IdentityStore& people() { return identities_; }
  identity::InvitationStore& invitations() { return identities_; }
  identity::PeopleStore& by_hand() { return by_hand_; }
  identity::AccountStore& accounts() { return accounts_; }

 private:
  MemoryIdentityStore identities_;
  MemoryAccessStore access_;
  MemoryTeamMemberStore members_{identities_, access_};
  MemoryPeopleStore by_hand_{identities_, members_, access_};
  MemoryAccountStore accounts_{identities_};
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, AccountStoreContract, MemoryAccounts);

}  // namespace sallyport::stores::contract::accounts
