#include <CLI/CLI.hpp>

#include "app/commands.h"

namespace sallyport::app {

void add_ca_command(CLI::App&, int&) {}

}  // namespace sallyport::app
