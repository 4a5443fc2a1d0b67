// Reads the configuration that a gateway runs with: its file, and the version that is in force in its store.
#pragma once

#include <string>

#include "app/config/build/load.h"
#include "base/clock.h"
#include "base/random.h"

namespace sallyport::app {

enum class OldTables {
  bring_up_to_date,  // as a start does
  leave,             // a store with older tables is taken for one without a version
};

// Blocks. If the store does not answer, or the file does not say where it is, the result is that of the file alone: a
// start then fails at the store, or at config_version_changed (wiring.h).
config::LoadedConfig load_with_version(const std::string& file, const config::Surroundings& surroundings, OldTables old,
                                       Random& random, const Clock& clock, config::LoadOptions options = {});

}  // namespace sallyport::app
