// Resolves relative paths in a configuration against the configuration's own folder. The gateway and the operator
// commands then use the same files, whatever folder they run in.
#pragma once

#include <string>

#include "app/config/section/loaded_config.h"
#include "app/config/section/surroundings.h"
#include "gateway/call/settings.h"

namespace sallyport::app::config {

// The path to open: an absolute or empty path unchanged, a relative one below the folder of `config_file`.
std::string path_beside(const std::string& config_file, const std::string& path);

// The same surroundings, except that relative paths are resolved as path_beside() does.
Surroundings surroundings_beside(const std::string& config_file, const Surroundings& surroundings);

// Resolves every path in the settings and in `out`.
void resolve_paths(const std::string& config_file, LoadedConfig& out, gateway::Settings& settings);

}  // namespace sallyport::app::config
