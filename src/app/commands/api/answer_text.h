// What the API answers, as text for people.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace sallyport::app {

// One member in a table's cell or on a line: references by their names, times in UTC, "yes" and "no", rules as
// sentences, everything else as JSON. Without bytes that a terminal would obey.
std::string print_cell(std::string_view member, const json::Value& value);

// An object with a line for each member: "displayName  Ann". What is empty is left out, and so is what only programs
// need (href, fullyQualifiedName).
std::string print_lines(const json::Object& object);

// The trees of {"name": …, "children": […]}, each level indented by two blanks.
std::string print_tree(const json::Array& trees);

}  // namespace sallyport::app
