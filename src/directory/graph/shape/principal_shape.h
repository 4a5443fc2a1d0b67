// Service principals, and what is granted to them, in Graph's shapes.
// Source: Microsoft Graph v1.0, resource types servicePrincipal, appRoleAssignment, oAuth2PermissionGrant.
#pragma once

#include "base/json.h"
#include "directory/odata/entity_type.h"
#include "entra/registration.h"
#include "entra/service_principal.h"

namespace sallyport::directory::graph {

extern const odata::EntityType kServicePrincipalType;
extern const odata::EntityType kAppRoleAssignmentType;
extern const odata::EntityType kPermissionGrantType;

json::Object print_service_principal(const entra::ServicePrincipal& principal, const entra::AppRegistration& app);

// `principal` and `resource` are the display names, null if the object is gone.
json::Object print_assignment(const entra::AppRoleAssignment& assignment, json::Value principal, json::Value resource);
json::Object print_grant(const entra::Consent& consent);

}  // namespace sallyport::directory::graph
