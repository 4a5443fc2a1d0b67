// The policies, roles and teams that a new gateway begins with. Their names are OpenMetadata's, and so are their rules.
// Source: OpenMetadata, Authorization, Default roles and policies; docs/policies.md, What is there from the start.
#pragma once

#include <string_view>

#include "identity/policy/snapshot.h"

namespace sallyport::identity {

// OpenMetadata's vocabulary, policies and roles, and one team, Organization, to which everybody belongs.
Model open_metadata_model();

// Whether a policy or a role of this name is the system's and can be changed, but not deleted.
bool is_system_policy(std::string_view name);
bool is_system_role(std::string_view name);

}  // namespace sallyport::identity
