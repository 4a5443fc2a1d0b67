// What the completion scripts know of the tree of commands. Each option stands here once, however many commands take
// it, because most are taken by a whole group.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "app/commands/shared/command.h"

namespace sallyport::app {

struct CompletionNode {
  std::string path;  // "sallyport user list"
  std::vector<Command> below;
  std::vector<std::size_t> options;  // places in the table, of those that no command above gives to it
  std::vector<std::string> words;    // what may stand at a place without a name
  bool takes_those_above = false;    // whether it also takes the options of the command above it
};

struct CompletionTables {
  std::vector<OptionFacts> options;     // each has a name
  std::vector<CompletionNode> nodes;    // the program is the first
  std::vector<std::string> with_value;  // the names of all options that take a value, sorted
};

CompletionTables completion_tables(const Command& program);

}  // namespace sallyport::app
