// The directory's tenants, people, groups and apps in memory. Tests use this store, and it is the reference for the
// databases.
#pragma once

#include <map>
#include <mutex>

#include "entra/directory_store.h"

namespace sallyport::stores {

class MemoryDirectoryStore final : public entra::DirectoryStore {
 public:
  Result<std::optional<entra::Tenant>> find_tenant(std::string_view id_or_domain) override;
  Result<std::vector<entra::Tenant>> tenants() override;
  Result<void> add_tenant(const entra::Tenant& tenant) override;
  Result<void> change_tenant(const TenantId& id, const entra::Change<entra::Tenant>& change) override;

  Result<std::optional<entra::User>> find_user(const entra::ObjectId& id) override;
  Result<std::optional<entra::User>> find_user_by_name(std::string_view user_principal_name) override;
  Result<std::vector<entra::User>> users(const TenantId& tenant) override;
  Result<void> add_user(const entra::User& user) override;
  Result<void> change_user(const entra::ObjectId& id, const entra::Change<entra::User>& change) override;

  Result<std::vector<entra::Group>> groups(const TenantId& tenant) override;
  Result<std::vector<entra::ObjectId>> groups_of(const entra::ObjectId& user) override;
  Result<void> add_group(const entra::Group& group) override;
  Result<void> change_group(const entra::ObjectId& id, const entra::Change<entra::Group>& change) override;

  Result<std::optional<entra::AppRegistration>> find_app(const ClientId& client) override;
  Result<std::optional<entra::AppRegistration>> find_app_by_identifier(std::string_view uri) override;
  Result<std::vector<entra::AppRegistration>> apps(const TenantId& tenant) override;
  Result<void> add_app(const entra::AppRegistration& app) override;
  Result<void> change_app(const ClientId& client, const entra::Change<entra::AppRegistration>& change) override;
  Result<void> remove_app(const ClientId& client) override;

 private:
  // The callers of these hold the mutex.
  Result<void> check_domains(const entra::Tenant& tenant) const;
  Result<void> check_name(const entra::User& user) const;
  Result<void> check_identifiers(const entra::AppRegistration& app) const;
  Result<void> check_id_is_free(const entra::ObjectId& id) const;

  std::mutex mutex_;
  std::vector<entra::Tenant> tenants_;  // this and the other vectors are in order of creation
  std::vector<entra::User> users_;
  std::map<entra::ObjectId, entra::Group> groups_;
  std::vector<entra::AppRegistration> apps_;
};

}  // namespace sallyport::stores
