#include "stores/memory/team_member_store.h"

#include <algorithm>
#include <limits>

namespace sallyport::stores {

using identity::EntityId;
using identity::Origin;
using identity::TeamMembership;

Result<void> MemoryTeamMemberStore::begin_change(const PersonId& person, Origin origin) {
  SALLYPORT_TRY(const auto found, people_.find_by_id(person));
  if (!found) return failure(Kind::rejected, "person_unknown");
  if (origin == Origin::administrator) people_.add_version(person);
  return {};
}

Result<void> MemoryTeamMemberStore::check_team(const EntityId& team) {
  SALLYPORT_TRY(const auto state, access_.read());
  const auto is_it = [&](const auto& entity) { return entity.header.id == team && !entity.header.deleted; };
  if (std::ranges::none_of(state.teams, is_it)) return failure(Kind::rejected, "team_unknown");
  return {};
}

bool MemoryTeamMemberStore::is_removed(const EntityId& team) {
  const auto state = access_.read();
  return !state || std::ranges::none_of(state->teams, [&](const auto& entity) { return entity.header.id == team; });
}

Result<std::vector<TeamMembership>> MemoryTeamMemberStore::teams_of(const PersonId& person) {
  const std::lock_guard lock(mutex_);
  std::erase_if(teams_[person], [&](const TeamMembership& membership) { return is_removed(membership.team); });
  const auto& teams = teams_[person];
  return std::vector<TeamMembership>(teams.begin(), teams.end());
}

Result<std::vector<PersonId>> MemoryTeamMemberStore::members_of(const EntityId& team, const PersonId& after,
                                                                std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<PersonId> members;
  if (is_removed(team)) return members;
  for (const auto& [person, teams] : teams_) {
    if (person <= after || members.size() == limit) continue;
    if (std::ranges::find(teams, team, &TeamMembership::team) != teams.end()) members.push_back(person);
  }
  return members;
}

Result<std::size_t> MemoryTeamMemberStore::count_members(const EntityId& team) {
  SALLYPORT_TRY(const auto members, members_of(team, {}, std::numeric_limits<std::size_t>::max()));
  return members.size();
}

Result<void> MemoryTeamMemberStore::replace_teams(const PersonId& person, Origin origin,
                                                  const std::vector<EntityId>& teams) {
  const std::lock_guard lock(mutex_);
  SALLYPORT_CHECK(begin_change(person, origin));
  for (const EntityId& team : teams) SALLYPORT_CHECK(check_team(team));
  std::erase_if(teams_[person], [&](const TeamMembership& membership) { return membership.origin == origin; });
  for (const EntityId& team : teams) teams_[person].insert({team, origin});
  return {};
}

Result<void> MemoryTeamMemberStore::join(const PersonId& person, const TeamMembership& membership) {
  const std::lock_guard lock(mutex_);
  SALLYPORT_CHECK(begin_change(person, membership.origin));
  SALLYPORT_CHECK(check_team(membership.team));
  teams_[person].insert(membership);
  return {};
}

Result<void> MemoryTeamMemberStore::leave(const PersonId& person, const TeamMembership& membership) {
  const std::lock_guard lock(mutex_);
  SALLYPORT_CHECK(begin_change(person, membership.origin));
  teams_[person].erase(membership);
  return {};
}

}  // namespace sallyport::stores
