// What the other side wrote, as a log, a page or a JSON answer can show it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sallyport::oidc {

// One line of at most `most` bytes, cut between two characters. Control bytes become blanks; where the text is no
// UTF-8, each byte beyond ASCII becomes '?'.
std::string readable_line(std::string_view text, std::size_t most);

}  // namespace sallyport::oidc
