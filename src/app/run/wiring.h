// A running gateway. This is the only place that knows all of its parts. It makes, connects, runs and stops them in
// order.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/config/build/load.h"
#include "app/os/service_manager.h"
#include "app/run/fixed_settings.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/result.h"
#include "configuration/version_store.h"
#include "gateway/call/metrics.h"
#include "net/engine/workers.h"

namespace sallyport::app {

class RunningGateway {
 public:
  struct Parts;

  // What a gateway depends on. It must outlive the gateway.
  struct Ground {
    const Clock& clock;
    Random& random;
    Log& log;
    net::Workers& workers;
  };

  // Opens the store and the keys, and starts both listeners and the timers. The provider need not answer yet. Inherited
  // sockets take the place of those that the gateway would open: see listeners.h.
  // Errors: those of the store, the keys and the listeners; the detail names the file or the address.
  // unavailable/"config_version_changed": `config` was made from another version than the one in the store.
  static Result<std::unique_ptr<RunningGateway>> start(const config::LoadedConfig& config, const Ground& ground,
                                                       const std::vector<InheritedSocket>& sockets = {});
  ~RunningGateway();

  int port() const;         // of the first TCP listener; 0 if there is only a unix socket
  int health_port() const;  // of the health listener

  std::string public_url() const;

  // The one-time link that sets the local administrator's password. Present if this start made one. The caller shows it
  // once, on the terminal.
  const std::optional<std::string>& setup_link() const;

  // Replaces the configuration as a whole or not at all. No connection and no session is lost. Blocks while it asks a
  // changed provider, at most until `give_up` is requested. Returns the keys that keep their values until the next
  // start. Only one call may run at a time, and none at the same time as stop().
  // Errors, after which the old configuration stays in force: those of reload_rules.h, of the keys and of TLS;
  // unavailable/"provider_unavailable", "reload_given_up".
  Result<std::vector<FixedKey>> reload(const config::LoadedConfig& config, const std::stop_token& give_up);

  // The version of the configuration in the store, whether or not it is in force here. Blocks.
  Result<std::optional<configuration::Version>> newest_version();

  // Whether another process has added a version that is not in force here; also if that cannot be read. True once for
  // each that it hears of. Any thread may call it; it may block.
  bool hears_new_version();

  gateway::Metrics& metrics();

  // The log that the audit trail hears, too.
  Log& log();

  // True if every event loop has responded within this time.
  bool responsive(std::chrono::milliseconds lately) const;

  // Reports that it is not ready, and goes on serving for server.stopDelay. Then lets running requests finish for at
  // most server.drainTimeout, stores when people were last seen, and closes. Blocks at most two seconds longer than
  // that, unless a disk hangs.
  void stop();

 private:
  explicit RunningGateway(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace sallyport::app
