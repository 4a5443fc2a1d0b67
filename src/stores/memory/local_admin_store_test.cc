#include "stores/memory/local_admin_store.h"

#include "stores/contract/local_admin_store_contract.h"

namespace sallyport::stores::contract::local_admins {

struct MemoryLocalAdmin {
  std::unique_ptr<identity::LocalAdminStore> local_admin() { return std::make_unique<MemoryLocalAdminStore>(); }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, LocalAdminStoreContract, MemoryLocalAdmin);

}  // namespace sallyport::stores::contract::local_admins
