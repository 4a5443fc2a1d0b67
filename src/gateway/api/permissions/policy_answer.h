// What the policies say, as JSON. The shapes of permissions are OpenMetadata's (schema
// entity/policies/accessControl/resourcePermission); those of check and explain are ours.
#pragma once

#include <string_view>
#include <vector>

#include "base/json.h"
#include "gateway/standing/policies_in_force.h"
#include "identity/policy/explanation.h"
#include "identity/policy/permissions.h"

namespace sallyport::gateway {

// {"resource": …, "permissions": [{"operation", "access", "role", "policy", "rule"}]}
json::Object print_permissions(const PolicyView& view, std::string_view resource,
                               const std::vector<identity::Permission>& permissions);

// {"allowed": true, "verdict": "allowed"}; a refusal has a "message".
json::Object print_decision(const identity::Snapshot& snapshot, const identity::Decision& decision,
                            std::string_view user);

// {"allowed", "verdict", "operations", "decidedBy", "considered", "unknown", "change"}
json::Object print_explanation(const identity::Explanation& explanation);

}  // namespace sallyport::gateway
