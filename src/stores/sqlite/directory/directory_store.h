// The directory's tenants, people, groups and apps in SQLite. The database must have the schema of schema.h and outlive
// the store.
#pragma once

#include "entra/directory_store.h"
#include "stores/sqlite/engine/database.h"

namespace sallyport::stores {

class SqliteDirectoryStore final : public entra::DirectoryStore {
 public:
  explicit SqliteDirectoryStore(Database& database) : database_(database) {}

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
  Database& database_;
};

}  // namespace sallyport::stores
