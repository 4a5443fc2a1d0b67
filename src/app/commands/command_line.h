// The whole command line of `sallyport`: all its commands, and what every level of commands has in common.
#pragma once

#include <string>
#include <vector>

namespace sallyport::app {

// Runs the command that the words name (without the program's own name), and returns the exit code of the process, an
// ExitCode of command.h. Every level understands `help`, `--help`, `--version` and `-V`. For an unknown command or
// option it suggests the nearest one. Requested output goes to standard output, complaints go to standard error.
int run_command_line(const std::vector<std::string>& words);

}  // namespace sallyport::app
