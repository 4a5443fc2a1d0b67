// Parses YAML into a tree in which every value knows its line. Only this header's source file uses yaml-cpp, and no
// exception of yaml-cpp leaves it.
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
  std::string variable;        // of a scalar that is one ${NAME}: the variable; set by substitution
  std::string comment;         // of a scalar: the comment behind its value; set by substitution
  std::vector<Node> items;     // of a sequence
  std::vector<Entry> entries;  // of a map, in the order of the text; may hold a key twice, which the reader refuses

  const Node* find(std::string_view key) const;  // the first one; null if there is none
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
  std::size_t nodes = 20'000;  // counted after aliases are expanded, against a "billion laughs" text
};

struct YamlError {
  int line = 0;
  std::string what;
  std::string write = {};  // the corrected line; may be empty
};

// A text without a document is an empty map. If there are errors and `readable` is true, each broken line was corrected
// as its error says, so that errors on other lines can be reported as well. A start must not use such a tree.
struct ParsedYaml {
  Node root;
  std::vector<YamlError> errors;
  bool readable = false;
};

// Parses one document. Refuses a second document, keys that are not scalars, application-specific tags, invalid UTF-8,
// NUL, and everything beyond the limits. Never throws.
ParsedYaml parse_yaml(std::string_view text, const YamlLimits& limits = {});

}  // namespace sallyport::app::config
