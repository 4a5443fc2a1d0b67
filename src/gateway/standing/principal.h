// Who somebody is to the policies: roles, teams and whether they are an administrator, prepared by the policies in
// force.
#pragma once

#include <memory>

#include "base/tagged.h"
#include "gateway/call/caller.h"
#include "gateway/standing/policies_in_force.h"
#include "identity/policy/snapshot.h"
#include "identity/team_member_store.h"

namespace sallyport::gateway {

// Prepares the principal. A person without a team is in Organization, as everybody is. A program has no team. Blocks.
// Errors: unavailable/"policies_unknown" (no policies are in force); those of TeamMemberStore::teams_of;
// malformed/"principal_limit" (too many roles or teams).
Result<PrincipalPtr> find_principal(const PoliciesInForce& policies, identity::TeamMemberStore& members,
                                    const PersonId& person, const identity::Rights& rights,
                                    identity::PrincipalKind kind, const identity::Scope& scope = {});

// The same for a caller, with the scope of their token.
Result<PrincipalPtr> find_principal(const PoliciesInForce& policies, identity::TeamMemberStore& members,
                                    const Caller& caller);

// The caller as these policies judge them, with the roles and teams that they had: no store is asked. The same caller
// if these policies have prepared it, or if it has no principal. Null: there are no policies, or they cannot prepare
// it.
CallerPtr judged_by(const PolicyViewPtr& policies, const CallerPtr& caller);

}  // namespace sallyport::gateway
