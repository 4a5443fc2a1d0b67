// The port that keeps what an entity was before its changes, for people who want to see what somebody changed. An
// entity is a policy, a role, a team, a person or a bot. Its newest version is the entity itself and is not kept here.
//
// Every thread may call a store, calls may block, and each call is one atomic step. Every call may fail with
// unavailable/"entity_version_store".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/tagged.h"

namespace sallyport::identity {

using EntityId = Tagged<struct EntityIdTag>;  // a UUID that Sallyport made; no two entities have the same

struct EntityVersion {
  EntityId entity{};
  std::int64_t number = 0;  // as in EntityHeader; the next version has the next number
  std::string text{};       // the entity as clients saw it: JSON that no store looks into

  bool operator==(const EntityVersion&) const = default;
};

// Of each entity, the newest ones are kept. Older ones go when a newer one comes.
inline constexpr std::int64_t kMaxVersionsKept = 100;
inline constexpr std::size_t kMaxVersionText = 1 << 20;  // bytes

class EntityVersionStore {
 public:
  virtual ~EntityVersionStore() = default;

  // Keeps a version. One of the same number stays as it is, because versions never change. Errors:
  // rejected/"version_too_long".
  virtual Result<void> put(const EntityVersion& version) = 0;

  // At most `limit` versions of the entity, the newest first. Empty if there are none.
  virtual Result<std::vector<EntityVersion>> list(const EntityId& entity, std::size_t limit) = 0;

  virtual Result<std::optional<EntityVersion>> find(const EntityId& entity, std::int64_t number) = 0;

  // Removes all versions of an entity that is removed for good.
  virtual Result<void> forget(const EntityId& entity) = 0;
};

}  // namespace sallyport::identity
