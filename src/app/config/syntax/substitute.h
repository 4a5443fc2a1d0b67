// Replaces ${NAME} and ${NAME:-default} in the values of a configuration, and reads values from the environment.
// Source: OpenMetadata's conf/openmetadata.yaml, which replaces variables before it reads the YAML.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "app/config/syntax/yaml.h"
#include "base/result.h"

namespace sallyport::app::config {

using Environment = std::function<std::optional<std::string>(std::string_view name)>;

// Replaces each ${NAME:-default} by the variable, or by the default if the variable is unset. An empty variable counts
// as set. A default may hold braces in pairs, colons, and further ${...}. "$${" stands for "${". The value of a
// variable is never substituted again.
// Errors: malformed/"substitution_syntax"; rejected/"variable_unset" if ${NAME} is not set (the detail is the name).
Result<std::string> substitute(std::string_view text, const Environment& environment);

// Substitutes the text of a scalar, and then reads a plain scalar with read_plain(). If the whole scalar is one
// reference to a variable that is set, the result names that variable.
Result<Node> substitute_node(const Node& scalar, const Environment& environment);

// Reads a plain text as YAML does: without surrounding blanks or quotation marks, and without a comment at its end
// (kept in `comment`). An empty text, `~` and `null` become null. Text from a variable is read like this whether the
// file names the variable or not.
Node read_plain(Node scalar);

// Parses a flow list or map, `[a, b]` or `{a: b}`. Returns any other scalar unchanged.
Node reread_flow(Node scalar);

}  // namespace sallyport::app::config
