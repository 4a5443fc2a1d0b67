// The rows of `sallyport policy`.
#include "app/commands/api/common_words.h"
#include "app/commands/api/nouns.h"

namespace sallyport::app {
namespace {

constexpr std::array kPolicyColumns{Column{"NAME", "name"}, Column{"DISPLAY NAME", "displayName"},
                                    Column{"ROLES", "roles"}, Column{"TEAMS", "teams"}, Column{"MADE BY", "provider"}};
constexpr Word kRules{.name = "--rules",
                      .member = "rules",
                      .takes = Takes::file,
                      .meaning = "A JSON list of rules; - for standard input",
                      .type = "FILE"};
constexpr std::array kNewPolicy{kName, kRules, kDisplayName, kDescription, kBody};
constexpr std::array kPolicyChanges{kWhich, kRules, kDisplayName, kDescription, kPatch, kDryRun};
constexpr std::array kConditionWords{Word{.name = "which",
                                          .into = Into::path,
                                          .meaning = "Such as 'isOwner() || noOwner()'",
                                          .type = "CONDITION",
                                          .required = true}};
constexpr std::array kResourceColumns{Column{"RESOURCE", "name"}, Column{"OPERATIONS", "operations"},
                                      Column{"ATTRIBUTES", "attributes"}};
constexpr std::array kFunctionColumns{Column{"FUNCTION", "name"}, Column{"EXAMPLE", "examples"},
                                      Column{"MEANING", "description"}};
constexpr std::array kPolicyVerbs{
    Verb{.name = "list", .meaning = "All policies by name.", .run = list_objects, .words = kListWords},
    kShow,
    Verb{.name = "create", .meaning = "A new policy.", .run = create_object, .words = kNewPolicy},
    Verb{.name = "edit", .meaning = "Changes a policy.", .run = edit_object, .words = kPolicyChanges},
    kDelete,
    kRestore,
    kVersions,
    Verb{.name = "resources",
         .meaning = "What rules may name: resources, operations, attributes.",
         .run = ask,
         .path = "/api/v1/policies/resources",
         .columns = kResourceColumns},
    Verb{.name = "functions",
         .meaning = "What conditions may call.",
         .run = ask,
         .path = "/api/v1/policies/functions",
         .columns = kFunctionColumns},
    Verb{.name = "check-condition",
         .meaning = "Checks a condition, and says where it is wrong.",
         .run = ask,
         .words = kConditionWords,
         .path = "/api/v1/policies/validation/condition/{which}",
         .done = "The condition is valid."}};

constexpr Noun kPolicyNoun{"policy",      "policies",     "Policies: rules that allow or deny.",
                           "roles,teams", kPolicyColumns, kPolicyVerbs};

}  // namespace

const Noun& policy_noun() {
  return kPolicyNoun;
}

}  // namespace sallyport::app
