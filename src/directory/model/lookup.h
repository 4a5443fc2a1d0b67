// Finds what a command or a seed names. The functions return a copy. To change the stored value, use its id. Every call
// blocks, and also fails with the errors of the store.
#pragma once

#include <optional>
#include <string_view>

#include "entra/directory_store.h"

namespace sallyport::directory {

// A tenant by GUID or domain; the first tenant if `name` is empty. Errors: rejected/"no_tenant".
Result<entra::Tenant> choose_tenant(entra::TenantStore& store, std::string_view name);

// A person by user principal name. Errors: rejected/"no_user".
Result<entra::User> choose_user(entra::PeopleStore& store, std::string_view name);

// A group of a tenant by GUID or by its exact name. Errors: rejected/"no_group"; conflict/"group_ambiguous" (two groups
// have the name).
Result<entra::Group> choose_group(entra::GroupStore& store, const TenantId& tenant, std::string_view name);

// An app by client id. Errors: rejected/"no_app".
Result<entra::AppRegistration> choose_app(entra::AppStore& store, std::string_view client_id);

// The app that a client id or an identifier URI names. Microsoft Graph has no stored registration; "graph" names it
// too. Errors: rejected/"no_app".
Result<entra::AppRegistration> choose_api(entra::AppStore& store, std::string_view name);

// The registration of a client id, which may be Microsoft Graph's. Absent if there is none.
Result<std::optional<entra::AppRegistration>> find_registration(entra::AppStore& store, const ClientId& client);

// The service principal of an app in a tenant. Errors: rejected/"no_principal".
Result<entra::ServicePrincipal> choose_service_principal(entra::PrincipalStore& store, const TenantId& tenant,
                                                         const ClientId& client);

// Who can hold a role or be a member of a group: a person by user principal name, an application by client id, a group
// by name or GUID. Errors: rejected/"no_principal"; conflict/"group_ambiguous".
Result<entra::Principal> choose_principal(entra::DirectoryStore& store, const TenantId& tenant, std::string_view name);

}  // namespace sallyport::directory
