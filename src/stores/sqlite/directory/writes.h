// Adds single values to the directory's tables, inside a write that the caller runs. The store, its batches and the
// upgrade of a file use them. Errors: those of entra/directory_store.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "entra/directory_store.h"
#include "stores/sql/connection.h"

namespace sallyport::stores {

Result<void> insert(Connection& connection, const entra::Tenant& tenant);
Result<void> insert(Connection& connection, const entra::User& user);
Result<void> insert(Connection& connection, const entra::Group& group);
Result<void> insert(Connection& connection, const entra::AppRegistration& app);
Result<void> insert(Connection& connection, const entra::ServicePrincipal& principal);
Result<void> insert(Connection& connection, const entra::Membership& membership);
Result<void> insert(Connection& connection, const entra::AppRoleAssignment& assignment);
Result<void> insert(Connection& connection, const entra::Consent& consent);
Result<void> insert(Connection& connection, const entra::NamedLocation& location);
Result<void> insert(Connection& connection, const entra::ConditionalAccessPolicy& policy);

// Inserts an app that was removed. The service principals that it left behind are its own.
Result<void> insert_again(Connection& connection, const entra::AppRegistration& app);

// Replace what other tables say of a row: whether a person has a directory role; a tenant's domains; an app's
// identifiers, origins and owners.
Result<void> store_role(Connection& connection, const entra::User& user);
Result<void> store_domains(Connection& connection, const entra::Tenant& tenant);
Result<void> store_app_indexes(Connection& connection, const entra::AppRegistration& app);

struct Known {
  entra::PrincipalKind kind = entra::PrincipalKind::user;
  TenantId tenant;
};
// The person, group or service principal with this id.
Result<std::optional<Known>> find_known(Connection& connection, const entra::ObjectId& id);

// Ends all memberships, assignments and consents of what has the id, as who holds them and as where they are held.
Result<void> forget(Connection& connection, const entra::ObjectId& id);

// The people of a tenant who have a directory role, in order of creation.
Result<std::vector<entra::User>> list_people_with_role(Connection& connection, const TenantId& tenant);

// How `kind` is stored in a column, and read from it. Errors: unavailable/"sql_value".
std::int64_t number_of(entra::PrincipalKind kind);
Result<entra::PrincipalKind> kind_of(std::int64_t number);

// The person of a consent as its column holds it: empty for everybody.
std::string person_of(const entra::Consent& consent);

}  // namespace sallyport::stores
