#include "identity/policy/teams.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "identity/policy/rules.h"

namespace sallyport::identity {
namespace {

constexpr std::array<std::string_view, 5> kTypeNames{"Organization", "BusinessUnit", "Division", "Department", "Group"};

using TeamsByName = std::map<std::string_view, const Team*>;

Failure team_fault(std::string_view reason, const Team& team, std::string_view text) {
  return failure(Kind::malformed, reason, {}, "team " + team.name + ": " + std::string(text));
}

bool may_have_several_parents(TeamType type) {
  return type == TeamType::department || type == TeamType::group;
}

Result<TeamsByName> by_name(std::span<const Team> teams) {
  TeamsByName named;
  std::size_t organizations = 0;
  for (const Team& team : teams) {
    if (!is_entity_name(team.name)) return team_fault("team_name", team, "a wrong name");
    if (!named.emplace(team.name, &team).second) return team_fault("team_name", team, "two teams have this name");
    if ((team.type == TeamType::organization) != (team.name == kOrganization))
      return team_fault("team_organization", team, "only Organization is an organization");
    organizations += team.type == TeamType::organization;
  }
  if (organizations == 0) return failure(Kind::malformed, "team_organization", {}, "there is no Organization");
  return named;
}

Result<void> check_parents(const Team& team, const TeamsByName& named) {
  if (team.parents.empty() != (team.type == TeamType::organization))
    return team_fault("team_parents", team, "every team but the organization has a parent");
  if (team.parents.size() > (may_have_several_parents(team.type) ? kMaxParents : 1))
    return team_fault("team_parents", team, "too many parents");
  const std::set<std::string_view> unique(team.parents.begin(), team.parents.end());
  if (unique.size() != team.parents.size()) return team_fault("team_parents", team, "a parent is named twice");
  for (const auto& name : team.parents) {
    const auto parent = named.find(name);
    if (parent == named.end()) return team_fault("team_parents", team, "there is no team " + name);
    const TeamType above = parent->second->type;
    if (above == TeamType::group || above > team.type)
      return team_fault("team_parents", team,
                        std::string(name_of(team.type)) + " may not stand under " + std::string(name_of(above)));
  }
  return {};
}

// How far below the organization a team is, by the longest way. Absent for a circle. The recursion ends at
// kMaxTeamDepth.
class TeamDepth {
 public:
  explicit TeamDepth(const TeamsByName& named) : named_(named) {}

  Result<std::size_t> of(const Team& team, std::size_t below = 0) {
    if (below > kMaxTeamDepth) return team_fault("team_depth", team, "too far below the organization");
    const auto [known, fresh] = depths_.try_emplace(&team, kOpen);
    if (!fresh && known->second == kOpen) return team_fault("team_circle", team, "it would be above itself");
    if (!fresh) return known->second;
    std::size_t depth = 0;
    for (const auto& parent : team.parents) {
      SALLYPORT_TRY(const std::size_t above, of(*named_.at(parent), below + 1));
      depth = std::max(depth, above + 1);
    }
    if (depth > kMaxTeamDepth) return team_fault("team_depth", team, "too far below the organization");
    depths_[&team] = depth;
    return depth;
  }

 private:
  static constexpr std::size_t kOpen = static_cast<std::size_t>(-1);

  const TeamsByName& named_;
  std::map<const Team*, std::size_t> depths_;
};

// Visits at most kMaxTeamsAbove teams for each team.
Result<void> check_teams_above(std::span<const Team> teams, const TeamsByName& named) {
  std::vector<std::vector<std::size_t>> parents(teams.size());
  for (std::size_t team = 0; team < teams.size(); ++team)
    for (const auto& name : teams[team].parents)
      parents[team].push_back(static_cast<std::size_t>(named.at(name) - teams.data()));
  std::vector<std::size_t> visited_for(teams.size(), teams.size());
  for (std::size_t team = 0; team < teams.size(); ++team) {
    std::vector<std::size_t> found{team};
    for (std::size_t at = 0; at < found.size(); ++at) {
      if (found.size() > kMaxTeamsAbove + 1)
        return team_fault("team_above", teams[team],
                          "more than " + std::to_string(kMaxTeamsAbove) + " teams would be above it");
      for (const std::size_t parent : parents[found[at]])
        if (std::exchange(visited_for[parent], team) != team) found.push_back(parent);
    }
  }
  return {};
}

}  // namespace

std::string_view name_of(TeamType type) {
  return kTypeNames[static_cast<std::size_t>(type)];
}

std::optional<TeamType> parse_team_type(std::string_view name) {
  const auto found = std::ranges::find(kTypeNames, name);
  if (found == kTypeNames.end()) return std::nullopt;
  return static_cast<TeamType>(found - kTypeNames.begin());
}

Result<void> check_teams(std::span<const Team> teams) {
  SALLYPORT_TRY(const TeamsByName named, by_name(teams));
  for (const Team& team : teams) {
    if (team.default_roles.size() > kMaxPolicies) return team_fault("team_roles", team, "too many default roles");
    if (team.policies.size() > kMaxPolicies) return team_fault("team_policies", team, "too many policies");
    SALLYPORT_CHECK(check_parents(team, named));
  }
  TeamDepth depth(named);
  for (const Team& team : teams) {
    const auto found = depth.of(team);
    if (!found) return Failure(found.error());
  }
  return check_teams_above(teams, named);
}

}  // namespace sallyport::identity
