#include "directory/rules/assignment.h"

#include "entra/portal_application.h"

namespace sallyport::directory {

Judged<std::optional<entra::ServicePrincipal>> find_client_principal(entra::PrincipalStore& principals,
                                                                     const TenantId& tenant,
                                                                     const entra::AppRegistration& app) {
  if (app.client_id.value == entra::kPortalClientId) return entra::portal_principal(tenant);
  SALLYPORT_JUDGE(auto found, principals.find_principal_of(tenant, app.client_id));
  if (found && !found->enabled) return refuse<7000112>({app.client_id.value, app.display_name});
  return found;
}

Judged<std::vector<entra::AppRoleAssignment>> check_assignment(entra::AssignmentStore& assignments,
                                                               const entra::AppRegistration& app,
                                                               const std::optional<entra::ServicePrincipal>& principal,
                                                               const entra::User& user, std::string_view error) {
  if (!principal) return std::vector<entra::AppRoleAssignment>();
  SALLYPORT_JUDGE(auto found, assignments.assignments_at(principal->id, user.id));
  if (principal->assignment_required && found.empty())
    return refuse<50105>({app.display_name, app.client_id.value, user.user_principal_name}, error);
  return found;
}

Judged<std::vector<entra::AppRoleAssignment>> check_app_assignment(entra::AssignmentStore& assignments,
                                                                   const entra::AppRegistration& client,
                                                                   const entra::ServicePrincipal& client_principal,
                                                                   const entra::AppRegistration& api,
                                                                   const entra::ServicePrincipal& api_principal) {
  SALLYPORT_JUDGE(auto found, assignments.assignments_at(api_principal.id, client_principal.id));
  const bool counts = client.client_id == api.client_id || !found.empty();
  if (!api_principal.assignment_required || counts) return found;
  auto refused = refuse<50105>({client.client_id.value, client.display_name, api.client_id.value, api.display_name},
                               "invalid_grant");
  refused.value().text = "Application '{0}'({1}) is not assigned to a role for the application '{2}'({3}).";
  return refused;
}

}  // namespace sallyport::directory
