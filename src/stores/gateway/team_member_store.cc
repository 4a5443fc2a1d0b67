#include "stores/gateway/team_member_store.h"

#include <algorithm>

#include "stores/gateway/row/person_row.h"
#include "stores/gateway/row/profile_row.h"
#include "stores/gateway/row/team_member_row.h"
#include "stores/sql/row_check.h"

namespace sallyport::stores {

using identity::EntityId;
using identity::Origin;
using identity::TeamMembership;

namespace {

constexpr std::string_view kTeamMemberStore = "team_member_store";

Result<void> check_member(Connection& connection, const PersonId& person, Log& log) {
  SALLYPORT_TRY(const auto found, find_person(connection, person, log));
  if (!found) return failure(Kind::rejected, "person_unknown");
  return {};
}

// Somebody who edits the person must notice that another one has changed their teams by hand.
Result<void> note_change(Connection& connection, const PersonId& person, Origin origin, Log& log) {
  return origin == Origin::administrator ? add_version(connection, person, log) : Result<void>();
}

}  // namespace

Result<std::vector<TeamMembership>> SqlTeamMemberStore::teams_of(const PersonId& person) {
  return rename_failure(database_.read([&](Connection& connection) -> Result<std::vector<TeamMembership>> {
    std::vector<TeamMembership> teams;
    SALLYPORT_CHECK(query_members(connection,
                                  "SELECT person, team, origin, row_check FROM team_member WHERE person = ?", {person},
                                  log_, [&](TeamMemberRow row) { teams.push_back(row.membership); }));
    std::ranges::sort(teams);
    return teams;
  }),
                        kTeamMemberStore);
}

Result<std::vector<PersonId>> SqlTeamMemberStore::members_of(const EntityId& team, const PersonId& after,
                                                             std::size_t limit) {
  // Of several origins of a person, the first counts.
  constexpr std::string_view kMembers =
      "SELECT person, team, origin, row_check FROM team_member AS one WHERE team = ?1 AND person > ?2 AND NOT EXISTS "
      "(SELECT 1 FROM team_member AS other WHERE other.team = one.team AND other.person = one.person AND "
      "other.origin < one.origin) ORDER BY person LIMIT ?3";
  return rename_failure(database_.read([&](Connection& connection) -> Result<std::vector<PersonId>> {
    std::vector<PersonId> members;
    SALLYPORT_CHECK(query_members(connection, kMembers, {team, after, static_cast<std::int64_t>(limit)}, log_,
                                  [&](TeamMemberRow row) { members.push_back(std::move(row.person)); }));
    return members;
  }),
                        kTeamMemberStore);
}

Result<std::size_t> SqlTeamMemberStore::count_members(const EntityId& team) {
  constexpr std::string_view kCount = "SELECT count(DISTINCT person) FROM team_member WHERE team = ?";
  return rename_failure(database_.read(
                            [&](Connection& connection) -> Result<std::size_t> {
                              std::int64_t count = 0;
                              SALLYPORT_CHECK(connection.query(kCount, {team}, [&](const Row& row) -> Result<void> {
                                SALLYPORT_TRY(count, row.integer(0));
                                return {};
                              }));
                              return static_cast<std::size_t>(count);
                            },
                            Isolation::statement),
                        kTeamMemberStore);
}

Result<void> SqlTeamMemberStore::replace_teams(const PersonId& person, Origin origin,
                                               const std::vector<EntityId>& teams) {
  return rename_failure(database_.write([&](Connection& connection) -> Result<void> {
    SALLYPORT_CHECK(check_member(connection, person, log_));
    SALLYPORT_CHECK(note_change(connection, person, origin, log_));
    SALLYPORT_CHECK(
        connection.run("DELETE FROM team_member WHERE person = ? AND origin = ?", {person, print_origin(origin)}));
    for (const EntityId& team : teams) SALLYPORT_CHECK(put_member(connection, person, {team, origin}));
    return {};
  }),
                        kTeamMemberStore);
}

Result<void> SqlTeamMemberStore::join(const PersonId& person, const TeamMembership& membership) {
  return rename_failure(database_.write([&](Connection& connection) -> Result<void> {
    SALLYPORT_CHECK(check_member(connection, person, log_));
    SALLYPORT_CHECK(note_change(connection, person, membership.origin, log_));
    return put_member(connection, person, membership);
  }),
                        kTeamMemberStore);
}

Result<void> SqlTeamMemberStore::leave(const PersonId& person, const TeamMembership& membership) {
  return rename_failure(database_.write([&](Connection& connection) -> Result<void> {
    SALLYPORT_CHECK(check_member(connection, person, log_));
    SALLYPORT_CHECK(note_change(connection, person, membership.origin, log_));
    return remove_member(connection, person, membership);
  }),
                        kTeamMemberStore);
}

}  // namespace sallyport::stores
