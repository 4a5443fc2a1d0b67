#include "stores/memory/access_store.h"

#include <algorithm>

namespace sallyport::stores {

using identity::AccessChanges;
using identity::AccessState;

namespace {

// Whether no two of the entities have the same name. Sorts them by name.
template <class Entity>
bool sort_by_unique_name(std::vector<Entity>& entities) {
  const auto name = [](const Entity& entity) { return entity.content.name; };
  std::ranges::sort(entities, {}, name);
  return std::ranges::adjacent_find(entities, {}, name) == entities.end();
}

}  // namespace

Result<AccessState> MemoryAccessStore::read() {
  const std::lock_guard lock(mutex_);
  return state_;
}

Result<std::int64_t> MemoryAccessStore::revision() {
  const std::lock_guard lock(mutex_);
  return state_.revision;
}

Result<void> MemoryAccessStore::check_roles_are_free(const AccessChanges& changes) const {
  const auto goes = [&](const auto& role) {
    const auto changed = std::ranges::find_if(
        changes.roles, [&](const auto& other) { return other.header.id == role.header.id && other.header.deleted; });
    return changed != changes.roles.end() ||
           std::ranges::find(changes.removed, role.header.id) != changes.removed.end();
  };
  for (const auto& role : state_.roles)
    if (goes(role) && is_held_(role.content.name))
      return failure(Kind::rejected, "entity_in_use", {}, "people have the role " + role.content.name);
  return {};
}

Result<std::int64_t> MemoryAccessStore::commit(std::int64_t at_revision, const AccessChanges& changes) {
  const std::lock_guard lock(mutex_);
  if (at_revision != state_.revision) return failure(Kind::conflict, "access_changed");
  SALLYPORT_CHECK(check_roles_are_free(changes));
  AccessState next = identity::after(state_, changes);
  const bool unique =
      sort_by_unique_name(next.policies) && sort_by_unique_name(next.roles) && sort_by_unique_name(next.teams);
  if (!unique) return failure(Kind::conflict, "entity_exists");
  SALLYPORT_CHECK(versions_.put_all(changes.history));
  for (const identity::EntityId& gone : changes.removed) SALLYPORT_CHECK(versions_.forget(gone));
  state_ = std::move(next);
  return state_.revision;
}

}  // namespace sallyport::stores
