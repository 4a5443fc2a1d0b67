// Everything that the directory holds in memory, and each way to add to it. A State is a value: the store copies it to
// undo a batch that fails. Errors: those of entra/directory_store.h.
#pragma once

#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "entra/directory_store.h"
#include "stores/memory/directory_table.h"

namespace sallyport::stores {

struct State {
  Table<entra::Tenant> tenants;
  Table<entra::User> users;
  Table<entra::Group> groups;
  Table<entra::AppRegistration> apps;
  Table<entra::ServicePrincipal> principals;
  Table<entra::AppRoleAssignment> assignments;
  Table<entra::Consent> consents;
  Table<entra::DeletedItem> deleted;
  Table<entra::NamedLocation> locations;
  Table<entra::ConditionalAccessPolicy> policies;
  std::set<std::pair<entra::ObjectId, entra::ObjectId>> members;  // group, member
  std::optional<entra::AdminLink> admin_link;

  Result<void> add(const entra::Tenant& tenant);
  Result<void> add(const entra::User& user);
  Result<void> add(const entra::Group& group);
  Result<void> add(const entra::AppRegistration& app);
  Result<void> add_again(const entra::AppRegistration& app);  // what it left behind is its own
  Result<void> add(const entra::ServicePrincipal& principal);
  Result<void> add(entra::AppRoleAssignment assignment);
  Result<void> add(const entra::Consent& consent);
  Result<void> add(const entra::Membership& membership);
  Result<void> add(const entra::NamedLocation& location);
  Result<void> add(const entra::ConditionalAccessPolicy& policy);

  Result<void> check_domains(const entra::Tenant& tenant) const;
  Result<void> check_name(const entra::User& user) const;
  bool has_administrator(const TenantId& tenant) const;
  Result<void> check_administrators_without(const entra::User& leaving) const;
  Result<void> check_identifiers(const entra::AppRegistration& app) const;
  Result<void> check_id_is_free(const entra::ObjectId& id) const;
  Result<void> check_places(const entra::ConditionalAccessPolicy& policy) const;

  struct Known {
    entra::PrincipalKind kind = entra::PrincipalKind::user;
    TenantId tenant;
  };
  // The person, group or service principal with this id.
  std::optional<Known> find_known(const entra::ObjectId& id) const;

  // Each does nothing if there is no such value.
  Result<void> remove_user(const entra::ObjectId& id);
  void remove_group(const entra::ObjectId& id);
  void remove_app(const ClientId& client);  // and its principal in the home tenant
  void remove_principal(const entra::ObjectId& id);

  // Ends all memberships, assignments and consents of what has the id, as who holds them and as where they are held.
  void forget(const entra::ObjectId& id);
};

inline auto has_id(const auto& id) {
  return [&id](const auto& row) { return row.id == id; };
}

}  // namespace sallyport::stores
