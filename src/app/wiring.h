// The only place that knows all the parts of a gateway: makes each, joins them, runs them, takes them down in order.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/config/load.h"
#include "app/fixed_settings.h"
#include "app/service_manager.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/result.h"
#include "gateway/metrics.h"
#include "net/workers.h"

namespace sallyport::app {

class RunningGateway {
 public:
  struct Parts;

  // What it stands on; outlives it.
  struct Ground {
    const Clock& clock;
    Random& random;
    Log& log;
    net::Workers& workers;
  };

  // Opens the store and the keys, starts both listeners and the timer. The provider need not be there yet. Sockets that
  // were handed to us are taken instead of opening ours: the one named "admin" for the second listener, the others for
  // the first, a unix socket for server.unixSocket, TCP for server.address and server.port. Errors: those of the
  // stores, keys, and listeners; detail says which file or address.
  static Result<std::unique_ptr<RunningGateway>> start(const config::LoadedConfig& config, const Ground& ground,
                                                       const std::vector<InheritedSocket>& sockets = {});
  ~RunningGateway();

  int port() const;  // of the first TCP listener; 0 where there is only a unix socket
  int admin_port() const;
  const std::string& public_url() const;

  // To print once, where nobody has set the local administrator's password yet.
  const std::optional<std::string>& admin_link() const;

  // Swaps to another configuration, whole or not at all; no connection and no session is lost. Blocks while a provider
  // that has changed is asked, or until it is given up. Gives what stays as it was until the next start. One at a time,
  // and none beside stop() or admin_link(). Errors: those of the keys and of TLS; unavailable/"provider_unavailable",
  // "reload_given_up". Then the old one stays in force.
  Result<std::vector<FixedKey>> reload(const config::LoadedConfig& config, const std::stop_token& give_up);

  gateway::Metrics& metrics();
  bool responsive(std::chrono::milliseconds lately) const;  // every event loop came round lately

  // Is no longer ready, finishes what is under way for server.drainTimeout at most, writes down who was seen, closes.
  // Blocks, two seconds longer than that at most unless a disk hangs.
  void stop();

 private:
  explicit RunningGateway(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace sallyport::app
