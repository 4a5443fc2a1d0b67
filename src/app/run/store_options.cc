#include "app/run/store_options.h"

#include "app/config/section/credential_file.h"
#include "app/config/section/surroundings.h"

namespace sallyport::app {
namespace {

std::function<Result<Secret>()> password_in(const std::string& path) {
  if (path.empty()) return {};
  return [path] { return config::read_store_password(config::process_surroundings(), path); };
}

}  // namespace

stores::GatewayStoreOptions store_options(const gateway::StoreSettings& settings, stores::WhenMissing when_missing) {
  return {.path = settings.path,
          .url = settings.url,
          .password = password_in(settings.password_file),
          .connections = static_cast<std::size_t>(settings.connections),
          .busy_timeout = settings.busy_timeout,
          .when_missing = when_missing};
}

}  // namespace sallyport::app
