// The rows of `sallyport team`.
#include "app/commands/api/common_words.h"
#include "app/commands/api/nouns.h"

namespace sallyport::app {
namespace {

constexpr std::string_view kTeamTypes = "BusinessUnit Division Department Group";

constexpr std::array kTeamColumns{Column{"NAME", "name"},         Column{"TYPE", "teamType"},
                                  Column{"PARENTS", "parents"},   Column{"DEFAULT ROLES", "defaultRoles"},
                                  Column{"POLICIES", "policies"}, Column{"PEOPLE", "userCount"}};
constexpr Word kJoinableOnly{.name = "--joinable",
                             .member = "isJoinable",
                             .takes = Takes::yes_no,
                             .into = Into::query,
                             .meaning = "Only teams that people may join, or only others"};
constexpr Word kTeamType{.name = "--type", .member = "teamType", .meaning = "The kind of team", .choices = kTeamTypes};
constexpr Word kTeamEmail{.name = "--email", .member = "email", .meaning = "The team's address"};
constexpr Word kJoinable{.name = "--joinable",
                         .member = "isJoinable",
                         .takes = Takes::yes_no,
                         .meaning = "Whether people may join by themselves"};
constexpr std::array kTeamFilters{kLimit, kOnlyDeleted, kJoinableOnly,
                                  filter_word("--parent", "parentTeam", "TEAM", "Only teams directly below this one")};
constexpr std::array kNewTeam{
    kName,
    kTeamType,
    kDisplayName,
    kDescription,
    kTeamEmail,
    kJoinable,
    list_word("--parent", "parents", "TEAM", "The team above; may be repeated"),
    list_word("--default-role", "defaultRoles", "ROLE", "A role of all members; may be repeated"),
    list_word("--policy", "policies", "POLICY", "A policy for all members; may be repeated"),
    kBody};
constexpr std::array kTeamChanges{
    kWhich,
    kTeamType,
    kDisplayName,
    kDescription,
    kTeamEmail,
    kJoinable,
    added_word("--add-parent", "parents", "TEAM", "One more team above"),
    removed_word("--remove-parent", "parents", "TEAM", "No longer below this team"),
    added_word("--add-default-role", "defaultRoles", "ROLE", "One more role of all members"),
    removed_word("--remove-default-role", "defaultRoles", "ROLE", "No longer a role of all members"),
    added_word("--add-policy", "policies", "POLICY", "One more policy for all members"),
    removed_word("--remove-policy", "policies", "POLICY", "No longer a policy for all members"),
    kPatch,
    kDryRun};
constexpr std::array kDeleteTeam{kWhich, kForGood,
                                 Word{.name = "--recursive",
                                      .member = "recursive",
                                      .takes = Takes::flag,
                                      .into = Into::query,
                                      .meaning = "With the teams below"}};
constexpr std::array kTreeWords{kJoinableOnly};
constexpr std::array kTeamVerbs{
    Verb{.name = "list", .meaning = "All teams by name.", .run = list_objects, .words = kTeamFilters},
    Verb{.name = "tree",
         .meaning = "The teams, each below its parents.",
         .run = ask_for_tree,
         .words = kTreeWords,
         .path = "/api/sallyport/v1/teams/hierarchy"},
    kShow,
    Verb{.name = "create", .meaning = "A new team.", .run = create_object, .words = kNewTeam},
    Verb{.name = "edit", .meaning = "Changes a team.", .run = edit_object, .words = kTeamChanges},
    Verb{.name = "delete", .meaning = "Deletes one; it can be restored.", .run = delete_object, .words = kDeleteTeam},
    kRestore,
    kVersions};

constexpr Noun kTeamNoun{
    "team",       "teams",   "Teams, and what their members get from them.", "parents,defaultRoles,policies,userCount",
    kTeamColumns, kTeamVerbs};

}  // namespace

const Noun& team_noun() {
  return kTeamNoun;
}

}  // namespace sallyport::app
