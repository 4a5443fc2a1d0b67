// Makes foreign text safe to display. No byte of it can steer a terminal or rearrange what a person reads.
#pragma once

#include <string>
#include <string_view>

namespace sallyport::app::config {

// Escapes control characters (C0, DEL, C1), bidirectional controls, invisible characters and line separators as
// "\u{202E}", and bytes that are not UTF-8 as "\x{FF}". Everything else stays. Source: CWE-117, CVE-2021-42574.
std::string make_visible(std::string_view text);

// Prints a JSON string with its quotation marks. The characters that make_visible() escapes become \uXXXX, and bytes
// that are not UTF-8 become \uFFFD.
std::string print_json_text(std::string_view text);

}  // namespace sallyport::app::config
