// Where a page of a list ends, as an opaque text for clients. A cursor belongs to one list with its filters, so that it
// cannot be used with another one. It gives no rights: it only holds the key of an entry that its reader has seen.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sallyport::gateway {

inline constexpr std::size_t kMaxCursorKey = 512;  // bytes

// `list` names the list and everything that selects its entries. `key` is that of the entry at the page's end.
std::string print_cursor(std::string_view list, std::string_view key);

// The key. Errors: malformed/"list_cursor" if print_cursor() has not made the text, or for another list.
Result<std::string> parse_cursor(std::string_view list, std::string_view text);

}  // namespace sallyport::gateway
