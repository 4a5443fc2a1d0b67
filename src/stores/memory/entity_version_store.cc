#include "stores/memory/entity_version_store.h"

#include <algorithm>

namespace sallyport::stores {

using identity::EntityId;
using identity::EntityVersion;

Result<void> MemoryEntityVersionStore::put(const EntityVersion& version) {
  return put_all({&version, 1});
}

Result<void> MemoryEntityVersionStore::put_all(std::span<const EntityVersion> versions) {
  const std::lock_guard lock(mutex_);
  if (std::ranges::any_of(versions, [](const auto& one) { return one.text.size() > identity::kMaxVersionText; }))
    return failure(Kind::rejected, "version_too_long");
  for (const EntityVersion& version : versions) {
    auto& kept = texts_[version.entity];
    kept.emplace(version.number, version.text);
    kept.erase(kept.begin(), kept.upper_bound(version.number - identity::kMaxVersionsKept));
  }
  return {};
}

Result<std::vector<EntityVersion>> MemoryEntityVersionStore::list(const EntityId& entity, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<EntityVersion> found;
  const auto kept = texts_.find(entity);
  if (kept == texts_.end()) return found;
  for (auto at = kept->second.rbegin(); at != kept->second.rend() && found.size() < limit; ++at)
    found.push_back({entity, at->first, at->second});
  return found;
}

Result<std::optional<EntityVersion>> MemoryEntityVersionStore::find(const EntityId& entity, std::int64_t number) {
  const std::lock_guard lock(mutex_);
  const auto kept = texts_.find(entity);
  if (kept == texts_.end() || !kept->second.contains(number)) return std::optional<EntityVersion>();
  return std::optional(EntityVersion{entity, number, kept->second.at(number)});
}

Result<void> MemoryEntityVersionStore::forget(const EntityId& entity) {
  const std::lock_guard lock(mutex_);
  texts_.erase(entity);
  return {};
}

}  // namespace sallyport::stores
