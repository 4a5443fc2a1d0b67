// Assignments, consents, and what is added together.
#include "stores/memory/directory_rows.h"
#include "stores/memory/directory_store.h"

namespace sallyport::stores {

using entra::AppRoleAssignment;
using entra::Change;
using entra::Consent;
using entra::ObjectId;
using entra::Page;
using entra::PageRequest;

namespace {

template <class T>
Result<void> add_each(State& state, const std::vector<T>& values) {
  for (const T& value : values) SALLYPORT_CHECK(state.add(value));
  return {};
}

}  // namespace

Result<std::vector<AppRoleAssignment>> MemoryDirectoryStore::assignments_at(const ObjectId& resource,
                                                                            const ObjectId& holder) {
  const std::lock_guard lock(mutex_);
  std::vector<AppRoleAssignment> found;
  for (const auto& [number, each] : state_.assignments.rows) {
    const bool counts = each.principal == holder || state_.members.contains({each.principal, holder});
    if (each.resource == resource && counts) found.push_back(each);
  }
  return found;
}

Result<Page<AppRoleAssignment>> MemoryDirectoryStore::assignments_to(const ObjectId& resource,
                                                                     const PageRequest& request) {
  const std::lock_guard lock(mutex_);
  return created_page(state_.assignments, request, [&](const auto& each) { return each.resource == resource; });
}

Result<Page<AppRoleAssignment>> MemoryDirectoryStore::assignments_of(const ObjectId& principal,
                                                                     const PageRequest& request) {
  const std::lock_guard lock(mutex_);
  return created_page(state_.assignments, request, [&](const auto& each) { return each.principal == principal; });
}

Result<void> MemoryDirectoryStore::add_assignment(const AppRoleAssignment& assignment) {
  const std::lock_guard lock(mutex_);
  return state_.add(assignment);
}

Result<bool> MemoryDirectoryStore::remove_assignment(const ObjectId& principal, const ObjectId& resource,
                                                     std::string_view role_id) {
  const std::lock_guard lock(mutex_);
  return state_.assignments.remove([&](const auto& each) {
    return each.principal == principal && each.resource == resource && each.role_id == role_id;
  }) > 0;
}

Result<std::vector<Consent>> MemoryDirectoryStore::consents_for(const ObjectId& client, const ObjectId& person) {
  const std::lock_guard lock(mutex_);
  std::vector<Consent> found;
  for (const auto& [number, each] : state_.consents.rows)
    if (each.client == client && (!each.principal || *each.principal == person)) found.push_back(each);
  return found;
}

Result<Page<Consent>> MemoryDirectoryStore::consents(const TenantId& tenant, const entra::ConsentFilter& filter,
                                                     const PageRequest& request) {
  const std::lock_guard lock(mutex_);
  return created_page(state_.consents, request, [&](const Consent& each) {
    const auto* client = state_.principals.find(has_id(each.client));
    return client != nullptr && client->tenant == tenant && (filter.client.empty() || each.client == filter.client) &&
           (filter.principal.empty() || each.principal == filter.principal) &&
           (filter.resource.empty() || each.resource == filter.resource);
  });
}

Result<std::optional<Consent>> MemoryDirectoryStore::find_consent(std::string_view id) {
  const std::lock_guard lock(mutex_);
  return copy_of(state_.consents.find([&](const Consent& each) { return each.id == id; }));
}

Result<void> MemoryDirectoryStore::grant_consent(const Consent& consent) {
  const std::lock_guard lock(mutex_);
  return state_.add(consent);
}

Result<void> MemoryDirectoryStore::change_consent(std::string_view id, const Change<Consent>& change) {
  const std::lock_guard lock(mutex_);
  const auto is_it = [&](const Consent& each) { return each.id == id; };
  SALLYPORT_CHECK(change_row(state_.consents.find(is_it), "no_consent", id, change, kNoCheck));
  state_.consents.remove([&](const Consent& each) { return is_it(each) && each.scopes.empty(); });
  return {};
}

Result<bool> MemoryDirectoryStore::remove_consent(std::string_view id) {
  const std::lock_guard lock(mutex_);
  return state_.consents.remove([&](const Consent& each) { return each.id == id; }) > 0;
}

Result<void> MemoryDirectoryStore::add(const entra::Batch& batch) {
  const std::lock_guard lock(mutex_);
  State next = state_;
  SALLYPORT_CHECK(add_each(next, batch.users));
  SALLYPORT_CHECK(add_each(next, batch.groups));
  SALLYPORT_CHECK(add_each(next, batch.apps));
  SALLYPORT_CHECK(add_each(next, batch.principals));
  SALLYPORT_CHECK(add_each(next, batch.members));
  SALLYPORT_CHECK(add_each(next, batch.assignments));
  SALLYPORT_CHECK(add_each(next, batch.consents));
  SALLYPORT_CHECK(add_each(next, batch.locations));
  SALLYPORT_CHECK(add_each(next, batch.policies));
  state_ = std::move(next);
  return {};
}

}  // namespace sallyport::stores
