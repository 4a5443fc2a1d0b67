// Checks whether a person or an application may use an application in a tenant, and finds the roles that they have
// there. Source: docs/entra.md, Registrations and platforms.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "directory/call/refused.h"
#include "entra/directory_store.h"

namespace sallyport::directory {

// Finds the service principal of a client in a tenant; absent before the first consent there. Blocks. Refusals:
// 7000112 (it is disabled).
Judged<std::optional<entra::ServicePrincipal>> find_client_principal(entra::PrincipalStore& principals,
                                                                     const TenantId& tenant,
                                                                     const entra::AppRegistration& app);

// Returns the person's assignments at the app, directly or as a direct member of a group. `error` replaces the
// refusal's error word if the endpoint requires another. Refusals: 50105. Blocks.
Judged<std::vector<entra::AppRoleAssignment>> check_assignment(entra::AssignmentStore& assignments,
                                                               const entra::AppRegistration& app,
                                                               const std::optional<entra::ServicePrincipal>& principal,
                                                               const entra::User& user, std::string_view error = {});

// Returns the assignments of a client at an API, for an app-only token. An app needs none at itself. Refusals: 50105 in
// the words for applications. Blocks.
Judged<std::vector<entra::AppRoleAssignment>> check_app_assignment(entra::AssignmentStore& assignments,
                                                                   const entra::AppRegistration& client,
                                                                   const entra::ServicePrincipal& client_principal,
                                                                   const entra::AppRegistration& api,
                                                                   const entra::ServicePrincipal& api_principal);

}  // namespace sallyport::directory
