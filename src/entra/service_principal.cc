#include "entra/service_principal.h"

#include <algorithm>

namespace sallyport::entra {

std::vector<std::string> role_values(const AppRegistration& app, std::span<const AppRoleAssignment> assignments,
                                     PrincipalKind holder) {
  const bool person = holder == PrincipalKind::user;
  std::vector<std::string> values;
  for (const AppRole& role : app.app_roles) {
    if (!role.enabled || !(person ? role.for_users : role.for_applications)) continue;
    const auto gives = [&](const AppRoleAssignment& each) {
      return each.role_id == role.id && (person || each.principal_kind == PrincipalKind::service_principal);
    };
    if (std::ranges::any_of(assignments, gives)) values.push_back(role.value);
  }
  return values;
}

std::vector<std::string> consented_scopes(std::span<const Consent> consents, const ObjectId& resource) {
  std::vector<std::string> scopes;
  for (const Consent& consent : consents) {
    if (consent.resource != resource) continue;
    for (const std::string& scope : consent.scopes)
      if (std::ranges::find(scopes, scope) == scopes.end()) scopes.push_back(scope);
  }
  return scopes;
}

}  // namespace sallyport::entra
