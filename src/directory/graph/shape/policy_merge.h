// Reads conditional access policies and named locations from Graph's JSON.
// Source: Microsoft Graph v1.0, resource types conditionalAccessPolicy and ipNamedLocation.
#pragma once

#include "directory/graph/shape/body.h"
#include "entra/conditional_access.h"

namespace sallyport::directory::graph {

// Merge a body into a value, and check the result (directory/model/policies.h). Conditions that the directory does not
// judge, such as risks, platforms and devices, are refused unless they are empty: a policy that seems to have them
// would concern more or fewer requests than it says. Errors: those of Fields.
Result<void> merge_policy(const json::Object& body, entra::ConditionalAccessPolicy& policy);
Result<void> merge_location(const json::Object& body, entra::NamedLocation& location);

// Graph's error for what a rule of the model or the store says of a policy or a location. Other errors stay as they
// are.
Error to_policy_error(Error error);

}  // namespace sallyport::directory::graph
