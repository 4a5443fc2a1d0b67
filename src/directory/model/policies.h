// The rules for conditional access policies and named locations, for everybody who makes them: Graph, the commands, a
// seed. Source: Microsoft Graph v1.0, resource types conditionalAccessPolicy and ipNamedLocation.
#pragma once

#include "entra/directory_store.h"

namespace sallyport::directory {

// Checks a policy by itself. Call it at the end of every change. Errors: rejected/"policy_name" (as "tenant_name" in
// administration.h); "policy_people" (nobody is included); "policy_target" (neither an application nor an
// authentication context is included, or both are); "policy_context" (not "c1" to "c99"); "policy_places" (places are
// excluded, but none is included); "policy_controls" (block stands beside another control, or nothing is demanded at
// all); "policy_frequency" (not 1 to 23 hours or 1 to 365 days).
Result<void> check_policy(const entra::ConditionalAccessPolicy& policy);

// Checks that the people, groups and applications that a policy names exist in its tenant, so that a slip does not make
// a policy that concerns nobody. The store checks the locations. Blocks. Errors: rejected/"no_user", "no_group",
// "no_app", with the id as the detail; those of the store.
Result<void> check_policy_names(entra::DirectoryStore& store, const entra::ConditionalAccessPolicy& policy);

// Errors: rejected/"location_name" (as "tenant_name"), "location_networks" (none, more than kNetworksOfLocation, or
// one that is larger than a /8).
Result<void> check_location(const entra::NamedLocation& location);

}  // namespace sallyport::directory
