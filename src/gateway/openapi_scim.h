// Users and groups of SCIM as JSON Schema, from the table of attributes that requests are read by. Clients may write
// names in any case (RFC 7643 2.1); the schema has them as answers do.
#pragma once

#include <string>

#include "base/json.h"
#include "identity/scim/schema.h"

namespace sallyport::gateway {

enum class ScimUse { answer, sent };

// "ScimUser", "NewScimGroup"
std::string scim_schema_name(scim::ResourceKind kind, ScimUse use);

json::Object scim_resource_schema(scim::ResourceKind kind, ScimUse use);

// A ListResponse of such resources. Source: RFC 7644 3.4.2.
json::Object scim_list_schema(json::Object resource);

}  // namespace sallyport::gateway
