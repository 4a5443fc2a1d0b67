// What tools read about this server: what it can do, which kinds of resources there are, and their attributes. Made
// from the table of identity/scim/schema.h. Everybody who is signed in may read it. Source: RFC 7644 4, RFC 7643 5
// to 7.
#pragma once

#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"
#include "http/handler.h"

namespace sallyport::gateway {

http::Outcome scim_service_provider_config(const Call& call, const ApiParts& parts);
http::Outcome scim_resource_types(const Call& call, const ApiParts& parts);
http::Outcome scim_resource_type(const Call& call, const ApiParts& parts);
http::Outcome scim_schemas(const Call& call, const ApiParts& parts);
http::Outcome scim_schema(const Call& call, const ApiParts& parts);

}  // namespace sallyport::gateway
