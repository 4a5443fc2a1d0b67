// A place in a JSON document, such as "/rules/0/name". Source: RFC 6901.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace sallyport::gateway {

inline constexpr std::size_t kMaxPointerLength = 1024;  // bytes
inline constexpr std::size_t kMaxPointerTokens = 16;

// The names and array indexes on the way from the root, without escapes. Empty: the whole document.
using JsonPointer = std::vector<std::string>;

// Errors: malformed/"json_pointer" (it does not begin with "/", has a wrong escape, or is too long).
Result<JsonPointer> parse_json_pointer(std::string_view text);

std::string print_json_pointer(const JsonPointer& pointer);

// The value at this place; null if there is none. An array has no element "-" and none with a leading zero (RFC 6901
// 4).
json::Value* find_value(json::Value& document, const JsonPointer& pointer);

// The index that a token names in an array of `size` elements. Absent if it names none of them.
std::optional<std::size_t> array_index(std::string_view token, std::size_t size);

}  // namespace sallyport::gateway
