// Text into HTML, never any other way.
#pragma once

#include <string>
#include <string_view>

namespace sallyport::http {

// & < > " ' as entities, control bytes but tab and newline left out: safe as text and inside a quoted attribute.
std::string html_escape(std::string_view text);

}  // namespace sallyport::http
