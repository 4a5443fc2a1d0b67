#include "stores/gateway/key_ring_store.h"

#include "stores/contract/key_ring_store_contract.h"
#include "stores/sqlite/gateway/gateway_file_fixture.h"

namespace sallyport::stores::contract::keys {

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, KeyRingStoreContract, GatewayFile);

}  // namespace sallyport::stores::contract::keys
