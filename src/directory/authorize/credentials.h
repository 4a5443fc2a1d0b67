// Decides who a person is: by a user name and a password or, in the demo, by the account that they click.
#pragma once

#include "directory/authorize/flow.h"

namespace sallyport::directory {

// Checks that the authority of this request and the application both admit the person's tenant.
// Refusals: 50020.
Judged<void> check_home(const Flow& flow, const entra::User& user);

// Checks the posted user name and password, and returns the person. Refusals: 50034 (unknown user name), 50053 (the
// account is locked, even if the password is right), 50056 (the account has no password), 50126 (wrong password), 50057
// (disabled), 50055 (the password has expired), 50020. Blocks.
Judged<entra::User> check_password(const Flow& flow);

// Returns the person whose account was picked, without a password. The caller must check that the account is signed in
// already or that this is the demo. Refusals: 50034, 50057, 50020. Blocks.
Judged<entra::User> check_account(const Flow& flow);

// Begins the sign-in of a person whose credentials were checked, and sets flow.signed_in and flow.cookie. Blocks.
Judged<void> begin_session(Flow& flow, entra::User user);

}  // namespace sallyport::directory
