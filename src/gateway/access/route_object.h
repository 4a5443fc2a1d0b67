// The object that a request to a route is about, for the policies.
#pragma once

#include <string_view>

#include "gateway/call/settings.h"
#include "identity/policy/question.h"

namespace sallyport::gateway {

// `below` is the path below the route: "/7/edit" for "/reports/7/edit" at the route "/reports". An attribute whose
// segment is missing, or is not plain text, is unknown.
identity::Object object_of(const OperationRequirement& needed, std::string_view below);

}  // namespace sallyport::gateway
