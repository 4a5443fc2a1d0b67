// Checks the local administrator's password, with the throttle that all tries at it have in common.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "gateway/accounts/known_browser.h"
#include "gateway/accounts/password_check.h"
#include "gateway/call/endpoint.h"
#include "gateway/sign_in/parts.h"
#include "identity/local_admin.h"

namespace sallyport::gateway {

// The account, if there is one that is not retired. Blocks. Errors: unavailable/"local_admin_store".
Result<std::optional<identity::LocalAdmin>> find_active_admin(const LocalAccountParts& parts);

// Counts and audits a password that was refused.
void note_refused_password(const Call& call);

struct LocalAdminCheck {
  Checked outcome = Checked::wrong;
  Seconds wait{0};                 // how long, if that is the outcome
  identity::LocalAdmin account{};  // with a hash of the cost that is wanted today, if the password was right
  std::string browser{};           // the name of a known browser, or empty
};

// Counts and audits a wrong one. Blocks (Argon2), and may wait for a turn. Requires: `account` has a password. Errors:
// those of the stores; then nobody may be let in.
Result<LocalAdminCheck> check_local_password(const Call& call, const LocalAccountParts& parts,
                                             const identity::LocalAdmin& account, const Secret& password);

// The browsers in which somebody signed in to the account with its current password.
BrowserCookie administrators_browsers(const Call& call);

}  // namespace sallyport::gateway
