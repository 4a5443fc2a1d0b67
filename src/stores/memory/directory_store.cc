#include "stores/memory/directory_store.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"

namespace sallyport::stores {
namespace {

using entra::AppRegistration;
using entra::Group;
using entra::ObjectId;
using entra::Tenant;
using entra::User;

bool has_domain(const Tenant& tenant, std::string_view domain) {
  return std::ranges::any_of(tenant.domains, [&](const std::string& d) { return ascii_iequals(d, domain); });
}

template <class T, class Key, class Projection>
void put(std::vector<T>& all, const T& value, const Key& key, Projection projection) {
  const auto at = std::ranges::find(all, key, projection);
  if (at == all.end())
    all.push_back(value);
  else
    *at = value;
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

Result<void> MemoryDirectoryStore::put_tenant(const Tenant& tenant) {
  const std::lock_guard lock(mutex_);
  for (const Tenant& other : tenants_)
    if (other.id != tenant.id &&
        std::ranges::any_of(tenant.domains, [&](const std::string& domain) { return has_domain(other, domain); }))
      return failure(Kind::conflict, "domain_taken");
  put(tenants_, tenant, tenant.id, &Tenant::id);
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

Result<void> MemoryDirectoryStore::put_user(const User& user) {
  const std::lock_guard lock(mutex_);
  for (const User& other : users_)
    if (other.id != user.id && ascii_iequals(other.user_principal_name, user.user_principal_name))
      return failure(Kind::conflict, "user_name_taken");
  put(users_, user, user.id, &User::id);
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

Result<void> MemoryDirectoryStore::put_group(const Group& group) {
  const std::lock_guard lock(mutex_);
  groups_[group.id] = group;
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

Result<void> MemoryDirectoryStore::put_app(const AppRegistration& app) {
  const std::lock_guard lock(mutex_);
  for (const AppRegistration& other : apps_) {
    if (other.client_id == app.client_id) continue;
    for (const std::string& uri : app.identifier_uris)
      if (std::ranges::find(other.identifier_uris, uri) != other.identifier_uris.end())
        return failure(Kind::conflict, "identifier_taken");
  }
  put(apps_, app, app.client_id, &AppRegistration::client_id);
  return {};
}

Result<void> MemoryDirectoryStore::remove_app(const ClientId& client) {
  const std::lock_guard lock(mutex_);
  std::erase_if(apps_, [&](const AppRegistration& app) { return app.client_id == client; });
  return {};
}

}  // namespace sallyport::stores
