#include "app/config/syntax/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <stdexcept>

#include "app/config/syntax/slips.h"
#include "base/text.h"

namespace sallyport::app::config {
namespace {

// Thrown by the callbacks of yaml-cpp to end the parse. parse_yaml() catches it.
struct Stop {
  YamlError error;
};

int line_of(const YAML::Mark& mark) {
  return mark.line + 1;
}

std::size_t count_nodes(const Node& node) {
  std::size_t count = 1;
  for (const auto& item : node.items) count += count_nodes(item);
  for (const auto& entry : node.entries) count += count_nodes(entry.value);
  return count;
}

std::size_t depth_of(const Node& node) {
  std::size_t deepest = 0;
  for (const auto& item : node.items) deepest = std::max(deepest, depth_of(item));
  for (const auto& entry : node.entries) deepest = std::max(deepest, depth_of(entry.value));
  return deepest + 1;
}

// Builds the tree from yaml-cpp's events. yaml-cpp's own Node graph follows aliases without a limit, and silently drops
// one of two equal keys.
class Builder final : public YAML::EventHandler {
 public:
  explicit Builder(const YamlLimits& limits) : limits_(limits) {}

  Node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    finish(make_node(Node::Kind::null, line_of(mark)), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) throw Stop{{line_of(mark), "an alias stands inside the value that it names"}};
    Node copy = found->second;
    spend(count_nodes(copy) - 1, mark);  // finish() counts the node itself
    if (open_.size() + depth_of(copy) > limits_.depth) throw too_deep(mark);
    finish(std::move(copy), YAML::NullAnchor, &mark);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check_tag(tag, mark);
    Node node = make_node(Node::Kind::scalar, line_of(mark));
    node.quoted = tag == "!";  // yaml-cpp's tag of quoted scalars; plain ones have "?"
    node.text = value;
    finish(std::move(node), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::sequence);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::map);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Node node;
    YAML::anchor_t anchor = YAML::NullAnchor;
    bool has_key = false;
    std::string key;
    int key_line = 0;
  };

  static Stop too_deep(const YAML::Mark& mark) { return {{line_of(mark), "the values are nested too deeply"}}; }

  static void check_tag(const std::string& tag, const YAML::Mark& mark) {
    constexpr std::string_view kCore = "tag:yaml.org,2002:";
    if (tag.empty() || tag == "?" || tag == "!") return;
    for (const std::string_view known : {"str", "int", "float", "bool", "null", "map", "seq"})
      if (tag.starts_with(kCore) && tag.substr(kCore.size()) == known) return;
    throw Stop{{line_of(mark), "a tag (!name) has no meaning here"}};
  }

  void spend(std::size_t nodes, const YAML::Mark& mark) {
    spent_ += nodes;
    if (spent_ > limits_.nodes)
      throw Stop{{line_of(mark), "the file holds too many values (aliases are counted in full)"}};
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node::Kind kind) {
    check_tag(tag, mark);
    if (open_.size() >= limits_.depth) throw too_deep(mark);
    if (expects_key()) throw Stop{{line_of(mark), "a key must be a single word, not a list or a map"}};
    Open opened;
    opened.node = make_node(kind, line_of(mark));
    opened.anchor = anchor;
    open_.push_back(std::move(opened));
  }

  void close() {
    Open closed = std::move(open_.back());
    open_.pop_back();
    finish(std::move(closed.node), closed.anchor);
  }

  bool expects_key() const {
    return !open_.empty() && open_.back().node.kind == Node::Kind::map && !open_.back().has_key;
  }

  void finish(Node node, YAML::anchor_t anchor, const YAML::Mark* at = nullptr) {
    YAML::Mark mark;
    mark.line = at != nullptr ? at->line : node.line - 1;
    spend(1, mark);
    if (anchor != YAML::NullAnchor) {
      spend(count_nodes(node), mark);  // the copy that is kept for its aliases
      anchors_[anchor] = node;
    }
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == Node::Kind::sequence) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.has_key) {
      if (node.kind != Node::Kind::scalar) throw Stop{{node.line, "a key must be a single word"}};
      parent.has_key = true;
      parent.key = std::move(node.text);
      parent.key_line = node.line;
    } else {
      parent.has_key = false;
      parent.node.entries.push_back({std::move(parent.key), parent.key_line, std::move(node)});
    }
  }

  const YamlLimits& limits_;
  std::size_t spent_ = 0;
  Node root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Node> anchors_;
};

ParsedYaml refused(int line, std::string what) {
  return {{}, {{line, std::move(what)}}, false};
}

int line_at(std::string_view text, std::size_t position) {
  int line = 1;
  for (const char c : text.substr(0, position)) line += c == '\n' ? 1 : 0;
  return line;
}

ParsedYaml build(std::string_view text, const YamlLimits& limits) {
  std::istringstream stream{std::string(text)};
  YAML::Parser parser(stream);
  Builder builder(limits);
  if (!parser.HandleNextDocument(builder)) return {make_node(Node::Kind::map, 1), {}, true};
  Node root = builder.take();
  Builder second(limits);
  if (parser.HandleNextDocument(second)) return refused(1, "the file holds more than one document (---)");
  if (root.kind == Node::Kind::null) root.kind = Node::Kind::map;
  return {std::move(root), {}, true};
}

}  // namespace

Node make_node(Node::Kind kind, int line) {
  Node node;
  node.kind = kind;
  node.line = line;
  return node;
}

const Node* Node::find(std::string_view key) const {
  for (const auto& entry : entries)
    if (entry.key == key) return &entry.value;
  return nullptr;
}

namespace {

// Corrects the slips of a text that yaml-cpp has refused, parses it again, and reports the slips. If there are none, or
// if they do not explain the error, it reports yaml-cpp's own error.
ParsedYaml past_slips(std::string_view text, YamlError error, const YamlLimits& limits) {
  MendedText mended = mend_slips(text);
  if (mended.slips.empty()) return {{}, {std::move(error)}, false};
  ParsedYaml parsed;
  try {
    parsed = build(mended.text, limits);
  } catch (const Stop& stop) {
    parsed.errors = {stop.error};
  } catch (const YAML::Exception& second) {
    parsed.errors = {{second.mark.is_null() ? 0 : line_of(second.mark), second.msg}};
  }
  for (Slip& slip : mended.slips) {
    const auto after = std::ranges::upper_bound(parsed.errors, slip.line, {}, &YamlError::line);
    parsed.errors.insert(after, {slip.line, std::move(slip.what), std::move(slip.write)});
  }
  return parsed;
}

}  // namespace

ParsedYaml parse_yaml(std::string_view text, const YamlLimits& limits) {
  if (text.size() > limits.bytes) return refused(0, "the file is larger than 1 MiB");
  if (!is_utf8(text)) return refused(0, "the file is not UTF-8");
  if (const auto nul = text.find('\0'); nul != std::string_view::npos)
    return refused(line_at(text, nul), "the file holds a NUL byte");
  try {
    return build(text, limits);
  } catch (const Stop& stop) {
    return {{}, {stop.error}, false};
  } catch (const YAML::Exception& error) {
    return past_slips(text, {error.mark.is_null() ? 0 : line_of(error.mark), error.msg}, limits);
  } catch (const std::exception& error) {  // yaml-cpp throws standard exceptions too, for a few malformed texts
    return refused(0, error.what());
  }
}

}  // namespace sallyport::app::config
