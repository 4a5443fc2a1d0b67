// The commands that ask the security API of a running gateway, made from the rows of nouns.h.
#pragma once

#include "app/commands/shared/command.h"

namespace sallyport::app {

void add_api_commands(Command app);  // user | team | role | policy | bot | token | permission

}  // namespace sallyport::app
