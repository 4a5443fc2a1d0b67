// The only place that knows all the parts of a gateway: makes each, joins them, runs them, takes them down in order.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/config/load.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/result.h"
#include "net/workers.h"

namespace sallyport::app {

class RunningGateway {
 public:
  struct Parts;

  // Opens the store and the keys, starts both listeners and the timer. The provider need not be there yet.
  // Errors: those of the stores, keys, and listeners; detail says which file or address.
  static Result<std::unique_ptr<RunningGateway>> start(const config::LoadedConfig& config, const Clock& clock,
                                                       Random& random, Log& log, net::Workers& workers);
  ~RunningGateway();

  int port() const;  // of the first TCP listener; 0 where there is only a unix socket
  int admin_port() const;
  const std::string& public_url() const;

  // To print once, where nobody has set the local administrator's password yet.
  const std::optional<std::string>& admin_link() const;

  // Finishes what is under way, writes down who was seen, closes. Blocks.
  void stop();

 private:
  explicit RunningGateway(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace sallyport::app
