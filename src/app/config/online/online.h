// Checks over the network whether the provider and the upstreams are as the configuration says.
#pragma once

#include <functional>
#include <vector>

#include "app/config/section/loaded_config.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/result.h"
#include "http/client.h"
#include "http/upstream.h"

namespace sallyport::app::config {

// What the check needs. Every request of the client, and every attempt to reach an upstream, must have a deadline,
// because the check takes as long as all of them together.
struct Network {
  http::HttpClient& client;
  const Clock& clock;
  Random& random;
  // Succeeds if the upstream gives any answer. Otherwise the error's detail says what happened.
  std::function<Result<void>(const http::Upstream& upstream)> reach;
};

// Fetches the provider's discovery document and keys, compares its clock with this machine's, presents the gateway's
// credential, and tries each upstream once. Blocks. Returns the findings, none if all is well. The configuration must
// have been loaded without a refusal. Secrets go only to the token endpoint that the provider's own document names.
std::vector<Finding> check_online(const LoadedConfig& config, const Network& network);

}  // namespace sallyport::app::config
