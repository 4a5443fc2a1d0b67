// YAML as a tree of our own with line numbers. The one file that speaks to yaml-cpp; its exceptions end here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sallyport::app::config {

struct Entry;

struct Node {
  enum class Kind { null, scalar, sequence, map };

  Kind kind = Kind::null;
  int line = 0;                // from 1
  bool quoted = false;         // of a scalar: "x" or 'x'
  std::string text;            // of a scalar
  std::vector<Node> items;     // of a sequence
  std::vector<Entry> entries;  // of a map, in the order of the text; a key may stand twice: the reader refuses that

  const Node* find(std::string_view key) const;  // the first
};

Node make_node(Node::Kind kind, int line);

struct Entry {
  std::string key;
  int line = 0;
  Node value;
};

struct YamlLimits {
  std::size_t bytes = 1 << 20;
  std::size_t depth = 32;
  std::size_t nodes = 20'000;  // after aliases are expanded: a billion laughs end here
};

struct YamlError {
  int line = 0;
  std::string what;
};

// Whichever is set. A text without a document is an empty map.
struct ParsedYaml {
  Node root;
  std::vector<YamlError> errors;
};

// Refused: more than one document, keys that are no scalars, tags of applications, invalid UTF-8, NUL, and whatever
// goes beyond the limits.
ParsedYaml parse_yaml(std::string_view text, const YamlLimits& limits = {});

}  // namespace sallyport::app::config
