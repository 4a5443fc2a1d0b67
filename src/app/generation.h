// What one configuration makes of the parts: replaced whole on a reload, while what began with it keeps it.
#pragma once

#include <memory>
#include <stop_token>
#include <string_view>

#include "app/config/load.h"
#include "gateway/services.h"
#include "stores/sqlite/database.h"

namespace sallyport::app {

// What no reload replaces. Outlives every generation.
struct FixedParts {
  const Clock& clock;
  Random& random;
  Log& log;
  stores::Database& database;
  identity::IdentityStore& people;
  identity::LocalAdminStore& local_admin;
  gateway::Metrics& metrics;
  gateway::Shared& shared;
  std::stop_token stop;  // exchanges with the provider end with it
};

using SettingsPtr = std::shared_ptr<const gateway::Settings>;

class Generation {
 public:
  // Opens the keys, and reads what the configuration names. With `before` (a reload): what has not changed is taken
  // over, a provider that has must answer first, and nothing that `before` gave out may become worthless. Errors: those
  // of own_keys.h and secret_file.h; unavailable/"provider_unavailable", "reload_given_up" (somebody asked for it while
  // the provider was asked); rejected/"sealing_key_replaced" (sessions would lose their refresh tokens).
  static Result<std::shared_ptr<Generation>> make(SettingsPtr settings, const config::LoadedConfig& config,
                                                  const FixedParts& parts, const Generation* before,
                                                  const std::stop_token& give_up = {});

  Generation(const Generation&) = delete;
  ~Generation();

  const gateway::Settings& settings() const;
  gateway::Services& services();

  // The services, holding their generation.
  static gateway::ServicesPtr services_of(const std::shared_ptr<Generation>& generation);

 private:
  struct Parts;
  explicit Generation(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace sallyport::app
