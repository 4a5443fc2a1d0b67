// The short code of the device authorization grant, which a person reads on one screen and types into another.
// Source: RFC 8628 6.1.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "oidc/op/grant_store.h"

namespace sallyport::directory {

// Nine letters and digits, as at Entra, without those that look alike. They hold 45 bits, and live for 15 minutes.
std::string make_user_code(Random& random);

// The digest of a code as somebody typed it: case, spaces and hyphens do not count. The digest of an empty text is that
// of no code.
oidc::op::TokenDigest digest_of_user_code(std::string_view typed);

}  // namespace sallyport::directory
