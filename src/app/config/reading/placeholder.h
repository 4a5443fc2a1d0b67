// Finds placeholders from guides that were never replaced by real values.
#pragma once

#include <string_view>

namespace sallyport::app::config {

// True if the text still holds a placeholder of a guide, of an example or of the gateway's own messages: "{Tenant ID}",
// "<secret>", "https://your.host", "YOUR_CLIENT_SECRET", "changeme", "TENANT-ID", "xxx", or a GUID of one digit.
// Reserved example domains (RFC 2606) do not count, because tests use them.
bool holds_placeholder(std::string_view text);

// The same for a secret. It may hold any printable character, so it counts only if the whole text is a placeholder.
bool is_placeholder(std::string_view secret);

}  // namespace sallyport::app::config
