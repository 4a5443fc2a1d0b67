#include "stores/gateway/row/team_member_row.h"

#include "stores/gateway/row/person_row.h"
#include "stores/sql/row_check.h"

namespace sallyport::stores {

using identity::EntityId;
using identity::TeamMembership;

namespace {

Parameters values_of(const PersonId& person, const TeamMembership& membership) {
  return {person, membership.team, print_origin(membership.origin)};
}

Result<TeamMemberRow> parse_team_member(const Row& row) {
  TeamMemberRow member;
  SALLYPORT_TRY(member.person.value, row.text(0));
  SALLYPORT_TRY(member.membership.team.value, row.text(1));
  SALLYPORT_TRY(const auto origin, row.text(2));
  SALLYPORT_TRY(const auto check, row.blob(3));
  const auto known = parse_origin(origin);
  if (!known) return failure(Kind::unavailable, "sql_damaged", {}, "no such origin");
  member.membership.origin = *known;
  SALLYPORT_CHECK(check_row(values_of(member.person, member.membership), check));
  return member;
}

Result<void> check_team(Connection& connection, const EntityId& team) {
  bool found = false;
  SALLYPORT_CHECK(connection.query("SELECT 1 FROM entity WHERE id = ? AND kind = ? AND deleted = 0", {team, "team"},
                                   [&](const Row&) -> Result<void> {
                                     found = true;
                                     return {};
                                   }));
  if (!found) return failure(Kind::rejected, "team_unknown", {}, "there is no team " + team.value);
  return {};
}

}  // namespace

Result<void> query_members(Connection& connection, std::string_view sql, const Parameters& parameters, Log& log,
                           const std::function<void(TeamMemberRow)>& each) {
  return connection.query(sql, parameters, [&](const Row& row) -> Result<void> {
    auto member = parse_team_member(row);
    if (!member) {
      report_damaged(log, "team_member", row.text(0).value_or("?"), member.error());
      return Failure(member.error());
    }
    each(*std::move(member));
    return {};
  });
}

Result<void> put_member(Connection& connection, const PersonId& person, const TeamMembership& membership) {
  SALLYPORT_CHECK(check_team(connection, membership.team));
  Parameters values = values_of(person, membership);
  const std::string check = row_check(values);
  values.emplace_back(Blob{check});
  SALLYPORT_CHECK(
      connection.run("INSERT INTO team_member (person, team, origin, row_check) VALUES (?, ?, ?, ?) "
                     "ON CONFLICT (person, team, origin) DO UPDATE SET row_check = excluded.row_check",
                     values));
  return {};
}

Result<void> remove_member(Connection& connection, const PersonId& person, const TeamMembership& membership) {
  SALLYPORT_CHECK(connection.run("DELETE FROM team_member WHERE person = ? AND team = ? AND origin = ?",
                                 {person, membership.team, print_origin(membership.origin)}));
  return {};
}

}  // namespace sallyport::stores
