#include "entra/portal_application.h"

#include <string>

namespace sallyport::entra {

AppRegistration portal_registration(std::string_view origin) {
  AppRegistration portal;
  portal.client_id = ClientId(std::string(kPortalClientId));
  portal.display_name = "Sallyport portal";
  portal.audience = SignInAudience::multiple_orgs;
  portal.redirect_uris = {{std::string(origin) + "/portal", Platform::spa}};
  return portal;
}

ServicePrincipal portal_principal(const TenantId& tenant) {
  return {.id = ObjectId(derived_guid("Sallyport portal in " + tenant.value)),
          .tenant = tenant,
          .client_id = ClientId(std::string(kPortalClientId)),
          .display_name = "Sallyport portal",
          .created = {}};
}

}  // namespace sallyport::entra
