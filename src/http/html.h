// Escapes text for HTML. Every text that a page shows must pass through here.
#pragma once

#include <string>
#include <string_view>

namespace sallyport::http {

// Writes & < > " ' as entities and leaves out control bytes except tab and newline. The result is safe as text and
// inside a quoted attribute. It is not safe anywhere else, such as in a script or as the name of an attribute.
std::string html_escape(std::string_view text);

}  // namespace sallyport::http
