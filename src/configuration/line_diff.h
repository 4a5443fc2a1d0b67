// What changed from one text to another, line by line.
#pragma once

#include <string>
#include <string_view>

namespace sallyport::configuration {

// Returns the lines that differ, each with its end: "-" before a line that only `before` has, "+" before one that only
// `after` has. Lines that both have are left out. Empty if the texts are equal. If the changed parts are very long, all
// their lines count as different.
std::string line_diff(std::string_view before, std::string_view after);

}  // namespace sallyport::configuration
