// The one-time link for setting the local administrator's password, and the life cycle of that account. Functions that
// take a store or parts block.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/result.h"
#include "gateway/sign_in/parts.h"

namespace sallyport::gateway {

// The person that the sessions of the local administrator belong to.
inline constexpr std::string_view kLocalPerson = identity::kLocalAdministrator;

// Whether this is the administrator's one-time link, unused and not expired.
bool opens(const identity::LocalAdmin& admin, std::string_view link, UnixTime now);

// Called at each start. If people sign in through a provider, it calls retire_local_admin() and returns nothing.
// Otherwise it makes sure that there is a local administrator. If no password is set yet, or the administrator was
// retired, it makes a new one-time link and returns its URL, which has to be printed. The old password of a retired
// administrator does not come back. Errors:
// unavailable/"local_admin_store", "session_store".
Result<std::optional<std::string>> ensure_local_admin(const LocalAccountParts& parts);

// For a gateway where people sign in through a provider. The local administrator cannot sign in any more, their
// sessions end, and a link that an earlier start printed no longer works. While a link of recover_local_admin() is
// open, none of this happens, because an operator asked for it. Errors: unavailable/"local_admin_store",
// "session_store".
Result<void> retire_local_admin(const LocalAccountParts& parts);

// Break glass, for the operator's command. Brings the local administrator back without the old password, and returns
// the URL of a new one-time link, which is good for an hour. A running gateway accepts it immediately. If people sign
// in through a provider, the next start after that hour, or after the link was used, retires the administrator again.
// The second factor goes, too, since its phone may be what was lost. Errors: unavailable/"local_admin_store",
// "account_store".
struct Recovery {
  identity::LocalAdminStore& local_admin;
  identity::AccountStore& accounts;
  Random& random;
  const Clock& clock;
  Log& log;
};
Result<std::string> recover_local_admin(const Recovery& with, std::string_view public_url);

}  // namespace sallyport::gateway
