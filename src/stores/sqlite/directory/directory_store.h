// The directory's tenants, people, groups, apps and service principals in SQLite. The database must have the schema of
// schema.h and outlive the store.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "entra/directory_store.h"
#include "stores/sqlite/directory/kept_reads.h"
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
  Result<entra::Page<entra::User>> users(const TenantId& tenant, const entra::PageRequest& request) override;
  Result<std::vector<entra::User>> people_with_directory_role(const TenantId& tenant) override;
  Result<void> add_user(const entra::User& user) override;
  Result<void> change_user(const entra::ObjectId& id, const entra::Change<entra::User>& change) override;
  Result<void> remove_user(const entra::ObjectId& id) override;

  Result<std::optional<entra::Group>> find_group(const entra::ObjectId& id) override;
  Result<entra::Page<entra::Group>> groups(const TenantId& tenant, const entra::PageRequest& request) override;
  Result<void> add_group(const entra::Group& group) override;
  Result<void> change_group(const entra::ObjectId& id, const entra::Change<entra::Group>& change) override;
  Result<void> remove_group(const entra::ObjectId& id) override;

  Result<void> add_member(const entra::ObjectId& group, const entra::ObjectId& member) override;
  Result<bool> remove_member(const entra::ObjectId& group, const entra::ObjectId& member) override;
  Result<entra::Page<entra::Principal>> members_of(const entra::ObjectId& group,
                                                   const entra::PageRequest& request) override;
  Result<std::vector<entra::ObjectId>> groups_of(const entra::ObjectId& member) override;
  Result<std::vector<entra::ObjectId>> transitive_groups_of(const entra::ObjectId& member) override;

  Result<std::optional<entra::AppRegistration>> find_app(const ClientId& client) override;
  Result<std::optional<entra::AppRegistration>> find_app_by_object_id(const entra::ObjectId& id) override;
  Result<std::optional<entra::AppRegistration>> find_app_by_identifier(std::string_view uri) override;
  Result<entra::Page<entra::AppRegistration>> apps(const TenantId& tenant, const entra::PageRequest& request) override;
  Result<bool> is_redirect_origin(std::string_view origin, std::optional<entra::Platform> platform) override;
  Result<void> add_app(const entra::AppRegistration& app) override;
  Result<void> change_app(const ClientId& client, const entra::Change<entra::AppRegistration>& change) override;
  Result<void> remove_app(const ClientId& client) override;

  Result<std::optional<entra::ServicePrincipal>> find_principal(const entra::ObjectId& id) override;
  Result<std::optional<entra::ServicePrincipal>> find_principal_of(const TenantId& tenant,
                                                                   const ClientId& client) override;
  Result<entra::Page<entra::ServicePrincipal>> principals(const TenantId& tenant,
                                                          const entra::PageRequest& request) override;
  Result<void> add_principal(const entra::ServicePrincipal& principal) override;
  Result<void> change_principal(const entra::ObjectId& id,
                                const entra::Change<entra::ServicePrincipal>& change) override;
  Result<void> remove_principal(const entra::ObjectId& id) override;

  Result<std::vector<entra::AppRoleAssignment>> assignments_at(const entra::ObjectId& resource,
                                                               const entra::ObjectId& holder) override;
  Result<entra::Page<entra::AppRoleAssignment>> assignments_to(const entra::ObjectId& resource,
                                                               const entra::PageRequest& request) override;
  Result<entra::Page<entra::AppRoleAssignment>> assignments_of(const entra::ObjectId& principal,
                                                               const entra::PageRequest& request) override;
  Result<void> add_assignment(const entra::AppRoleAssignment& assignment) override;
  Result<bool> remove_assignment(const entra::ObjectId& principal, const entra::ObjectId& resource,
                                 std::string_view role_id) override;

  Result<std::vector<entra::Consent>> consents_for(const entra::ObjectId& client,
                                                   const entra::ObjectId& person) override;
  Result<entra::Page<entra::Consent>> consents(const TenantId& tenant, const entra::ConsentFilter& filter,
                                               const entra::PageRequest& request) override;
  Result<std::optional<entra::Consent>> find_consent(std::string_view id) override;
  Result<void> grant_consent(const entra::Consent& consent) override;
  Result<void> change_consent(std::string_view id, const entra::Change<entra::Consent>& change) override;
  Result<bool> remove_consent(std::string_view id) override;

  Result<std::optional<entra::AdminLink>> find_admin_link() override;
  Result<void> replace_admin_link(const entra::AdminLink& link) override;
  Result<void> use_admin_link(std::string_view hash, UnixTime now, const entra::User& administrator) override;

  Result<std::vector<entra::ConditionalAccessPolicy>> policies(const TenantId& tenant) override;
  Result<std::optional<entra::ConditionalAccessPolicy>> find_policy(const entra::ObjectId& id) override;
  Result<void> add_policy(const entra::ConditionalAccessPolicy& policy) override;
  Result<void> change_policy(const entra::ObjectId& id,
                             const entra::Change<entra::ConditionalAccessPolicy>& change) override;
  Result<bool> remove_policy(const entra::ObjectId& id) override;
  Result<std::vector<entra::NamedLocation>> locations(const TenantId& tenant) override;
  Result<std::optional<entra::NamedLocation>> find_location(const entra::ObjectId& id) override;
  Result<void> add_location(const entra::NamedLocation& location) override;
  Result<void> change_location(const entra::ObjectId& id, const entra::Change<entra::NamedLocation>& change) override;
  Result<bool> remove_location(const entra::ObjectId& id) override;

  Result<void> add(const entra::Batch& batch) override;

  Result<void> set_aside(const entra::DeletedItem& item) override;
  Result<std::optional<entra::DeletedItem>> find_deleted(const entra::ObjectId& id) override;
  Result<entra::Page<entra::DeletedItem>> deleted_items(const TenantId& tenant, entra::DeletedKind kind,
                                                        const entra::PageRequest& request) override;
  Result<void> restore(const entra::ObjectId& id) override;
  Result<bool> remove_deleted(const entra::ObjectId& id) override;
  Result<void> remove_deleted_before(UnixTime time) override;

 private:
  Database& database_;
  KeptReads<std::optional<entra::AppRegistration>> kept_apps_;            // by client id
  KeptReads<std::optional<entra::ServicePrincipal>> kept_principals_;     // by tenant and client id
  KeptReads<std::vector<entra::AppRoleAssignment>> kept_assignments_at_;  // by resource and holder
};

}  // namespace sallyport::stores
