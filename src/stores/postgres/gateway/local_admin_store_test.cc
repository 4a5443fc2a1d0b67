#include "stores/gateway/local_admin_store.h"

#include "stores/contract/local_admin_store_contract.h"
#include "stores/postgres/gateway/gateway_place_fixture.h"

namespace sallyport::stores::contract::local_admins {

INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, LocalAdminStoreContract, GatewayPlace);

}  // namespace sallyport::stores::contract::local_admins
