// Finds a session in its current state: reads it from the store, renews it with its refresh token if that is due, and
// judges it by the rules in force.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "gateway/call/settings.h"
#include "gateway/standing/parts.h"
#include "session/session.h"

namespace sallyport::gateway {

// The issuer of the local administrator's sessions.
inline constexpr std::string_view kLocalIssuer = "local";

struct CurrentSession {
  session::Session session;
  identity::Rights rights;
  oidc::GroupsState groups_state = oidc::GroupsState::complete;
  UnixTime good_until;  // how long a cache may keep it
};

// Finds the session. If it is due for renewal, the worker that gets its lease asks the provider; all others go on with
// the session as it is. While the provider does not answer, the session stays good for one more `sessions.renewEvery`;
// after that it is an error. Blocks.
// Absent: there is no such session, or it has just ended because of the provider or a disabled person.
// Errors: unauthenticated and a reason of decide_again(): the rules in force (standing.h) do not let the person in. The
// session stays stored and is not renewed, and is good again as soon as the rules are. unavailable/"session_store",
// "identity_store", "renewal_overdue" (the provider has not answered for too long), "groups_overage" (the rules need
// groups that the provider has not given yet).
Result<std::optional<CurrentSession>> find_session(const StandingParts& parts, const session::SessionDigest& digest);

// The `renew_after` of a session that cannot be renewed. It is so far in the future that it never comes.
inline constexpr UnixTime kNeverRenewed{4'102'444'800};  // 2100-01-01

// When a session that is opened or renewed at `now` has to be renewed.
UnixTime renew_after(const Settings& settings, bool has_refresh_token, UnixTime id_token_expires, UnixTime now);

}  // namespace sallyport::gateway
