// Writes and reads team memberships as rows. Every function works within one transaction of the caller. A damaged row
// makes the call fail with unavailable/"sql_damaged" or "sql_value", and is logged.
#pragma once

#include <functional>
#include <string_view>

#include "base/log.h"
#include "identity/team_member_store.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

struct TeamMemberRow {
  PersonId person;
  identity::TeamMembership membership;
};

inline constexpr std::string_view kTeamMemberColumns = "person, team, origin, row_check";

// Runs a query of kTeamMemberColumns, and calls `each` for every row.
Result<void> query_members(Connection& connection, std::string_view sql, const Parameters& parameters, Log& log,
                           const std::function<void(TeamMemberRow)>& each);

// Errors: rejected/"team_unknown" (there is no such team, or it is deleted).
Result<void> put_member(Connection& connection, const PersonId& person, const identity::TeamMembership& membership);
Result<void> remove_member(Connection& connection, const PersonId& person, const identity::TeamMembership& membership);

}  // namespace sallyport::stores
