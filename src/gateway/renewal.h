// A session as it is now: read from the store, and renewed with its refresh token when that is due.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "gateway/services.h"

namespace sallyport::gateway {

// The issuer of the local administrator's sessions.
inline constexpr std::string_view kLocalIssuer = "local";

struct CurrentSession {
  session::Session session;
  UnixTime good_until;  // a cache may hold it this long
};

// Absent: there is no such session, or the provider has taken it back just now.
// One holder of the lease asks the provider; everybody else goes on with the session as it is. While the provider does
// not answer, the session stays good for one more `sessions.renewEvery`, then it is not answered for.
// By the rules in force (standing.h): who would not come in by them is signed out.
// Errors: unavailable/"session_store", "identity_store", "renewal_overdue", "groups_overage". Blocks.
Result<std::optional<CurrentSession>> find_session(Services& services, const session::SessionDigest& digest);

// Far enough that no clock of ours gets there: a session that nobody can renew.
inline constexpr UnixTime kNeverRenewed{4'102'444'800};  // 2100-01-01

// When the session that was signed in or renewed now has to be renewed.
UnixTime renew_after(const Settings& settings, bool has_refresh_token, UnixTime id_token_expires, UnixTime now);

}  // namespace sallyport::gateway
