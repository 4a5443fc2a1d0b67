#include "stores/gateway/audit_store.h"

#include "stores/contract/audit_store_contract.h"
#include "stores/postgres/gateway/gateway_place_fixture.h"

namespace sallyport::stores::contract::audits {

INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, AuditStoreContract, GatewayPlace);

}  // namespace sallyport::stores::contract::audits
