// Scripts that complete the words of a program in bash, zsh and fish.
#pragma once

#include <string>
#include <string_view>

#include "app/commands/shared/command.h"

namespace sallyport::app {

// The script for one shell ("bash", "zsh" or "fish"), from all commands of the program as they stand in the tree now.
// It needs nothing but the shell itself, not even the program.
std::string completion_script(std::string_view shell, const Command& program);

}  // namespace sallyport::app
