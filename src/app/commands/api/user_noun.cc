// The rows of `sallyport user`.
#include "app/commands/api/common_words.h"
#include "app/commands/api/nouns.h"

namespace sallyport::app {
namespace {

constexpr std::array kUserColumns{Column{"NAME", "name"},   Column{"DISPLAY NAME", "displayName"},
                                  Column{"EMAIL", "email"}, Column{"ROLES", "roles"},
                                  Column{"TEAMS", "teams"}, Column{"ADMIN", "isAdmin"}};
constexpr std::array kUserFilters{kLimit,
                                  kOnlyDeleted,
                                  filter_word("--team", "team", "TEAM", "Only members of this team"),
                                  filter_word("--role", "role", "ROLE", "Only those who have this role"),
                                  Word{.name = "--admin",
                                       .member = "isAdmin",
                                       .takes = Takes::yes_no,
                                       .into = Into::query,
                                       .meaning = "Only administrators by hand, or only others"},
                                  Word{.name = "--bot",
                                       .member = "isBot",
                                       .takes = Takes::yes_no,
                                       .into = Into::query,
                                       .meaning = "Only accounts of bots, or only people"},
                                  filter_word("--prefix", "namePrefix", "TEXT", "Only names that begin so")};
constexpr std::array kNewUser{
    Word{.name = "email",
         .member = "email",
         .meaning = "The address that the account proves at its first sign-in",
         .type = "EMAIL",
         .also = "name"},
    kDisplayName,
    kDescription,
    list_word("--role", "roles", "ROLE", "A role by hand; may be repeated"),
    list_word("--team", "teams", "TEAM", "A team by hand; may be repeated"),
    Word{.name = "--admin", .member = "isAdmin", .takes = Takes::flag, .meaning = "An administrator by hand"},
    kBody};
constexpr std::array kUserChanges{kWhich,
                                  kDisplayName,
                                  kDescription,
                                  Word{.name = "--timezone", .member = "timezone", .meaning = "Such as Europe/Berlin"},
                                  added_word("--add-role", "roles", "ROLE", "Give a role by hand; may be repeated"),
                                  removed_word("--remove-role", "roles", "ROLE", "Take a role that was given by hand"),
                                  added_word("--add-team", "teams", "TEAM", "Add to a team by hand; may be repeated"),
                                  removed_word("--remove-team", "teams", "TEAM", "Take out of a team"),
                                  Word{.name = "--admin",
                                       .member = "isAdmin",
                                       .takes = Takes::yes_no,
                                       .meaning = "Make an administrator by hand, or no longer"},
                                  kPatch,
                                  kDryRun};
constexpr std::array kGroupColumns{Column{"NAME", "name"}, Column{"DISPLAY NAME", "displayName"}};
constexpr std::array kUserVerbs{
    Verb{.name = "list", .meaning = "People and the accounts of bots.", .run = list_objects, .words = kUserFilters},
    kShow,
    Verb{.name = "create",
         .meaning = "Lets an account in that could not come by itself.",
         .run = create_object,
         .words = kNewUser},
    Verb{.name = "edit", .meaning = "Changes what was set by hand.", .run = edit_object, .words = kUserChanges},
    kDelete,
    kRestore,
    kVersions,
    Verb{.name = "disable",
         .meaning = "Ends their sessions and refuses their sign-ins and tokens.",
         .run = ask,
         .words = kWhichWords,
         .method = "PUT",
         .path = "/api/sallyport/v1/users/{id}/disabled",
         .constant = R"({"disabled":true})",
         .done = "Disabled {which}."},
    Verb{.name = "enable",
         .meaning = "Lets somebody in again.",
         .run = ask,
         .words = kWhichWords,
         .method = "PUT",
         .path = "/api/sallyport/v1/users/{id}/disabled",
         .constant = R"({"disabled":false})",
         .done = "Enabled {which}."},
    Verb{.name = "disabled",
         .meaning = "Whether somebody is disabled, by hand or by SCIM.",
         .run = ask,
         .words = kWhichWords,
         .path = "/api/sallyport/v1/users/{id}/disabled"},
    Verb{.name = "invite",
         .meaning = "Mails somebody a one-time link at which they choose the password of their local account.",
         .run = ask,
         .words = kWhichWords,
         .method = "POST",
         .path = "/api/sallyport/v1/users/{id}/passwordLink",
         .constant = R"({"mail":true})",
         .done = "A link is on its way to {which}."},
    Verb{.name = "password-link",
         .meaning = "A one-time link at which somebody chooses the password of their local account.",
         .run = ask,
         .words = kWhichWords,
         .method = "POST",
         .path = "/api/sallyport/v1/users/{id}/passwordLink"},
    Verb{.name = "my-groups",
         .meaning = "The teams of type Group that you are in.",
         .run = ask,
         .path = "/api/sallyport/v1/users/loggedInUser/groupTeams",
         .columns = kGroupColumns},
    Verb{.name = "second-factor",
         .meaning = "Whether somebody has set up a second factor.",
         .run = ask,
         .words = kWhichWords,
         .path = "/api/sallyport/v1/users/{id}/secondFactor"},
    Verb{.name = "reset-second-factor",
         .meaning = "Takes the second factor of somebody who lost it away, and ends their sessions.",
         .run = ask,
         .words = kWhichWords,
         .method = "DELETE",
         .path = "/api/sallyport/v1/users/{id}/secondFactor",
         .done = "Reset the second factor of {which}."},
    Verb{.name = "whoami",
         .meaning = "As whom the gateway takes you.",
         .run = ask,
         .path = "/api/sallyport/v1/users/loggedInUser"}};

constexpr Noun kUserNoun{"user", "users", "People, and the accounts of bots.", "roles,teams", kUserColumns, kUserVerbs};

}  // namespace

const Noun& user_noun() {
  return kUserNoun;
}

}  // namespace sallyport::app
