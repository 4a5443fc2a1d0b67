// A person as administrators see them, and the part of it that is changed by hand. The rules about such a change are
// pure functions here; a store runs them inside one write (people_store.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "identity/access/administrators.h"
#include "identity/person.h"
#include "identity/profile.h"
#include "identity/team_member_store.h"

namespace sallyport::identity {

enum class PersonKind {
  human,
  bot,  // a program's account: nobody signs in as it, it is in no team, and its roles are given by hand
};

// Everything that is set by hand. Roles and teams of other origins are not in it, so that no edit touches them.
struct ByHand {
  Profile profile{};
  std::vector<std::string> roles{};  // sorted, without duplicates
  std::vector<EntityId> teams{};     // sorted, without duplicates
  bool disabled = false;
  bool deleted = false;  // softly: nobody signs in as this person, but everything is kept and can be brought back

  bool operator==(const ByHand&) const = default;
};

struct PersonEntry {
  Person person{};  // `disabled` is true also of a deleted or deprovisioned person
  PersonKind kind = PersonKind::human;
  ByHand by_hand{};
  std::vector<TeamMembership> teams{};  // of every origin, sorted
  std::int64_t version = 1;             // each change by hand adds 1; a sign-in adds nothing
  UnixTime updated{};                   // of the last change by hand; before the first one, when the person was created
  std::string updated_by{};             // the username of who made it; empty before the first one
  bool deprovisioned = false;           // a provisioning client says that they may not sign in

  bool operator==(const PersonEntry&) const = default;
};

// Whether somebody else is an administrator, has signed in, and is neither disabled nor deleted; or whether the local
// administrator can sign in.
enum class OtherAdmins { none, some };

// Whether the person is an administrator by a role that they were given here, whatever the configuration and the
// provider say, and is not kept out.
bool is_admin_by_hand(const PersonEntry& entry);

// Whether the person has the right of an administrator, by whatever way, even if they are kept out. A bot never has it.
bool has_right_of_admin(const PersonEntry& entry, const Administrators& administrators);

// Checks what an editor makes of a person. Errors: those of check_profile; malformed/"bot_with_team", "bot_admin";
// conflict/"last_administrator" (nobody would be left who could undo it).
Result<void> check_edit(const PersonEntry& before, const ByHand& after, OtherAdmins others,
                        const Administrators& administrators = {});

// Checks that a person can be removed for good, or kept out. Errors: conflict/"last_administrator".
Result<void> check_removal(const PersonEntry& entry, OtherAdmins others, const Administrators& administrators = {});

// The name of a bot's account, as in OpenMetadata: 1 to 64 letters, digits, "-", "_" and ".", none of them upper case,
// because people's names are lower case, too. Errors: malformed/"bot_name".
Result<void> check_bot_name(std::string_view name);

// Sorts and drops duplicates, so that two equal sets compare equal.
ByHand normalized(ByHand by_hand);

}  // namespace sallyport::identity
