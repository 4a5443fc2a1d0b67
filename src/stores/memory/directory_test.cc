#include "stores/contract/administrator_contract.h"
#include "stores/contract/directory_access_contract.h"
#include "stores/contract/directory_deleted_contract.h"
#include "stores/contract/directory_policy_contract.h"
#include "stores/contract/directory_store_contract.h"
#include "stores/contract/grant_store_contract.h"
#include "stores/memory/directory_grants.h"
#include "stores/memory/directory_store.h"

namespace sallyport::stores::contract {
namespace {

struct Memory {
  auto directory() { return std::make_unique<MemoryDirectoryStore>(); }
  auto grants() { return std::make_unique<MemoryGrantStore>(); }
  auto sign_ins() { return std::make_unique<MemorySignInStore>(); }
  auto keys() { return std::make_unique<MemoryKeyStore>(); }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, DirectoryStoreContract, Memory);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, DirectoryAccessContract, Memory);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, DirectoryDeletedContract, Memory);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, AdministratorContract, Memory);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, DirectoryPolicyContract, Memory);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, GrantStoreContract, Memory);

}  // namespace
}  // namespace sallyport::stores::contract
