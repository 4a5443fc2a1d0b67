// Conditional access during a sign-in: what the tenant's policies want of the person before the client gets its answer.
#pragma once

#include <vector>

#include "directory/authorize/flow.h"

namespace sallyport::directory {

enum class PolicyStep { none, sign_in_again, second_factor, register_factor, new_password };

// Judges the policies for the person who is signed in, the client, and every API that the request names; there is at
// least one. flow.signed_in must be set. Blocks. Refusals: those of refuse_by_policy for what the person cannot do on a
// page, and for everything if nothing may be shown (prompt=none).
Judged<PolicyStep> next_policy_step(const Flow& flow, const std::vector<ClientId>& apis);

// The page for a step that is not none. Blocks.
http::Response show_policy_step(const Flow& flow, PolicyStep step);

}  // namespace sallyport::directory
