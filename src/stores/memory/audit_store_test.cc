#include "stores/memory/audit_store.h"

#include <memory>

#include "stores/contract/audit_store_contract.h"

namespace sallyport::stores::contract::audits {

struct MemoryAudit {
  std::unique_ptr<audit::AuditStore> audit() { return std::make_unique<MemoryAuditStore>(); }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, AuditStoreContract, MemoryAudit);

}  // namespace sallyport::stores::contract::audits
