// `sallyport jwt inspect`: shows what a token says about itself, and warns that nothing of it is verified.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace sallyport::app {

// Returns {"unverified":…, "header":…, "claims":…, "times":{"exp":"2026-11-23T12:00:00Z"}}. If verification would
// refuse the token with any key, "refused" has the reason. Of an encrypted token, it shows only the header.
// Errors: malformed/"jws_size", "jws_parts", "base64url" and JSON's own, if there is nothing to show.
Result<json::Object> inspect(std::string_view token);

// The same text with line breaks and two blanks for each level. `compact` must be the output of json::print.
std::string indented(std::string_view compact);

}  // namespace sallyport::app
