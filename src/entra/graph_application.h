// Microsoft Graph as an application of the directory. Its registration is a table in code, not a stored row: every
// tenant has a service principal of it, and tokens for it are asked for as for any other API.
// The table holds a part of Graph's permissions. docs/fidelity.md says which.
// Source: the public permissions reference of Microsoft Graph.
#pragma once

#include <string_view>

#include "entra/registration.h"
#include "entra/service_principal.h"

namespace sallyport::entra {

inline constexpr std::string_view kGraphClientId = "00000003-0000-0000-c000-000000000000";

// Graph's registration, with its scopes and app roles. It belongs to no tenant of the directory.
const AppRegistration& graph_registration();

// The service principal of Graph in a tenant, as a new tenant gets it. Its id is derived from the tenant's, so that
// every store makes the same one.
ServicePrincipal graph_principal(const TenantId& tenant, UnixTime created);

// Whether the name, without a trailing slash, is one by which clients ask for Graph: its client id, or its origin in
// one of the clouds.
bool is_graph_name(std::string_view resource);

}  // namespace sallyport::entra
