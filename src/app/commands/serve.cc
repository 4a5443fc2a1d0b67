#include <CLI/CLI.hpp>

#include "app/commands.h"

namespace sallyport::app {

void add_serve_command(CLI::App&, int&) {}

}  // namespace sallyport::app
