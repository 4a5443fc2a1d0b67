// Where the health listener of a configuration is. `sallyport health` works even if the file has a mistake elsewhere,
// because a gateway that runs keeps its last good configuration.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/config/schema/finding.h"
#include "app/config/section/surroundings.h"

namespace sallyport::app::config {

struct FoundHealth {
  std::optional<std::string> url;  // "http://127.0.0.1:8586"; absent if a finding prevents it
  std::vector<Finding> findings;   // refusals of the whole file or of the keys below, no others
};

// Reads server.adminAddress and server.adminPort. An address that stands for all interfaces is replaced by the loopback
// address of its family. A port of 0 is refused, because only the running gateway knows which port it got.
FoundHealth find_health(const std::string& config_file, const Surroundings& surroundings);

}  // namespace sallyport::app::config
