// Teams, and which team may stand under which. They form a hierarchy with the organization at its top; a team passes
// its default roles and its policies on to everybody in it and below it. Source: OpenMetadata, Team structure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sallyport::identity {

// From the top down: a team stands under teams of the same type or of types before its own. A group is always at the
// bottom, and there is one organization, at the top.
enum class TeamType : std::uint8_t { organization, business_unit, division, department, group };

inline constexpr std::string_view kOrganization = "Organization";  // the name of the team at the top
inline constexpr std::size_t kMaxTeamDepth = 32;
inline constexpr std::size_t kMaxParents = 50;
inline constexpr std::size_t kMaxTeamsAbove = 200;  // of one team; whoever decides visits all of them

// "BusinessUnit"
std::string_view name_of(TeamType type);
std::optional<TeamType> parse_team_type(std::string_view name);

struct Team {
  std::string name{};  // no other team has the same
  TeamType type = TeamType::group;
  std::vector<std::string> parents{};        // by name; empty only for the organization
  std::vector<std::string> default_roles{};  // of everybody in the team and below it
  std::vector<std::string> policies{};       // likewise, and of everybody who touches what the team owns
  bool joinable = true;                      // people may join it themselves
  std::string email{};                       // may be empty

  bool operator==(const Team&) const = default;
};

// Checks all teams together, as they would be after a change. Takes time linear in the number of teams and parents,
// times kMaxTeamsAbove.
// Errors (malformed): "team_name" (wrong, or given twice); "team_organization" (none, a second one, or one with another
// name than Organization); "team_parents" (none, too many, unknown, the same twice, of a wrong type, or several for a
// business unit or a division); "team_circle"; "team_depth"; "team_above" (too many teams above it); "team_roles",
// "team_policies" (too many).
Result<void> check_teams(std::span<const Team> teams);

}  // namespace sallyport::identity
