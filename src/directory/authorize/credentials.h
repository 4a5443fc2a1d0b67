// Decides who a person is: by a user name and a password or, in the demo, by the account that they click.
#pragma once

#include "directory/authorize/flow.h"

namespace sallyport::directory {

// Checks the posted user name and password, and returns the person. Refusals: those of check_user_password. Blocks.
Judged<entra::User> check_password(const Flow& flow);

// Returns the person whose account was picked, without a password. The caller must check that the account is signed in
// already or that this is the demo. Refusals: 50034, 50057, 50020. Blocks.
Judged<entra::User> check_account(const Flow& flow);

// Begins the sign-in of a person whose credentials were checked, and sets flow.signed_in and flow.cookies. Blocks.
Judged<void> begin_session(Flow& flow, entra::User user, const oidc::op::Proofs& proofs = {});

// Notes in the sign-in of flow.signed_in what the person has proven. Blocks.
Judged<void> renew_session(Flow& flow, const oidc::op::Proofs& proofs);

}  // namespace sallyport::directory
