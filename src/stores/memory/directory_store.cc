#include "stores/memory/directory_store.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"

namespace sallyport::stores {
namespace {

using entra::AppRegistration;
using entra::Change;
using entra::Group;
using entra::ObjectId;
using entra::Tenant;
using entra::User;

bool has_domain(const Tenant& tenant, std::string_view domain) {
  return std::ranges::any_of(tenant.domains, [&](const std::string& d) { return ascii_iequals(d, domain); });
}

// Returns a changed copy of `stored`, so that a change that fails leaves `stored` as it is.
template <class T, class Id>
Result<T> changed(const T& stored, const entra::Change<T>& change, Id T::* id) {
  T copy = stored;
  SALLYPORT_CHECK(change(copy));
  if (copy.*id != stored.*id) return failure(Kind::internal, "id_changed");
  return copy;
}

template <class T>
std::optional<T> copy_if_found(const std::vector<T>& all, auto at) {
  if (at == all.end()) return std::nullopt;
  return *at;
}

template <class T>
std::vector<T> of_tenant(const std::vector<T>& all, const TenantId& tenant) {
  std::vector<T> found;
  std::ranges::copy_if(all, std::back_inserter(found), [&](const T& each) { return each.tenant == tenant; });
  return found;
}

}  // namespace

Result<std::optional<Tenant>> MemoryDirectoryStore::find_tenant(std::string_view id_or_domain) {
  const std::lock_guard lock(mutex_);
  return copy_if_found(tenants_, std::ranges::find_if(tenants_, [&](const Tenant& tenant) {
                         return ascii_iequals(tenant.id.value, id_or_domain) || has_domain(tenant, id_or_domain);
                       }));
}

Result<std::vector<Tenant>> MemoryDirectoryStore::tenants() {
  const std::lock_guard lock(mutex_);
  return tenants_;
}

Result<void> MemoryDirectoryStore::check_domains(const Tenant& tenant) const {
  for (const Tenant& other : tenants_)
    if (other.id != tenant.id &&
        std::ranges::any_of(tenant.domains, [&](const std::string& domain) { return has_domain(other, domain); }))
      return failure(Kind::conflict, "domain_taken");
  return {};
}

Result<void> MemoryDirectoryStore::add_tenant(const Tenant& tenant) {
  const std::lock_guard lock(mutex_);
  if (std::ranges::find(tenants_, tenant.id, &Tenant::id) != tenants_.end())
    return failure(Kind::conflict, "tenant_id_taken", "", tenant.id.value);
  SALLYPORT_CHECK(check_domains(tenant));
  tenants_.push_back(tenant);
  return {};
}

Result<void> MemoryDirectoryStore::change_tenant(const TenantId& id, const Change<Tenant>& change) {
  const std::lock_guard lock(mutex_);
  const auto at = std::ranges::find(tenants_, id, &Tenant::id);
  if (at == tenants_.end()) return failure(Kind::rejected, "no_tenant", "", id.value);
  SALLYPORT_TRY(auto tenant, changed(*at, change, &Tenant::id));
  SALLYPORT_CHECK(check_domains(tenant));
  *at = std::move(tenant);
  return {};
}

Result<std::optional<User>> MemoryDirectoryStore::find_user(const ObjectId& id) {
  const std::lock_guard lock(mutex_);
  return copy_if_found(users_, std::ranges::find(users_, id, &User::id));
}

Result<std::optional<User>> MemoryDirectoryStore::find_user_by_name(std::string_view user_principal_name) {
  const std::lock_guard lock(mutex_);
  return copy_if_found(users_, std::ranges::find_if(users_, [&](const User& user) {
                         return ascii_iequals(user.user_principal_name, user_principal_name);
                       }));
}

Result<std::vector<User>> MemoryDirectoryStore::users(const TenantId& tenant) {
  const std::lock_guard lock(mutex_);
  return of_tenant(users_, tenant);
}

Result<void> MemoryDirectoryStore::check_name(const User& user) const {
  for (const User& other : users_)
    if (other.id != user.id && ascii_iequals(other.user_principal_name, user.user_principal_name))
      return failure(Kind::conflict, "user_name_taken");
  return {};
}

Result<void> MemoryDirectoryStore::check_id_is_free(const ObjectId& id) const {
  const auto user = std::ranges::find(users_, id, &User::id);
  if (user != users_.end())
    return failure(Kind::conflict, "user_id_taken", "", id.value + " is the id of " + user->user_principal_name);
  const auto group = groups_.find(id);
  if (group != groups_.end())
    return failure(Kind::conflict, "group_id_taken", "",
                   id.value + " is the id of the group " + group->second.display_name);
  return {};
}

Result<void> MemoryDirectoryStore::add_user(const User& user) {
  const std::lock_guard lock(mutex_);
  SALLYPORT_CHECK(check_id_is_free(user.id));
  SALLYPORT_CHECK(check_name(user));
  users_.push_back(user);
  return {};
}

Result<void> MemoryDirectoryStore::change_user(const ObjectId& id, const Change<User>& change) {
  const std::lock_guard lock(mutex_);
  const auto at = std::ranges::find(users_, id, &User::id);
  if (at == users_.end()) return failure(Kind::rejected, "no_user", "", id.value);
  SALLYPORT_TRY(auto user, changed(*at, change, &User::id));
  SALLYPORT_CHECK(check_name(user));
  *at = std::move(user);
  return {};
}

Result<std::vector<Group>> MemoryDirectoryStore::groups(const TenantId& tenant) {
  const std::lock_guard lock(mutex_);
  std::vector<Group> found;
  for (const auto& [id, group] : groups_)
    if (group.tenant == tenant) found.push_back(group);
  std::ranges::sort(found, {}, [](const Group& group) { return std::tie(group.display_name, group.id); });
  return found;
}

Result<void> MemoryDirectoryStore::add_group(const Group& group) {
  const std::lock_guard lock(mutex_);
  SALLYPORT_CHECK(check_id_is_free(group.id));
  groups_.emplace(group.id, group);
  return {};
}

Result<void> MemoryDirectoryStore::change_group(const ObjectId& id, const Change<Group>& change) {
  const std::lock_guard lock(mutex_);
  const auto at = groups_.find(id);
  if (at == groups_.end()) return failure(Kind::rejected, "no_group", "", id.value);
  SALLYPORT_TRY(at->second, changed(at->second, change, &Group::id));
  return {};
}

Result<std::vector<ObjectId>> MemoryDirectoryStore::groups_of(const ObjectId& user) {
  const std::lock_guard lock(mutex_);
  std::vector<ObjectId> found;
  for (const auto& [id, group] : groups_)
    if (std::ranges::find(group.members, user) != group.members.end()) found.push_back(id);
  return found;
}

Result<std::optional<AppRegistration>> MemoryDirectoryStore::find_app(const ClientId& client) {
  const std::lock_guard lock(mutex_);
  return copy_if_found(apps_, std::ranges::find(apps_, client, &AppRegistration::client_id));
}

Result<std::optional<AppRegistration>> MemoryDirectoryStore::find_app_by_identifier(std::string_view uri) {
  const std::lock_guard lock(mutex_);
  return copy_if_found(apps_, std::ranges::find_if(apps_, [&](const AppRegistration& app) {
                         return std::ranges::find(app.identifier_uris, uri) != app.identifier_uris.end();
                       }));
}

Result<std::vector<AppRegistration>> MemoryDirectoryStore::apps(const TenantId& tenant) {
  const std::lock_guard lock(mutex_);
  return of_tenant(apps_, tenant);
}

Result<void> MemoryDirectoryStore::check_identifiers(const AppRegistration& app) const {
  for (const AppRegistration& other : apps_) {
    if (other.client_id == app.client_id) continue;
    for (const std::string& uri : app.identifier_uris)
      if (std::ranges::find(other.identifier_uris, uri) != other.identifier_uris.end())
        return failure(Kind::conflict, "identifier_taken");
  }
  return {};
}

Result<void> MemoryDirectoryStore::add_app(const AppRegistration& app) {
  const std::lock_guard lock(mutex_);
  if (std::ranges::find(apps_, app.client_id, &AppRegistration::client_id) != apps_.end())
    return failure(Kind::conflict, "client_id_taken", "", app.client_id.value);
  SALLYPORT_CHECK(check_identifiers(app));
  apps_.push_back(app);
  return {};
}

Result<void> MemoryDirectoryStore::change_app(const ClientId& client, const Change<AppRegistration>& change) {
  const std::lock_guard lock(mutex_);
  const auto at = std::ranges::find(apps_, client, &AppRegistration::client_id);
  if (at == apps_.end()) return failure(Kind::rejected, "no_app", "", client.value);
  SALLYPORT_TRY(auto app, changed(*at, change, &AppRegistration::client_id));
  SALLYPORT_CHECK(check_identifiers(app));
  *at = std::move(app);
  return {};
}

Result<void> MemoryDirectoryStore::remove_app(const ClientId& client) {
  const std::lock_guard lock(mutex_);
  std::erase_if(apps_, [&](const AppRegistration& app) { return app.client_id == client; });
  return {};
}

}  // namespace sallyport::stores
