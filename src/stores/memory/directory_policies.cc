// Conditional access policies and named locations.
#include <algorithm>

#include "stores/memory/directory_rows.h"
#include "stores/memory/directory_store.h"

namespace sallyport::stores {

using entra::Change;
using entra::ConditionalAccessPolicy;
using entra::NamedLocation;
using entra::ObjectId;

namespace {

template <class T>
std::vector<T> of_tenant(const Table<T>& table, const TenantId& tenant) {
  std::vector<T> found;
  for (const auto& [number, row] : table.rows)
    if (row.tenant == tenant) found.push_back(row);
  return found;
}

template <class T>
std::size_t count_of(const Table<T>& table, const TenantId& tenant) {
  return static_cast<std::size_t>(
      std::ranges::count_if(table.rows, [&](const auto& row) { return row.second.tenant == tenant; }));
}

}  // namespace

Result<void> State::check_places(const ConditionalAccessPolicy& policy) const {
  for (const ObjectId& id : entra::named_places(policy)) {
    const NamedLocation* const location = locations.find(has_id(id));
    if (location == nullptr || location->tenant != policy.tenant)
      return failure(Kind::rejected, "no_location", "", id.value);
  }
  return {};
}

Result<void> State::add(const NamedLocation& location) {
  if (locations.find(has_id(location.id)) != nullptr) return failure(Kind::conflict, "location_id_taken");
  if (count_of(locations, location.tenant) >= entra::kNamedLocations) return failure(Kind::conflict, "location_count");
  locations.add(location);
  return {};
}

Result<void> State::add(const ConditionalAccessPolicy& policy) {
  if (policies.find(has_id(policy.id)) != nullptr) return failure(Kind::conflict, "policy_id_taken");
  if (count_of(policies, policy.tenant) >= entra::kPolicies) return failure(Kind::conflict, "policy_count");
  SALLYPORT_CHECK(check_places(policy));
  policies.add(policy);
  return {};
}

Result<std::vector<ConditionalAccessPolicy>> MemoryDirectoryStore::policies(const TenantId& tenant) {
  const std::lock_guard lock(mutex_);
  return of_tenant(state_.policies, tenant);
}

Result<std::optional<ConditionalAccessPolicy>> MemoryDirectoryStore::find_policy(const ObjectId& id) {
  const std::lock_guard lock(mutex_);
  return copy_of(state_.policies.find(has_id(id)));
}

Result<void> MemoryDirectoryStore::add_policy(const ConditionalAccessPolicy& policy) {
  const std::lock_guard lock(mutex_);
  return state_.add(policy);
}

Result<void> MemoryDirectoryStore::change_policy(const ObjectId& id, const Change<ConditionalAccessPolicy>& change) {
  const std::lock_guard lock(mutex_);
  return change_row(state_.policies.find(has_id(id)), "no_policy", id.value, change,
                    [&](const ConditionalAccessPolicy& policy) { return state_.check_places(policy); });
}

Result<bool> MemoryDirectoryStore::remove_policy(const ObjectId& id) {
  const std::lock_guard lock(mutex_);
  return state_.policies.remove(has_id(id)) > 0;
}

Result<std::vector<NamedLocation>> MemoryDirectoryStore::locations(const TenantId& tenant) {
  const std::lock_guard lock(mutex_);
  return of_tenant(state_.locations, tenant);
}

Result<std::optional<NamedLocation>> MemoryDirectoryStore::find_location(const ObjectId& id) {
  const std::lock_guard lock(mutex_);
  return copy_of(state_.locations.find(has_id(id)));
}

Result<void> MemoryDirectoryStore::add_location(const NamedLocation& location) {
  const std::lock_guard lock(mutex_);
  return state_.add(location);
}

Result<void> MemoryDirectoryStore::change_location(const ObjectId& id, const Change<NamedLocation>& change) {
  const std::lock_guard lock(mutex_);
  return change_row(state_.locations.find(has_id(id)), "no_location", id.value, change, kNoCheck);
}

Result<bool> MemoryDirectoryStore::remove_location(const ObjectId& id) {
  const std::lock_guard lock(mutex_);
  const auto names_it = [&](const ConditionalAccessPolicy& policy) {
    const auto places = entra::named_places(policy);
    return std::ranges::find(places, id) != places.end();
  };
  if (state_.policies.find(names_it) != nullptr) return failure(Kind::conflict, "location_used");
  return state_.locations.remove(has_id(id)) > 0;
}

}  // namespace sallyport::stores
