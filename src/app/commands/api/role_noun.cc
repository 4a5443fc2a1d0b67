// The rows of `sallyport role`.
#include "app/commands/api/common_words.h"
#include "app/commands/api/nouns.h"

namespace sallyport::app {
namespace {

constexpr std::array kRoleColumns{Column{"NAME", "name"}, Column{"DISPLAY NAME", "displayName"},
                                  Column{"POLICIES", "policies"}, Column{"MADE BY", "provider"}};
constexpr std::array kNewRole{kName, kDisplayName, kDescription,
                              list_word("--policy", "policies", "POLICY", "A policy of the role; may be repeated"),
                              kBody};
constexpr std::array kRoleChanges{kWhich,
                                  kDisplayName,
                                  kDescription,
                                  added_word("--add-policy", "policies", "POLICY", "One more policy; may be repeated"),
                                  removed_word("--remove-policy", "policies", "POLICY", "Without this policy"),
                                  kPatch,
                                  kDryRun};
constexpr std::array kRoleVerbs{
    Verb{.name = "list", .meaning = "All roles by name.", .run = list_objects, .words = kListWords},
    kShow,
    Verb{.name = "create", .meaning = "A new role.", .run = create_object, .words = kNewRole},
    Verb{.name = "edit", .meaning = "Changes a role.", .run = edit_object, .words = kRoleChanges},
    kDelete,
    kRestore,
    kVersions};

constexpr Noun kRoleNoun{"role", "roles", "Roles, each a list of policies.", "policies", kRoleColumns, kRoleVerbs};

}  // namespace

const Noun& role_noun() {
  return kRoleNoun;
}

}  // namespace sallyport::app
