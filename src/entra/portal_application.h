// The directory's own portal as an application. Its registration is a value in code, not a stored row, and it is the
// same in every tenant: its service principal is a value, too, and nobody is asked for consent, because Graph's
// registration authorizes it for every delegated permission. What its user may do there is decided by the user's
// directory role.
#pragma once

#include <string_view>

#include "entra/registration.h"
#include "entra/service_principal.h"

namespace sallyport::entra {

// Also in web/portal/src/auth/msal.ts.
inline constexpr std::string_view kPortalClientId = "5a11f0c2-7d0e-4f2b-9c52-0d6b7a9e3b11";

// The registration at a directory that is reached at `origin`: a single-page application whose only redirect URI is
// {origin}/portal. It belongs to no tenant.
AppRegistration portal_registration(std::string_view origin);

// Its service principal in a tenant. The id is derived from the tenant's, so that it is always the same.
ServicePrincipal portal_principal(const TenantId& tenant);

}  // namespace sallyport::entra
