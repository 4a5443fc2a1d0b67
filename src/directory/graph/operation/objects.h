// Finds objects of the caller's tenant by what a path or a body names, and prints objects of every kind. An object of
// another tenant is refused like one that does not exist.
#pragma once

#include <optional>
#include <string>

#include "directory/graph/operation/operation.h"
#include "directory/odata/entity_type.h"

namespace sallyport::directory::graph {

Answered<entra::User> find_person(const Call& call, const std::string& id_or_name);
Answered<entra::Group> find_group(const Call& call, const entra::ObjectId& id);
Answered<entra::AppRegistration> find_application(const Call& call, const entra::ObjectId& id);
Answered<entra::ServicePrincipal> find_service_principal(const Call& call, const entra::ObjectId& id);
entra::Tenant home_of(const Call& call);  // the caller's tenant

// A person, a group or a service principal, with its "@odata.type". Nothing if the tenant has no such object.
extern const odata::EntityType kDirectoryObjectType;
Answered<std::optional<json::Object>> print_object(const Call& call, const entra::ObjectId& id);

// The registration of a service principal's application: Graph's own, a stored one, or one with only its name if the
// application was removed.
Answered<entra::AppRegistration> registration_of(const Call& call, const entra::ServicePrincipal& principal);

}  // namespace sallyport::directory::graph
