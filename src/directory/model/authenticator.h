// A person's authenticator application as an administrator sees it. The secret itself is never shown again.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "entra/account.h"

namespace sallyport::directory {

// A GUID that changes with each registration. Empty if the person has no authenticator.
std::string authenticator_id(const entra::User& user);

// Takes the authenticator away, so that the person sets up another one when a policy asks. With an id, only if it is
// that one. Errors: rejected/"no_method".
Result<void> remove_authenticator(entra::User& user, std::string_view id = {});

}  // namespace sallyport::directory
