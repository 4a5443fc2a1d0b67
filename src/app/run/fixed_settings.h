// Settings that a running gateway cannot change. A reload keeps their old values, and reports that.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/call/settings.h"

namespace sallyport::app {

struct FixedKey {
  std::string_view key;  // "server.port"
  std::string in_force;
  std::string wanted;

  bool operator==(const FixedKey&) const = default;
};

// Restores in `next` the settings of `now` that cannot change, and returns those that differed.
std::vector<FixedKey> keep_fixed(gateway::Settings& next, const gateway::Settings& now);

}  // namespace sallyport::app
