#include "stores/memory/version_store.h"

#include "stores/contract/version_store_contract.h"

namespace sallyport::stores::contract::versions {

struct MemoryVersions {
  std::unique_ptr<configuration::VersionStore> versions() { return std::make_unique<MemoryVersionStore>(); }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, VersionStoreContract, MemoryVersions);

}  // namespace sallyport::stores::contract::versions
