// Prints the configuration guide from the tables that read the configuration, so that the guide cannot contradict them.
#pragma once

#include <string>

namespace sallyport::app::config {

// The whole text of docs/configuration.md.
std::string print_reference();

}  // namespace sallyport::app::config
