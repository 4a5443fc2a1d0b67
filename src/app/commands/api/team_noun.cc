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
                                  Word{.name = "--parent",
                                       .member = "parentTeam",
                                       .into = Into::query,
                                       .meaning = "Only teams directly below this one",
                                       .type = "TEAM"}};
constexpr std::array kNewTeam{kName,
                              kTeamType,
                              kDisplayName,
                              kDescription,
                              kTeamEmail,
                              kJoinable,
                              Word{.name = "--parent",
                                   .member = "parents",
                                   .takes = Takes::texts,
                                   .meaning = "The team above; may be repeated",
                                   .type = "TEAM"},
                              Word{.name = "--default-role",
                                   .member = "defaultRoles",
                                   .takes = Takes::texts,
                                   .meaning = "A role of all members; may be repeated",
                                   .type = "ROLE"},
                              Word{.name = "--policy",
                                   .member = "policies",
                                   .takes = Takes::texts,
                                   .meaning = "A policy for all members; may be repeated",
                                   .type = "POLICY"},
                              kBody};
constexpr std::array kTeamChanges{kWhich,
                                  kTeamType,
                                  kDisplayName,
                                  kDescription,
                                  kTeamEmail,
                                  kJoinable,
                                  Word{.name = "--add-parent",
                                       .member = "parents",
                                       .takes = Takes::add,
                                       .meaning = "One more team above",
                                       .type = "TEAM"},
                                  Word{.name = "--remove-parent",
                                       .member = "parents",
                                       .takes = Takes::remove,
                                       .meaning = "No longer below this team",
                                       .type = "TEAM"},
                                  Word{.name = "--add-default-role",
                                       .member = "defaultRoles",
                                       .takes = Takes::add,
                                       .meaning = "One more role of all members",
                                       .type = "ROLE"},
                                  Word{.name = "--remove-default-role",
                                       .member = "defaultRoles",
                                       .takes = Takes::remove,
                                       .meaning = "No longer a role of all members",
                                       .type = "ROLE"},
                                  Word{.name = "--add-policy",
                                       .member = "policies",
                                       .takes = Takes::add,
                                       .meaning = "One more policy for all members",
                                       .type = "POLICY"},
                                  Word{.name = "--remove-policy",
                                       .member = "policies",
                                       .takes = Takes::remove,
                                       .meaning = "No longer a policy for all members",
                                       .type = "POLICY"},
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
