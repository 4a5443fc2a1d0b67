// What an operator command needs from a configuration. The command works even if the gateway would not start, for
// example because variables are set for the service only, a secret file is missing, or the provider section has an
// error.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/config/schema/finding.h"
#include "app/config/section/surroundings.h"
#include "gateway/call/settings.h"
#include "session/session.h"

namespace sallyport::app::config {

// The store of the gateway that uses this configuration.
struct StorePlace {
  gateway::StoreSettings store;
  session::SessionLimits limits;
  std::string public_url;  // with the base path; empty if the configuration does not say
  std::string data_dir;
  std::string operator_socket;           // of the running gateway; empty: it has none
  gateway::OwnTokenSettings own_tokens;  // the files of the keys
};

struct FoundPlace {
  std::optional<StorePlace> place;  // absent if a finding prevents it
  std::vector<Finding> findings;    // refusals of the whole file or of the keys below, no others
};

// Reads server.dataDir, store.*, the limits of sessions, the public URL and the files of our own tokens' keys. Errors
// in other parts of the file do not matter, and neither do those of the key files, since only few commands need them.
FoundPlace find_store(const std::string& config_file, const Surroundings& surroundings);

}  // namespace sallyport::app::config
