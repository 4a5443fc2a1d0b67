#include "stores/memory/key_ring_store.h"

#include "stores/contract/key_ring_store_contract.h"

namespace sallyport::stores::contract::keys {

struct MemoryKeys {
  std::unique_ptr<session::KeyRingStore> keys() { return std::make_unique<MemoryKeyRingStore>(); }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, KeyRingStoreContract, MemoryKeys);

}  // namespace sallyport::stores::contract::keys
