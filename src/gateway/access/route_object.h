// The segments of a path that name an object to the policies.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sallyport::gateway {

// The first `count` segments of `below`, the path below a route: "7" and "edit" of "/7/edit" for "/reports/7/edit" at
// the route "/reports". A segment is absent if it is missing, if it is not plain text, or if an empty one stands before
// it, because an application may skip that one.
std::vector<std::optional<std::string>> segments_of(std::string_view below, std::size_t count);

// Whether every application reads the decoded text as this one value. "7;v=1", "7/x" and "7%3Fx" are not.
bool is_plain_value(std::string_view text);

}  // namespace sallyport::gateway
