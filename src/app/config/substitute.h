// ${NAME} and ${NAME:-default} in the values of a configuration. Source: OpenMetadata's conf/openmetadata.yaml.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "app/config/yaml.h"
#include "base/result.h"

namespace sallyport::app::config {

using Environment = std::function<std::optional<std::string>(std::string_view name)>;

// Replaces each ${NAME:-default} by the variable, or by the default where it is unset (an empty one is set); defaults
// may hold braces in pairs, colons, and further ${...}. "$${" stands for "${". What comes from the environment is never
// read again. Errors: malformed/"substitution_syntax"; rejected/"variable_unset" (detail: the name) for ${NAME} that is
// not set.
Result<std::string> substitute(std::string_view text, const Environment& environment);

// The node with its text substituted. What a plain scalar became loses the quotation marks around it, as in
// OpenMetadata, whose defaults are written `${NAME:-"text"}`; nothing and `null` are null.
Result<Node> substitute_node(const Node& scalar, const Environment& environment);

// The text as a flow list or map, `[a, b]` or `{a: b}`, where it is one; else the scalar as it is.
Node reread_flow(Node scalar);

}  // namespace sallyport::app::config
