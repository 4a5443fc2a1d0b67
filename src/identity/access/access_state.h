// Policies, roles and teams as they are kept: what the engine reads, and around it what administrators see.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "identity/access/entity_version_store.h"
#include "identity/policy/snapshot.h"

namespace sallyport::identity {

// The part that policies, roles and teams have in common. Their name is in the content, and never changes.
struct EntityHeader {
  EntityId id{};
  std::string display_name{};  // may be empty
  std::string description{};   // Markdown; may be empty
  std::int64_t version = 1;    // each change adds 1
  UnixTime updated{};
  std::string updated_by{};  // the username of who changed it last
  bool deleted = false;      // softly: it is kept and can be restored, but gives and denies nothing
  bool system = false;       // it cannot be deleted

  bool operator==(const EntityHeader&) const = default;
};

template <class Content>
struct Entity {
  EntityHeader header{};
  Content content{};

  bool operator==(const Entity&) const = default;
};

// Everything at one moment.
struct AccessState {
  std::int64_t revision = 0;  // each commit adds 1
  std::vector<Entity<Policy>> policies{};
  std::vector<Entity<Role>> roles{};
  std::vector<Entity<Team>> teams{};

  bool operator==(const AccessState&) const = default;
};

// What one commit changes: these entities replace those of the same ids, or are new.
struct AccessChanges {
  std::vector<Entity<Policy>> policies{};
  std::vector<Entity<Role>> roles{};
  std::vector<Entity<Team>> teams{};
  std::vector<EntityId> removed{};  // for good, with their old versions

  // What the changed entities were until now. The store keeps it in the same step (entity_version_store.h).
  std::vector<EntityVersion> history{};

  bool operator==(const AccessChanges&) const = default;
};

// The entities of one kind, so that code for all kinds is written once.
template <class Content>
struct EntityKind;
template <>
struct EntityKind<Policy> {
  static constexpr std::string_view name = "policy";
  static constexpr auto state = &AccessState::policies;
  static constexpr auto changes = &AccessChanges::policies;
};
template <>
struct EntityKind<Role> {
  static constexpr std::string_view name = "role";
  static constexpr auto state = &AccessState::roles;
  static constexpr auto changes = &AccessChanges::roles;
};
template <>
struct EntityKind<Team> {
  static constexpr std::string_view name = "team";
  static constexpr auto state = &AccessState::teams;
  static constexpr auto changes = &AccessChanges::teams;
};

// The state after the changes. The revision grows by 1.
AccessState after(AccessState state, const AccessChanges& changes);

// What the engine compiles: everything that is not deleted, and which roles are.
Model model_of(const AccessState& state, Vocabulary vocabulary);

// What a new store begins with: OpenMetadata's policies, roles and team. Leaves alone what the state has under the same
// name, also if it is deleted.
AccessChanges missing_seeds(const AccessState& state, Random& random, UnixTime now);

}  // namespace sallyport::identity
