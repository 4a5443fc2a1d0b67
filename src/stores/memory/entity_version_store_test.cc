#include "stores/memory/entity_version_store.h"

#include "stores/contract/entity_version_store_contract.h"
#include "stores/memory/access_store.h"

namespace sallyport::stores::contract::entity_versions {

struct MemoryEntityVersions {
  identity::AccessStore& access() { return access_; }
  identity::EntityVersionStore& versions() { return access_.versions(); }

 private:
  MemoryAccessStore access_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, EntityVersionStoreContract, MemoryEntityVersions);

}  // namespace sallyport::stores::contract::entity_versions
