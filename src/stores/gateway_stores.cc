#include "stores/gateway_stores.h"

#include "stores/gateway/copy.h"

namespace sallyport::stores {

Failure in_memory() {
  return failure(Kind::rejected, "store_in_memory", {}, "the store is in the memory of the gateway that runs with it");
}

Result<std::vector<std::pair<std::string, std::size_t>>> GatewayStores::copy_from(GatewayStores& other) {
  Database* const from = other.database();
  Database* const to = database();
  if (from == nullptr || to == nullptr) return in_memory();
  SALLYPORT_TRY(const auto copied, copy_store(*from, *to));
  return by_table(copied);
}

}  // namespace sallyport::stores
