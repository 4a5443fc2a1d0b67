// The parts of a gateway that depend on its configuration. A reload replaces all of them. Requests that have begun keep
// the old parts.
#pragma once

#include <memory>
#include <stop_token>
#include <string_view>

#include "app/config/build/load.h"
#include "gateway/parts.h"
#include "stores/gateway_stores.h"

namespace sallyport::app {

// The parts that no reload replaces. They must outlive every generation.
struct FixedParts {
  const Clock& clock;
  Random& random;
  Log& log;
  stores::GatewayStores& stores;
  gateway::Metrics& metrics;
  gateway::SharedState& shared;
  gateway::MailQueue& mail;
  std::stop_token stop;  // ends every exchange with the provider
  gateway::Tracing tracing = {};
};

using SettingsPtr = std::shared_ptr<const gateway::Settings>;

class Generation {
 public:
  // Opens the keys, and reads the files that the configuration names. `before` is null at a start. At a reload it is
  // the generation in force: unchanged parts are reused, a changed provider must answer first, which blocks, and
  // everything that `before` issued must stay valid.
  // Errors: those of keys.h; unavailable/"provider_unavailable", "reload_given_up" (`give_up`
  // was requested while the provider was asked).
  static Result<std::shared_ptr<Generation>> make(SettingsPtr settings, const config::LoadedConfig& config,
                                                  const FixedParts& parts, const Generation* before,
                                                  const std::stop_token& give_up = {});

  Generation(const Generation&) = delete;
  ~Generation();

  const gateway::Settings& settings() const;
  const gateway::Parts& parts() const;

  // The parts. They keep their generation alive.
  static gateway::PartsPtr parts_of(const std::shared_ptr<Generation>& generation);

 private:
  struct Parts;
  explicit Generation(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace sallyport::app
