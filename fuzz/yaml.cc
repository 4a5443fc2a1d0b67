// A YAML text becomes a tree within the limits, or an error with its line, never both.
#include "app/config/syntax/yaml.h"

#include <algorithm>

#include "base/text.h"
#include "fuzz/fuzz.h"

namespace {

using namespace sallyport;
using app::config::Node;
using fuzz::require;

struct Size {
  std::size_t nodes = 0;
  std::size_t depth = 0;
};

Size measure(const Node& node, int last_line) {
  require(node.line >= 0 && node.line <= last_line);
  require(node.items.empty() || node.kind == Node::Kind::sequence);
  require(node.entries.empty() || node.kind == Node::Kind::map);
  Size size{1, 1};
  const auto add = [&](const Node& child) {
    const Size inner = measure(child, last_line);
    size.nodes += inner.nodes;
    size.depth = std::max(size.depth, inner.depth + 1);
  };
  for (const Node& item : node.items) add(item);
  for (const auto& entry : node.entries) add(entry.value);
  for (const auto& entry : node.entries) require(node.find(entry.key) != nullptr);
  return size;
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const app::config::YamlLimits limits{.bytes = 8192, .depth = 8, .nodes = 200};
  const auto parsed = app::config::parse_yaml(text, limits);
  const int last_line = static_cast<int>(std::ranges::count(text, '\n') + std::ranges::count(text, '\r')) + 2;
  if (!parsed.errors.empty()) {
    for (const auto& error : parsed.errors) require(error.line >= 0 && error.line <= last_line && !error.what.empty());
    return;
  }
  require(text.size() <= limits.bytes && is_utf8(text));
  const Size size = measure(parsed.root, last_line);
  require(size.nodes <= limits.nodes && size.depth <= limits.depth + 1);
}
