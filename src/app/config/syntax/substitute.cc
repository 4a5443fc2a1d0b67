#include "app/config/syntax/substitute.h"

#include <algorithm>

#include "base/characters.h"
#include "base/text.h"

namespace sallyport::app::config {
namespace {

constexpr std::size_t kMaxNesting = 8;
constexpr std::size_t kMaxText = 1 << 16;

// The position of the '}' that closes the '{' at `open`, or npos.
std::size_t matching_brace(std::string_view text, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth == 0) return i;
  }
  return std::string_view::npos;
}

bool is_variable_name(std::string_view name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
         std::ranges::all_of(name, [](char c) { return is_letter_or_digit(c) || c == '_'; });
}

Result<std::string> substitute_nested(std::string_view text, const Environment& environment, std::size_t nesting);

Result<std::string> resolve(std::string_view reference, const Environment& environment, std::size_t nesting) {
  const auto colon = reference.find(":-");
  const auto name = reference.substr(0, colon);
  if (!is_variable_name(name)) return failure(Kind::malformed, "substitution_syntax", {}, std::string(name));
  auto value = environment(name);
  if (value) return *std::move(value);
  if (colon == std::string_view::npos) return failure(Kind::rejected, "variable_unset", {}, std::string(name));
  return substitute_nested(reference.substr(colon + 2), environment, nesting + 1);
}

Result<std::string> substitute_nested(std::string_view text, const Environment& environment, std::size_t nesting) {
  if (nesting > kMaxNesting) return failure(Kind::malformed, "substitution_syntax", {}, "nested too deeply");
  std::string result;
  while (!text.empty()) {
    const auto dollar = text.find("${");
    if (dollar == std::string_view::npos) break;
    if (dollar > 0 && text[dollar - 1] == '$') {  // $${ is the escape for ${
      result.append(text.substr(0, dollar - 1)).append("${");
      text.remove_prefix(dollar + 2);
      continue;
    }
    const auto end = matching_brace(text, dollar + 1);
    if (end == std::string_view::npos) return failure(Kind::malformed, "substitution_syntax", {}, "no closing brace");
    SALLYPORT_TRY(const auto value, resolve(text.substr(dollar + 2, end - dollar - 2), environment, nesting));
    result.append(text.substr(0, dollar)).append(value);
    text.remove_prefix(end + 1);
    if (result.size() > kMaxText) return failure(Kind::malformed, "substitution_syntax", {}, "too long");
  }
  return result.append(text);
}

bool surrounded_by(std::string_view text, char open, char close) {
  return text.size() >= 2 && text.front() == open && text.back() == close;
}

// The name of the variable, if the whole text is one reference and the variable is set; else empty.
std::string variable_of(std::string_view text, const Environment& environment) {
  text = trim(text);
  if (!text.starts_with("${") || matching_brace(text, 1) != text.size() - 1) return {};
  const auto name = text.substr(2, std::min(text.find(":-"), text.size() - 1) - 2);
  return environment(name) ? std::string(name) : std::string();
}

// The position of a comment: a '#' behind a blank, outside of quotation marks (YAML 1.2.2 6.6). Without one, the size.
std::size_t comment_start(std::string_view text) {
  char quote = text.empty() || (text[0] != '"' && text[0] != '\'' && text[0] != '[' && text[0] != '{') ? '#' : '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool may_quote = quote != '#';  // inside a plain text, a quotation mark is an ordinary character
    if (may_quote && quote == '\0' && (text[i] == '"' || text[i] == '\'')) {
      quote = text[i];
    } else if (may_quote && quote != '\0' && text[i] == quote) {
      quote = '\0';
    } else if (text[i] == '#' && i > 0 && (text[i - 1] == ' ' || text[i - 1] == '\t') &&
               (quote == '\0' || !may_quote)) {
      return i;
    }
  }
  return text.size();
}

void set_lines(Node& node, int line) {
  node.line = line;
  for (auto& item : node.items) set_lines(item, line);
  for (auto& entry : node.entries) {
    entry.line = line;
    set_lines(entry.value, line);
  }
}

// Parses the scalar's text as YAML. If that fails, returns the scalar unchanged.
Node reread(Node scalar) {
  auto parsed = parse_yaml(trim(scalar.text), {.bytes = kMaxText, .depth = 4, .nodes = 1000});
  if (!parsed.errors.empty()) return scalar;
  set_lines(parsed.root, scalar.line);
  return std::move(parsed.root);
}

}  // namespace

Result<std::string> substitute(std::string_view text, const Environment& environment) {
  return substitute_nested(text, environment, 0);
}

Result<Node> substitute_node(const Node& scalar, const Environment& environment) {
  Node result = scalar;
  if (scalar.text.find("${") == std::string::npos) return result;
  SALLYPORT_TRY(result.text, substitute(scalar.text, environment));
  result.variable = variable_of(scalar.text, environment);
  return scalar.quoted ? result : read_plain(std::move(result));
}

Node read_plain(Node scalar) {
  scalar.text = std::string(trim(scalar.text));
  const auto end = comment_start(scalar.text);
  scalar.comment = scalar.text.substr(end);
  scalar.text = std::string(trim(std::string_view(scalar.text).substr(0, end)));
  Node result = scalar;
  if (scalar.text.empty() || scalar.text == "~" || scalar.text == "null") {
    result = make_node(Node::Kind::null, scalar.line);
  } else if (surrounded_by(scalar.text, '"', '"') || surrounded_by(scalar.text, '\'', '\'')) {
    result = reread(scalar);
  }
  result.variable = scalar.variable;
  result.comment = scalar.comment;
  return result;
}

Node reread_flow(Node scalar) {
  const auto text = trim(scalar.text);
  const bool flow = surrounded_by(text, '[', ']') || surrounded_by(text, '{', '}');
  return flow ? reread(std::move(scalar)) : scalar;
}

}  // namespace sallyport::app::config
