// App registrations and service principals.
#include <algorithm>

#include "stores/memory/directory_rows.h"
#include "stores/memory/directory_store.h"

namespace sallyport::stores {

using entra::AppRegistration;
using entra::Change;
using entra::ObjectId;
using entra::Page;
using entra::PageRequest;
using entra::ServicePrincipal;

namespace {

auto is_client(const ClientId& client) {
  return [&client](const auto& row) { return row.client_id == client; };
}

auto is_principal_of(const TenantId& tenant, const ClientId& client) {
  return [&](const ServicePrincipal& each) { return each.tenant == tenant && each.client_id == client; };
}

}  // namespace

Result<std::optional<AppRegistration>> MemoryDirectoryStore::find_app(const ClientId& client) {
  const std::lock_guard lock(mutex_);
  return copy_of(state_.apps.find(is_client(client)));
}

Result<std::optional<AppRegistration>> MemoryDirectoryStore::find_app_by_object_id(const ObjectId& id) {
  const std::lock_guard lock(mutex_);
  return copy_of(state_.apps.find(has_id(id)));
}

Result<std::optional<AppRegistration>> MemoryDirectoryStore::find_app_by_identifier(std::string_view uri) {
  const std::lock_guard lock(mutex_);
  return copy_of(state_.apps.find([&](const AppRegistration& app) {
    return std::ranges::find(app.identifier_uris, uri) != app.identifier_uris.end();
  }));
}

Result<Page<AppRegistration>> MemoryDirectoryStore::apps(const TenantId& tenant, const PageRequest& request) {
  const std::lock_guard lock(mutex_);
  const auto matches = [&](const AppRegistration& app) {
    const bool owned = request.owner.empty() || std::ranges::find(app.owners, request.owner) != app.owners.end();
    return app.tenant == tenant && owned && is_wanted(app, request);
  };
  return page_of(state_.apps, request, matches,
                 [](const AppRegistration& app) { return entra::fold_name(app.display_name); });
}

Result<bool> MemoryDirectoryStore::is_redirect_origin(std::string_view origin,
                                                      std::optional<entra::Platform> platform) {
  const std::lock_guard lock(mutex_);
  const std::string key = entra::origin_key(origin);
  if (key.empty()) return false;
  return state_.apps.find([&](const AppRegistration& app) {
    return std::ranges::any_of(app.redirect_uris, [&](const entra::RedirectUri& uri) {
      return (!platform || uri.platform == *platform) && entra::origin_key(uri.uri) == key;
    });
  }) != nullptr;
}

Result<void> MemoryDirectoryStore::add_app(const AppRegistration& app) {
  const std::lock_guard lock(mutex_);
  return state_.add(app);
}

Result<void> MemoryDirectoryStore::change_app(const ClientId& client, const Change<AppRegistration>& change) {
  const std::lock_guard lock(mutex_);
  return change_row(state_.apps.find(is_client(client)), "no_app", client.value, change,
                    [&](const AppRegistration& app) { return state_.check_identifiers(app); });
}

Result<void> MemoryDirectoryStore::remove_app(const ClientId& client) {
  const std::lock_guard lock(mutex_);
  state_.remove_app(client);
  return {};
}

Result<std::optional<ServicePrincipal>> MemoryDirectoryStore::find_principal(const ObjectId& id) {
  const std::lock_guard lock(mutex_);
  return copy_of(state_.principals.find(has_id(id)));
}

Result<std::optional<ServicePrincipal>> MemoryDirectoryStore::find_principal_of(const TenantId& tenant,
                                                                                const ClientId& client) {
  const std::lock_guard lock(mutex_);
  return copy_of(state_.principals.find(is_principal_of(tenant, client)));
}

Result<Page<ServicePrincipal>> MemoryDirectoryStore::principals(const TenantId& tenant, const PageRequest& request) {
  const std::lock_guard lock(mutex_);
  return page_of_tenant(state_.principals, tenant, request);
}

Result<void> MemoryDirectoryStore::add_principal(const ServicePrincipal& principal) {
  const std::lock_guard lock(mutex_);
  return state_.add(principal);
}

Result<void> MemoryDirectoryStore::change_principal(const ObjectId& id, const Change<ServicePrincipal>& change) {
  const std::lock_guard lock(mutex_);
  return change_row(state_.principals.find(has_id(id)), "no_principal", id.value, change, kNoCheck);
}

Result<void> MemoryDirectoryStore::remove_principal(const ObjectId& id) {
  const std::lock_guard lock(mutex_);
  state_.remove_principal(id);
  return {};
}

}  // namespace sallyport::stores
