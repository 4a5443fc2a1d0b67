// Which account an administrator means who lets somebody in in advance, and under which name that account will be
// known. The rules are those of a sign-in, so that nobody is invited who could not come. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/call/settings.h"
#include "identity/invitation.h"

namespace sallyport::gateway {

// Returns the account at the configured provider that an operator means by `who`: an e-mail address, "oid:" and an
// object id, or a bare GUID. `tenant` may be empty if the configuration names one tenant by its id.
// Errors: rejected/"tenant_needed", "invitation_indefinite" (neither an address nor an object id),
// "sign_in_not_configured".
Result<identity::InvitedAccount> invited_account(const Settings& settings, std::string_view who,
                                                 std::string_view tenant);

// Whether somebody with this address, in lower case, could sign in at all. Errors: malformed/"user_email" (no address
// that can be read in one way); rejected/"user_email" (enforcePrincipalDomain keeps its domain out). The details are
// for whoever wants to invite.
Result<void> check_invited_address(const Settings& settings, std::string_view address);

}  // namespace sallyport::gateway
