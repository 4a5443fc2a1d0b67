// All sections of the configuration, one after the other.
#pragma once

#include "app/config/section/loaded_config.h"
#include "app/config/section/section.h"
#include "gateway/call/settings.h"

namespace sallyport::app::config {

// Builds every section of the settings. What is not for the gateway goes to `out`. What is wrong goes to the report of
// the context.
void build_all(const Context& context, LoadedConfig& out, gateway::Settings& settings);

}  // namespace sallyport::app::config
