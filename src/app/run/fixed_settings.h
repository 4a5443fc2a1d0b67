// What a running gateway cannot change about itself: a reload leaves it as it is, and says so.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/settings.h"

namespace sallyport::app {

struct FixedKey {
  std::string_view key;  // "server.port"
  std::string in_force;
  std::string wanted;

  bool operator==(const FixedKey&) const = default;
};

// Puts back into `next` what stays as it is in `now`, and tells what that was.
std::vector<FixedKey> keep_fixed(gateway::Settings& next, const gateway::Settings& now);

}  // namespace sallyport::app
