// From a right password to a session in the browser: a code of the second factor, its set-up, or a new password may
// come between.
#pragma once

#include "gateway/accounts/parts.h"
#include "gateway/accounts/password_check.h"
#include "gateway/call/endpoint.h"
#include "gateway/sign_in/account_form.h"
#include "http/handler.h"

namespace sallyport::gateway {

// The next step for somebody whose password was right: a page, or the session. Blocks.
http::Answer enter_with_password(const Call& call, const AccountParts& parts, const SignInForm& form,
                                 const PasswordCheck& checked);

// POST /api/v1/auth/local/code: takes a code of the second factor, or the first code of one that is being set up, for a
// challenge of enter_with_password(). GET leads to the sign-in. Blocks.
http::Outcome account_code(const Call& call, const AccountParts& parts);

}  // namespace sallyport::gateway
