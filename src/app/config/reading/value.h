// Reads one value of a configuration by the type of its row.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/config/schema/report.h"
#include "app/config/schema/schema.h"
#include "app/config/syntax/substitute.h"
#include "app/config/syntax/yaml.h"

namespace sallyport::app::config {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// If `given` is false, `text`, `list` and `pairs` mean nothing: after a refusal they may hold what was read until then.
struct Value {
  std::string text;               // for every type but lists and pairs
  std::vector<std::string> list;  // for lists
  Pairs pairs;                    // for pairs, in their order
  bool given = false;             // set to something that was accepted
  bool broken = false;            // set to something that was refused; then `given` is false
  bool literal = false;           // the file has the value itself, not a variable
  int line = 0;                   // 0 if the file does not have the key
  std::string variable;           // the variable that set it; may be empty
};

// Reads a node by its row, and reports everything that is wrong with it. `key` is the row's key with indexes. `line` is
// 0 if only the row's environment variable set the value; the node then names that variable. It keeps no reference to
// its arguments. For the thread of `report`.
Value read_value(const Row& row, const std::string& key, const Node& node, int line, const Environment& environment,
                 Report& report);

}  // namespace sallyport::app::config
