// The login_hint claim: a user name that applications treat as opaque. An application gets it in its ID token, and
// sends it back to say who should sign in or out.
#pragma once

#include <string>
#include <string_view>

#include "entra/registration.h"

namespace sallyport::directory {

// The hint for a person. Shape: "O." and base64url.
std::string login_hint_of(const entra::User& user);

// The user name in a hint. A hint that the directory did not make is itself the user name.
std::string user_name_of_hint(std::string_view hint);

}  // namespace sallyport::directory
