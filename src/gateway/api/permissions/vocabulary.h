// What rules may name, for those who write policies: resources with their operations, and the functions of conditions.
#pragma once

#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"

namespace sallyport::gateway {

// GET /api/v1/policies/resources and /api/v1/policies/functions. Everybody who is signed in may read them.
http::Outcome policy_resources(const Call& call, const ApiParts& parts);
http::Outcome policy_functions(const Call& call, const ApiParts& parts);

// GET /api/v1/policies/validation/condition/{expression}: 200 for a condition that can be read, else 400 with the
// column. Nothing is evaluated. Only for those who may create policies, who are asked first (CVE-2024-28253).
http::Outcome validate_condition(const Call& call, const ApiParts& parts);

}  // namespace sallyport::gateway
