// The configuration guide, printed from the tables that read the configuration: it cannot say anything else than they
// do.
#pragma once

#include <string>

namespace sallyport::app::config {

// docs/configuration.md, whole.
std::string print_reference();

}  // namespace sallyport::app::config
