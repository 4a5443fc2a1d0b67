// From the settings of a gateway to the store that they name, for the gateway and for the commands beside it.
#pragma once

#include "gateway/call/settings.h"
#include "stores/open_gateway.h"

namespace sallyport::app {

stores::GatewayStoreOptions store_options(const gateway::StoreSettings& settings, stores::WhenMissing when_missing);

}  // namespace sallyport::app
