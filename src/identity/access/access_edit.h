// What administrators do to policies, roles and teams, as pure functions: from the state and an order they make the
// changes to commit, or say why not. The caller commits them at the revision of the state that it passed, and begins
// again if somebody else was faster, so every check here holds at the moment of the commit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "identity/access/access_state.h"
#include "identity/access/administrators.h"

namespace sallyport::identity {

// Who changes something, and when.
struct Editor {
  std::string name{};
  UnixTime now{};
  Administrators administrators{};  // at that time; only changes of people look at them
};

// The labels of an entity, which have no meaning for the engine.
struct EntityLabels {
  std::string display_name{};
  std::string description{};

  bool operator==(const EntityLabels&) const = default;
};

inline constexpr std::size_t kMaxEntities = 10'000;        // of one kind, with those that are deleted
inline constexpr std::size_t kMaxDisplayName = 256;        // bytes
inline constexpr std::size_t kMaxDescription = 64 * 1024;  // bytes
inline constexpr std::size_t kMaxTeamEmail = 254;          // bytes

enum class Deletion { soft, hard };

// The version that the caller has seen (If-Match); absent: any.
using SeenVersion = std::optional<std::int64_t>;

// The functions exist for Policy, Role and Team. All may fail with these errors, and each with its own:
// malformed with the reasons of check_policy(), check_role(), check_teams(), and with "entity_labels" (too long, or not
// UTF-8) and "team_email"; rejected/"reference_unknown" (it names a policy, role or team that does not exist; the
// detail says which).

// Adds a new entity. Errors: conflict/"entity_exists" (one of this name exists, perhaps deleted);
// rejected/"entity_limit".
template <class Content>
Result<AccessChanges> create_entity(const AccessState& state, const Vocabulary& vocabulary, const EntityId& id,
                                    Content content, EntityLabels labels, const Editor& editor);

// Replaces content and labels. An entity that does not differ is left as it is, and the changes are empty. Errors:
// rejected/"entity_unknown" (there is none, or it is deleted), "name_fixed" (the content has another name);
// conflict/"entity_version" (somebody else has changed it).
template <class Content>
Result<AccessChanges> change_entity(const AccessState& state, const Vocabulary& vocabulary, const EntityId& id,
                                    Content content, EntityLabels labels, SeenVersion seen, const Editor& editor);

// Deletes an entity; softly, it can be restored, and then a second call with `hard` removes it. Nothing that is in use
// can be deleted, also not by a condition that names it, so that no rule that denies disappears unnoticed. Errors:
// rejected/"entity_unknown", "entity_system", "entity_in_use" (the detail says by what); conflict/"entity_version".
template <class Content>
Result<AccessChanges> delete_entity(const AccessState& state, const EntityId& id, Deletion deletion, SeenVersion seen,
                                    const Editor& editor);

// Brings back what was softly deleted. Errors: rejected/"entity_unknown" (there is none, or it is not deleted).
template <class Content>
Result<AccessChanges> restore_entity(const AccessState& state, const Vocabulary& vocabulary, const EntityId& id,
                                     const Editor& editor);

// Deletes a team with all teams below it. Errors: those of delete_entity(); "entity_in_use" also if a team below has a
// parent elsewhere, because it would be lost there. `seen` is the version of the team itself.
Result<AccessChanges> delete_team_tree(const AccessState& state, const EntityId& id, Deletion deletion,
                                       SeenVersion seen, const Editor& editor);

}  // namespace sallyport::identity
