#include "stores/gateway/version_store.h"

#include "stores/contract/version_store_contract.h"
#include "stores/postgres/gateway/gateway_place_fixture.h"

namespace sallyport::stores::contract::versions {

INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, VersionStoreContract, GatewayPlace);

}  // namespace sallyport::stores::contract::versions
