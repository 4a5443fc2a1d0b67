// The directory's tenants, people, groups and apps in SQLite.
#pragma once

#include "entra/directory_store.h"
#include "stores/sqlite/database.h"

namespace sallyport::stores {

class SqliteDirectoryStore final : public entra::DirectoryStore {
 public:
  explicit SqliteDirectoryStore(Database& database) : database_(database) {}

  Result<std::optional<entra::Tenant>> find_tenant(std::string_view id_or_domain) override;
  Result<std::vector<entra::Tenant>> tenants() override;
  Result<void> put_tenant(const entra::Tenant& tenant) override;

  Result<std::optional<entra::User>> find_user(const entra::ObjectId& id) override;
  Result<std::optional<entra::User>> find_user_by_name(std::string_view user_principal_name) override;
  Result<std::vector<entra::User>> users(const TenantId& tenant) override;
  Result<void> put_user(const entra::User& user) override;
  Result<std::vector<entra::Group>> groups(const TenantId& tenant) override;
  Result<void> put_group(const entra::Group& group) override;
  Result<std::vector<entra::ObjectId>> groups_of(const entra::ObjectId& user) override;

  Result<std::optional<entra::AppRegistration>> find_app(const ClientId& client) override;
  Result<std::optional<entra::AppRegistration>> find_app_by_identifier(std::string_view uri) override;
  Result<std::vector<entra::AppRegistration>> apps(const TenantId& tenant) override;
  Result<void> put_app(const entra::AppRegistration& app) override;
  Result<void> remove_app(const ClientId& client) override;

 private:
  Database& database_;
};

}  // namespace sallyport::stores
