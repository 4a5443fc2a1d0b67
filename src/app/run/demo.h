// The demo: a directory, a gateway and a sample application in one process. They talk to each other over HTTP only.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/result.h"
#include "net/engine/workers.h"

namespace sallyport::app {

enum class IfTaken { use_another, refuse };

// A port that the demo prefers. If a person chose it by number, no other port replaces it.
struct WantedPort {
  int number = 0;
  IfTaken if_taken = IfTaken::use_another;
};

struct DemoSettings {
  std::string data_dir;
  WantedPort port{8585};  // of the gateway
  WantedPort directory_port{8080};
  WantedPort directory_https_port{8443};
};

class RunningDemo {
 public:
  struct Parts;
  explicit RunningDemo(std::unique_ptr<Parts> parts);
  ~RunningDemo();

  // The text for the terminal: what to open and what to try.
  std::string invitation() const;
  void stop();  // finishes the running requests first; blocks

 private:
  std::unique_ptr<Parts> parts_;
};

// Writes the gateway's configuration into data_dir and starts everything. The data of an earlier demo in that folder is
// reused. The folder is locked first, because a second demo would replace the client secret and the configuration of
// this one. `clock`, `random`, `log` and `workers` must outlive the result.
// Errors: conflict/"folder_in_use"; unavailable/"listen" if a port is taken and no other may replace it; those of
// start_directory and RunningGateway::start; internal/"demo_config" if the demo's own configuration is refused.
Result<std::unique_ptr<RunningDemo>> start_demo(const DemoSettings& settings, const Clock& clock, Random& random,
                                                Log& log, net::Workers& workers);

}  // namespace sallyport::app
