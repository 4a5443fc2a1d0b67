#include "stores/memory/key_ring_store.h"

#include <algorithm>

namespace sallyport::stores {

using session::SealedKeys;

Result<std::vector<SealedKeys>> MemoryKeyRingStore::list() {
  const std::lock_guard lock(mutex_);
  std::vector<SealedKeys> found;
  for (auto at = generations_.rbegin(); at != generations_.rend(); ++at) found.push_back(at->second);
  return found;
}

Result<void> MemoryKeyRingStore::add(const std::vector<SealedKeys>& generations, std::int64_t forget) {
  const std::lock_guard lock(mutex_);
  if (std::ranges::any_of(generations, [this](const SealedKeys& keys) { return generations_.contains(keys.number); }))
    return failure(Kind::conflict, "keys_exist");
  for (const SealedKeys& keys : generations) generations_.emplace(keys.number, keys);
  std::erase_if(generations_, [forget](const auto& entry) { return entry.first <= forget; });
  return {};
}

}  // namespace sallyport::stores
