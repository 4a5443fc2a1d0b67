// import: takes over what another program knows about people and access.
#pragma once

#include "app/commands/shared/command.h"

namespace sallyport::app {

void add_import_command(Command app);  // import openmetadata

}  // namespace sallyport::app
