#include "stores/gateway/key_ring_store.h"

#include "stores/contract/key_ring_store_contract.h"
#include "stores/postgres/gateway/gateway_place_fixture.h"

namespace sallyport::stores::contract::keys {

INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, KeyRingStoreContract, GatewayPlace);

}  // namespace sallyport::stores::contract::keys
