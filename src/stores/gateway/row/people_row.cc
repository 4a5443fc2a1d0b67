#include "stores/gateway/row/people_row.h"

#include <algorithm>
#include <map>

#include "stores/gateway/row/profile_row.h"
#include "stores/gateway/row/provisioned_row.h"
#include "stores/gateway/row/team_member_row.h"
#include "stores/sql/one_of.h"
#include "stores/sql/sql_text.h"

namespace sallyport::stores {

using identity::ByHand;
using identity::EntityId;
using identity::Membership;
using identity::Origin;
using identity::OtherAdmins;
using identity::Person;
using identity::PersonEntry;
using identity::TeamMembership;

namespace {

using TeamsOfPeople = std::map<PersonId, std::vector<TeamMembership>>;

Result<TeamsOfPeople> teams_of_people(Connection& connection, const std::vector<PersonId>& ids, Log& log) {
  TeamsOfPeople teams;
  const OneOf those = one_of(ids);
  SALLYPORT_CHECK(query_members(
      connection, joined({"SELECT ", kTeamMemberColumns, " FROM team_member WHERE person IN ", those.list}),
      those.values, log, [&](TeamMemberRow row) { teams[row.person].push_back(std::move(row.membership)); }));
  for (auto& [person, memberships] : teams) std::ranges::sort(memberships);
  return teams;
}

PersonEntry entry_of(Person person, ProfileRow row, std::vector<TeamMembership> teams, bool deprovisioned) {
  PersonEntry entry;
  entry.kind = row.kind;
  entry.by_hand.profile = std::move(row.profile);
  entry.by_hand.deleted = row.deleted;
  // An older program knows the person's row alone.
  entry.by_hand.disabled = row.deleted || deprovisioned ? row.disabled : person.disabled;
  entry.deprovisioned = deprovisioned;
  for (const Membership& membership : person.memberships)
    if (membership.origin == Origin::administrator) entry.by_hand.roles.push_back(membership.role);
  for (const TeamMembership& membership : teams)
    if (membership.origin == Origin::administrator) entry.by_hand.teams.push_back(membership.team);
  entry.person = std::move(person);
  entry.teams = std::move(teams);
  entry.version = row.version;
  entry.updated = row.updated;
  entry.updated_by = std::move(row.updated_by);
  return entry;
}

// The values of `all` that are not in `others`. Both are sorted.
template <class T>
std::vector<T> without(const std::vector<T>& all, const std::vector<T>& others) {
  std::vector<T> out;
  std::ranges::set_difference(all, others, std::back_inserter(out));
  return out;
}

Result<bool> is_there(Connection& connection, std::string_view select, const Parameters& values) {
  bool found = false;
  SALLYPORT_CHECK(connection.query(select, values, [&](const Row&) -> Result<void> {
    found = true;
    return {};
  }));
  return found;
}

Result<void> check_role(Connection& connection, const std::string& role) {
  if (role == identity::kAdminRole) return {};
  SALLYPORT_TRY(
      const bool found,
      is_there(connection, "SELECT 1 FROM entity WHERE kind = ? AND name = ? AND deleted = 0", {"role", role}));
  if (!found) return failure(Kind::rejected, "role_unknown", {}, "there is no role " + role);
  return {};
}

Result<void> write_roles(Connection& connection, const PersonId& person, const ByHand& before, const ByHand& after) {
  for (const std::string& role : without(before.roles, after.roles))
    SALLYPORT_CHECK(remove_membership(connection, person, {role, Origin::administrator}));
  for (const std::string& role : without(after.roles, before.roles)) {
    SALLYPORT_CHECK(check_role(connection, role));
    SALLYPORT_CHECK(put_membership(connection, person, {role, Origin::administrator}));
  }
  return {};
}

Result<void> write_teams(Connection& connection, const PersonId& person, const ByHand& before, const ByHand& after) {
  for (const EntityId& team : without(before.teams, after.teams))
    SALLYPORT_CHECK(remove_member(connection, person, {team, Origin::administrator}));
  for (const EntityId& team : without(after.teams, before.teams))
    SALLYPORT_CHECK(put_member(connection, person, {team, Origin::administrator}));
  return {};
}

}  // namespace

Result<std::vector<PersonEntry>> read_entries(Connection& connection, const std::vector<PersonId>& ids, Damaged damaged,
                                              Log& log) {
  std::vector<PersonEntry> entries;
  if (ids.empty()) return entries;
  SALLYPORT_TRY(auto people, people_of(connection, ids, damaged, log));
  SALLYPORT_TRY(auto profiles, profiles_of(connection, ids, damaged, log));
  SALLYPORT_TRY(auto teams, teams_of_people(connection, ids, log));
  SALLYPORT_TRY(const auto deprovisioned, deprovisioned_of(connection, ids));
  std::map<PersonId, Person*> found;
  for (Person& person : people) found.emplace(person.id, &person);
  for (const PersonId& id : ids) {
    const auto person = found.find(id);
    const auto profile = profiles.find(id);
    if (person == found.end() || (profile != profiles.end() && !profile->second)) continue;
    ProfileRow row = profile == profiles.end() ? default_profile(*person->second) : *std::move(profile->second);
    entries.push_back(
        entry_of(std::move(*person->second), std::move(row), std::move(teams[id]), deprovisioned.contains(id)));
  }
  return entries;
}

Result<void> write_edit(Connection& connection, const PersonEntry& before, const PersonEntry& after) {
  const PersonId& id = after.person.id;
  SALLYPORT_CHECK(write_roles(connection, id, before.by_hand, after.by_hand));
  SALLYPORT_CHECK(write_teams(connection, id, before.by_hand, after.by_hand));
  const ByHand& by_hand = after.by_hand;
  Person person = after.person;
  person.disabled = by_hand.disabled || by_hand.deleted || after.deprovisioned;
  if (person.disabled != before.person.disabled) SALLYPORT_CHECK(update_person(connection, person));
  return put_profile(
      connection, id,
      {after.kind, by_hand.disabled, by_hand.deleted, by_hand.profile, after.version, after.updated, after.updated_by});
}

// Stricter: a role of the provider does not count, even if `by_app_role` says that it can give the right. The provider
// may have taken it back, and the row does not tell an app role from a rule of roleMapping, which gives no right.
Result<OtherAdmins> other_admins(Connection& connection, const PersonId& than,
                                 const identity::Administrators& administrators) {
  if (administrators.local) return OtherAdmins::some;
  SALLYPORT_TRY(const bool by_role,
                is_there(connection,
                         "SELECT 1 FROM membership AS m JOIN person AS p ON p.id = m.person WHERE m.role = ? AND "
                         "m.origin <> ? AND m.person <> ? AND p.disabled = 0 AND p.last_sign_in <> 0 LIMIT 1",
                         {identity::kAdminRole, print_origin(Origin::provider), than}));
  if (by_role) return OtherAdmins::some;
  if (administrators.named.empty()) return OtherAdmins::none;
  const OneOf those = one_of(administrators.named);
  Parameters values = those.values;
  values.emplace_back(than);
  SALLYPORT_TRY(const bool by_name, is_there(connection,
                                             joined({"SELECT 1 FROM person WHERE id IN ", those.list,
                                                     " AND id <> ? AND disabled = 0 AND last_sign_in <> 0 LIMIT 1"}),
                                             values));
  return by_name ? OtherAdmins::some : OtherAdmins::none;
}

}  // namespace sallyport::stores
