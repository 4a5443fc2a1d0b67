// The command `directory`, with everything below it.
#pragma once

#include "app/commands/shared/command.h"

namespace sallyport::app {

void add_directory_command(Command app);  // directory [run] | app create | user create …

}  // namespace sallyport::app
