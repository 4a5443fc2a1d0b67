#include "stores/memory/identity_store.h"

#include "stores/contract/identity_store_contract.h"

namespace sallyport::stores::contract::identities {

class MemoryIdentities {
 public:
  explicit MemoryIdentities(Random& random) : store_(random) {}

  identity::IdentityStore& people() { return store_; }
  identity::InvitationStore& invitations() { return store_; }
  identity::MembershipStore& memberships() { return store_; }

 private:
  MemoryIdentityStore store_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, IdentityStoreContract, MemoryIdentities);

}  // namespace sallyport::stores::contract::identities
