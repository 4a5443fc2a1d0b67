#include "stores/memory/identity_store.h"

#include "stores/contract/identity_store_contract.h"

namespace sallyport::stores::contract::identities {

struct MemoryIdentities {
  std::unique_ptr<identity::IdentityStore> identities(Random& random) {
    return std::make_unique<MemoryIdentityStore>(random);
  }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, IdentityStoreContract, MemoryIdentities);

}  // namespace sallyport::stores::contract::identities
