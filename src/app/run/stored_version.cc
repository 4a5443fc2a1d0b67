#include "app/run/stored_version.h"

#include "app/config/build/store_place.h"
#include "app/run/store_options.h"
#include "base/log.h"
#include "stores/open_gateway.h"

namespace sallyport::app {
namespace {

using stores::GatewayStores;
using stores::WhenMissing;

// Opening brings older tables up to date. A missing SQLite file is not made, because the configuration may be refused.
Result<std::optional<configuration::Version>> read_version(const gateway::StoreSettings& settings, OldTables old,
                                                           Random& random, const Clock& clock) {
  const bool makes = old == OldTables::bring_up_to_date && !settings.url.empty();
  const auto options = store_options(settings, makes ? WhenMissing::make : WhenMissing::refuse);
  if (old == OldTables::leave) {
    SALLYPORT_TRY(const auto status, look_at_store(options, random, clock));
    if (status.version != status.newest) return std::optional<configuration::Version>();
  }
  NoLog log;
  SALLYPORT_TRY(const auto opened, stores::open_gateway_stores(options, random, clock, log));
  return opened->versions().newest();
}

}  // namespace

config::LoadedConfig load_with_version(const std::string& file, const config::Surroundings& surroundings, OldTables old,
                                       Random& random, const Clock& clock, config::LoadOptions options) {
  if (const auto found = config::find_store(file, surroundings); found.place)
    if (auto version = read_version(found.place->store, old, random, clock); version)
      options.stored = *std::move(version);
  return config::load_config(file, surroundings, options);
}

}  // namespace sallyport::app
