// Changes of the API's objects in the audit trail.
#pragma once

#include <string_view>

#include "gateway/call/endpoint.h"

namespace sallyport::gateway {

// Writes the audit line `entity_changed`; `change` says how: "created", "changed", "deleted", "restored", "removed",
// "disabled" or "enabled". `whole` has the object as clients saw it before, and as they see it now. The trail keeps the
// members that differ, or all of them if the object did not exist or no longer does. Requires: somebody is signed in.
void audit_entity(const Call& call, std::string_view change, const AuditedChange& whole);

}  // namespace sallyport::gateway
