// The port through which people are listed, added, changed by hand, deleted and removed. Sign-ins go through
// identity_store.h, over the same people. A change is a function that runs inside one write, so that two editors lose
// nothing of each other's work, and every rule holds at the moment of the write.
//
// Every thread may call a store, calls may block, and each call is one atomic step. Every call may fail with
// unavailable/"people_store". Except in page(), a damaged record is such an error.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "identity/access/access_edit.h"
#include "identity/invitation.h"
#include "identity/person_edit.h"

namespace sallyport::identity {

enum class Include { existing, deleted, all };

// Which people are wanted. Every filter that is set must fit.
struct PeopleFilter {
  Include include = Include::existing;
  std::optional<PersonKind> kind{};
  std::optional<bool> admin{};        // by a role that was given here (is_admin_by_hand), whether disabled or not
  std::optional<std::string> role{};  // of any origin
  std::optional<EntityId> team{};     // of any origin, directly
  std::string name_prefix{};          // of the username
};

// A place in the list of people, which is sorted by username, then by id.
struct PersonPlace {
  std::string username{};
  PersonId id{};

  bool operator==(const PersonPlace&) const = default;
};

enum class PageTurn { forward, backward };

// The people right after a place, or right before it; without a place the first, or the last ones.
struct PeopleTurn {
  PageTurn turn = PageTurn::forward;
  std::optional<PersonPlace> place{};
  std::size_t limit = 10;  // at most kMaxPeoplePage
};

inline constexpr std::size_t kMaxPeoplePage = 1000;

struct PeoplePage {
  std::vector<PersonEntry> people{};   // sorted, also for PageTurn::backward
  std::optional<PersonPlace> first{};  // the places where the page begins and ends, also if the record there is
  std::optional<PersonPlace> last{};   // damaged and left out; absent: the page is empty
  bool more = false;                   // whether people follow in the direction of the turn
};

struct NewPerson {
  Labels labels{};  // the username must be new
  PersonKind kind = PersonKind::human;
  std::optional<Invitation> invitation{};  // who may sign in as this person; absent for a bot
  ByHand by_hand{};
};

// What an editor makes of a person or a bot, and what it was until then as clients saw it. The store keeps that text as
// the version before (entity_version_store.h), in the same step as the change; an empty text is not kept.
template <class Content>
struct Edited {
  Edited() = default;
  Edited(Content made, std::string text_before = {}) : content(std::move(made)), before(std::move(text_before)) {}

  Content content;
  std::string before;
};

class PeopleStore {
 public:
  virtual ~PeopleStore() = default;

  // Absent if there is no such person. Finds deleted ones, too.
  virtual Result<std::optional<PersonEntry>> find(const PersonId& id) = 0;

  // At most 2 people with this username, byte by byte, because two may have it after the rules for names have changed.
  virtual Result<std::vector<PersonEntry>> find_by_name(std::string_view username) = 0;

  // Leaves damaged records out, so that one of them does not hide the others. No page takes much longer than the first.
  virtual Result<PeoplePage> page(const PeopleFilter& filter, const PeopleTurn& turn) = 0;
  virtual Result<std::size_t> count(const PeopleFilter& filter) = 0;

  // Adds a person. Errors: those of check_edit and of InvitationStore::invite; conflict/"person_exists" (the username);
  // rejected/"role_unknown", "team_unknown" (the detail says which).
  virtual Result<PersonEntry> add(const NewPerson& person, const Editor& editor) = 0;

  // Makes of the person what `change` makes of them, and returns the outcome. If nothing differs, nothing is written.
  // `change` may be called more than once, must have no other effect, and its errors are returned. Whether there are
  // other administrators follows also from editor.administrators. A role that is added must be kAdminRole, or a role
  // that is not deleted; a team likewise.
  // Errors: rejected/"person_unknown", "role_unknown", "team_unknown"; conflict/"person_version" (somebody else has
  // changed the person since the caller saw them); rejected/"version_too_long".
  using Change = std::function<Result<Edited<ByHand>>(const PersonEntry& entry, OtherAdmins others)>;
  virtual Result<PersonEntry> change(const PersonId& id, SeenVersion seen, const Editor& editor,
                                     const Change& change) = 0;

  // Removes the person for good, with their identities, roles, teams and versions, if `check` allows it. An account
  // that comes again is then a new person with a new id. Errors: rejected/"person_unknown"; conflict/"person_version",
  // "person_has_bot" (the account of a bot goes with the bot); those of `check`.
  using Check = std::function<Result<void>(const PersonEntry& entry, OtherAdmins others)>;
  virtual Result<void> remove(const PersonId& id, SeenVersion seen, const Editor& editor, const Check& check) = 0;
};

}  // namespace sallyport::identity
