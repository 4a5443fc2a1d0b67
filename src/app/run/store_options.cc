#include "app/run/store_options.h"

namespace sallyport::app {

stores::GatewayStoreOptions store_options(const gateway::StoreSettings& settings, stores::WhenMissing when_missing) {
  return {.path = settings.path,
          .url = settings.url,
          .password = settings.password,
          .connections = static_cast<std::size_t>(settings.connections),
          .busy_timeout = settings.busy_timeout,
          .when_missing = when_missing};
}

}  // namespace sallyport::app
