#include "identity/policy/teams.h"

#include "identity/policy/policy_fixture.h"

namespace sallyport::identity {
namespace {

using namespace testing;
using enum TeamType;

// The small teams and these.
std::string_view teams_reason(const std::vector<Team>& more) {
  auto teams = small_teams();
  teams.insert(teams.end(), more.begin(), more.end());
  return reason_of(check_teams(teams));
}

TEST(Teams, TheSmallHierarchyPasses) {
  EXPECT_EQ(teams_reason({}), "none");
}

TEST(Teams, TypesHaveOpenMetadatasNames) {
  EXPECT_EQ(name_of(business_unit), "BusinessUnit");
  EXPECT_EQ(parse_team_type("Group"), group);
  EXPECT_EQ(parse_team_type("group"), std::nullopt);
}

TEST(Teams, ATeamStandsUnderItsOwnOrAHigherType) {
  struct Row {
    TeamType type;
    TeamType parent;
    std::string_view reason;
  };
  for (const Row& row : {
           Row{business_unit, business_unit, "none"},
           Row{division, business_unit, "none"},
           Row{division, division, "none"},
           Row{department, division, "none"},
           Row{department, department, "none"},
           Row{group, department, "none"},
           Row{business_unit, division, "team_parents"},
           Row{division, department, "team_parents"},
           Row{department, group, "team_parents"},  // a group is always at the bottom
           Row{group, group, "team_parents"},
       }) {
    EXPECT_EQ(teams_reason({{.name = "A", .type = row.parent, .parents = {"Organization"}},
                            {.name = "B", .type = row.type, .parents = {"A"}}}),
              row.reason)
        << name_of(row.type) << " under " << name_of(row.parent);
  }
}

TEST(Teams, OnlyDepartmentsAndGroupsHaveSeveralParents) {
  EXPECT_EQ(teams_reason({{.name = "A", .type = department, .parents = {"Sales", "Organization"}}}), "none");
  EXPECT_EQ(teams_reason({{.name = "A", .type = division, .parents = {"Sales", "Organization"}}}), "team_parents");
}

TEST(Teams, EveryTeamButTheOrganizationHasParentsThatExist) {
  EXPECT_EQ(teams_reason({{.name = "A"}}), "team_parents");
  EXPECT_EQ(teams_reason({{.name = "A", .parents = {"Salse"}}}), "team_parents");
  EXPECT_EQ(teams_reason({{.name = "A", .parents = {"Sales", "Sales"}}}), "team_parents");
}

TEST(Teams, ThereIsOneOrganization) {
  EXPECT_EQ(reason_of(check_teams(std::vector<Team>{})), "team_organization");
  EXPECT_EQ(teams_reason({{.name = "Other", .type = organization}}), "team_organization");
  EXPECT_EQ(reason_of(check_teams(std::vector<Team>{{.name = "Organization", .type = group}})), "team_organization");
}

TEST(Teams, NamesAreUnique) {
  EXPECT_EQ(teams_reason({{.name = "Sales", .type = division, .parents = {"Organization"}}}), "team_name");
  EXPECT_EQ(teams_reason({{.name = "", .parents = {"Organization"}}}), "team_name");
}

TEST(Teams, NoTeamIsAboveItself) {
  EXPECT_EQ(teams_reason(
                {{.name = "A", .type = division, .parents = {"B"}}, {.name = "B", .type = division, .parents = {"A"}}}),
            "team_circle");
  EXPECT_EQ(teams_reason({{.name = "A", .type = division, .parents = {"A"}}}), "team_circle");
}

TEST(Teams, DepthIsBounded) {
  const auto chain = [](std::size_t length) {
    std::vector<Team> teams;
    for (std::size_t i = 1; i <= length; ++i)
      teams.push_back({.name = "T" + std::to_string(i),
                       .type = department,
                       .parents = {i == 1 ? "Organization" : "T" + std::to_string(i - 1)}});
    return teams;
  };
  EXPECT_EQ(teams_reason(chain(kMaxTeamDepth)), "none");
  EXPECT_EQ(teams_reason(chain(kMaxTeamDepth + 1)), "team_depth");
  auto backwards = chain(kMaxTeamDepth + 1);  // the deepest first
  std::ranges::reverse(backwards);
  EXPECT_EQ(teams_reason(backwards), "team_depth");
}

// Departments side by side, and under all of them departments, and so on, have many teams above without being deep.
TEST(Teams, TheNumberOfTeamsAboveIsBounded) {
  const auto layers = [](std::size_t last) {
    std::vector<Team> teams;
    std::vector<std::string> above{"Organization"};
    for (const std::size_t width : {kMaxParents, kMaxParents, kMaxParents, last, std::size_t{1}}) {
      std::vector<std::string> names;
      for (std::size_t i = 0; i < width; ++i) {
        names.push_back("T" + std::to_string(teams.size()));
        teams.push_back({.name = names.back(), .type = department, .parents = above});
      }
      above = names;
    }
    return teams;
  };
  const std::size_t most = kMaxTeamsAbove - 3 * kMaxParents - 1;  // the organization is above, too
  EXPECT_EQ(teams_reason(layers(most)), "none");
  EXPECT_EQ(teams_reason(layers(most + 1)), "team_above");
}

// Each level of teams doubles the number of ways to the top.
TEST(Teams, ManyWaysToTheTopTakeNoLonger) {
  std::vector<Team> teams;
  for (std::size_t level = 1; level <= 30; ++level)
    for (const std::string side : {"a", "b"}) {
      const std::string above = std::to_string(level - 1);
      teams.push_back({.name = side + std::to_string(level), .type = department});
      teams.back().parents = level == 1 ? Names{"Organization"} : Names{"a" + above, "b" + above};
    }
  EXPECT_EQ(teams_reason(teams), "none");
}

}  // namespace
}  // namespace sallyport::identity
