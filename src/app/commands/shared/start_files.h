// Checks, before a start, that the files and folders that it needs are in order.
#pragma once

#include <vector>

#include "app/config/section/loaded_config.h"
#include "base/random.h"

namespace sallyport::app {

// Opens what a start would open, with the same functions, but creates nothing: the signing key, the sealing key, the
// data folder and the database file. If a start would create a file, its folder must be writable. Returns a finding for
// each failure, with the key that names the file. The configuration must have been loaded without a refusal.
std::vector<config::Finding> check_start_files(const config::LoadedConfig& config, Random& random);

}  // namespace sallyport::app
