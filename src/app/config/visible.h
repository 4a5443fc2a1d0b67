// Text from outside, made safe to look at: no byte of it can steer a terminal or rearrange what is read.
#pragma once

#include <string>
#include <string_view>

namespace sallyport::app::config {

// Control characters (C0, DEL, C1), bidirectional controls, invisible characters and line separators as "\u{202E}",
// bytes that are no UTF-8 as "\x{FF}". All else stays. Source: CWE-117, CVE-2021-42574.
std::string make_visible(std::string_view text);

// A JSON string, quotation marks included, in which those characters are \uXXXX and bytes that are no UTF-8 \uFFFD.
std::string print_json_text(std::string_view text);

}  // namespace sallyport::app::config
