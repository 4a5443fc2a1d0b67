// `sallyport jwt inspect`: what a token says about itself, and that nobody vouches for it.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace sallyport::app {

// {"unverified":…, "header":…, "claims":…, "times":{"exp":"2026-11-23T12:00:00Z"}}, and "refused" with the reason where
// verification would refuse the token whatever the keys. Encrypted tokens show their header alone.
// Errors: malformed/"jws_size", "jws_parts", "base64url" and JSON's own, where there is nothing to show.
Result<json::Object> inspect(std::string_view token);

// The same text with line breaks and two blanks for each level. Shape: what json::print made.
std::string indented(std::string_view compact);

}  // namespace sallyport::app
