// The demo: a directory, a gateway and a sample application in one process. They talk to each other by HTTP alone.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/result.h"
#include "net/workers.h"

namespace sallyport::app {

struct DemoSettings {
  std::string data_dir;
  int port = 8585;                  // of the gateway; where it is taken, another one
  int directory_port = 8080;        // likewise
  int directory_https_port = 8443;  // likewise
};

class RunningDemo {
 public:
  struct Parts;
  explicit RunningDemo(std::unique_ptr<Parts> parts);
  ~RunningDemo();

  // What to open and what to try, for the terminal.
  std::string invitation() const;
  void stop();

 private:
  std::unique_ptr<Parts> parts_;
};

// Writes the gateway's configuration into data_dir and starts everything; what an earlier demo left there goes on.
// Errors: those of start_directory and RunningGateway::start; internal/"demo_config" where our own file is refused.
Result<std::unique_ptr<RunningDemo>> start_demo(const DemoSettings& settings, const Clock& clock, Random& random,
                                                Log& log, net::Workers& workers);

}  // namespace sallyport::app
