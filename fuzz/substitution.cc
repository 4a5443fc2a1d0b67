// ${NAME:-default}: the value of a variable is never substituted again, and a text without a reference stays as it is.
#include "app/config/syntax/substitute.h"
#include "fuzz/fuzz.h"

namespace {

using namespace sallyport;
using namespace app::config;
using fuzz::require;

// Contains references. If the value were substituted again, its `${` would disappear and the test would notice.
constexpr std::string_view kHostile = "<${SET}${UNSET:-again}>";

Environment environment(std::size_t& asked) {
  return [&asked](std::string_view name) -> std::optional<std::string> {
    ++asked;
    require(!name.empty() && name.find_first_of("${}:- ") == name.npos);
    if (name == "SET") return "value";
    if (name == "HOSTILE") return std::string(kHostile);
    return std::nullopt;
  };
}

void check_node(std::string_view text, const Environment& variables) {
  Node scalar = make_node(Node::Kind::scalar, 7);
  scalar.text = text;
  for (const bool quoted : {false, true}) {
    scalar.quoted = quoted;
    const auto node = substitute_node(scalar, variables);
    if (!node) continue;
    require(node->line == 7 && (!quoted || node->kind == Node::Kind::scalar));
    require(reread_flow(*node).line == 7);
  }
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  std::size_t asked = 0;
  const Environment variables = environment(asked);
  const auto result = substitute(text, variables);
  if (text.find("${") == text.npos) require(result == std::string(text) && asked == 0);
  if (!result) {
    const auto reason = result.error().reason;
    require(reason == "substitution_syntax" || reason == "variable_unset");
  } else if (asked == 1 && text == "${HOSTILE}") {
    require(*result == kHostile);
  }
  // The value of a variable in front of a text changes nothing else in the result.
  const auto behind = substitute("${HOSTILE}" + std::string(text), variables);
  require(behind.has_value() == result.has_value() || result->size() > 60'000);
  if (behind) require(*behind == std::string(kHostile) + *result);
  check_node(text, variables);
}
