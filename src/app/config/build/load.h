// Loads a YAML file into checked settings. If it cannot, it reports all reasons together.
#pragma once

#include <string>
#include <string_view>

#include "app/config/section/loaded_config.h"
#include "app/config/section/surroundings.h"

namespace sallyport::app::config {

// `surroundings` provides the environment variables and the other files. If anything is refused, the result has
// findings but no settings.
LoadedConfig load_config(const std::string& path, const Surroundings& surroundings, const LoadOptions& options = {});

// Does the same with a text; findings call it `name`. Never throws, whatever the text.
LoadedConfig load_config_text(std::string_view text, const std::string& name, const Surroundings& surroundings,
                              const LoadOptions& options = {});

}  // namespace sallyport::app::config
