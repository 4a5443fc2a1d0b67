#include "stores/memory/access_store.h"

#include "stores/contract/access_store_contract.h"

namespace sallyport::stores::contract::access {

struct MemoryAccess {
  identity::AccessStore& access() { return store_; }

 private:
  MemoryAccessStore store_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, AccessStoreContract, MemoryAccess);

}  // namespace sallyport::stores::contract::access
