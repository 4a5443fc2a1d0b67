// Makes text from outside safe to show in a log, on a page or in JSON.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sallyport::oidc {

// Returns one line of at most `most` bytes, cut between two characters. Control bytes become blanks. If the text is not
// UTF-8, each byte beyond ASCII becomes '?'.
std::string readable_line(std::string_view text, std::size_t most);

}  // namespace sallyport::oidc
