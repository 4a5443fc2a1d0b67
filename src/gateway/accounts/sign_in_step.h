// What has to happen between a right password and a session, for pages and programs alike.
#pragma once

#include "base/result.h"
#include "gateway/accounts/challenge.h"
#include "gateway/accounts/parts.h"
#include "gateway/accounts/password_check.h"
#include "gateway/accounts/second_factor.h"
#include "gateway/call/endpoint.h"

namespace sallyport::gateway {

enum class SignInStep {
  session,       // nothing: it can be opened
  code,          // a code of the second factor
  set_up,        // a second factor has to be set up, because the configuration asks for one
  new_password,  // somebody else has set the password, and its owner has to replace it
};

// After the password. Blocks. Requires: the password was right. Errors: those of the stores and of
// decide_local_admission().
Result<SignInStep> step_after_password(const Call& call, const AccountParts& parts, const PasswordCheck& checked);

// After a code that was right.
SignInStep step_after_code(const PasswordCheck& checked);

// The challenge for somebody whose password was right. `offered_key`: as in Challenge.
Challenge challenge_for(const AccountParts& parts, const PasswordCheck& checked, Secret offered_key = {});

// The account that a challenge is for, as if its password had been checked again. Blocks. Errors: rejected/"challenge"
// (the password is another one now, or the owner is disabled or gone); those of the stores.
Result<PasswordCheck> account_of_challenge(const AccountParts& parts, const Challenge& challenge);

FactorOwner factor_owner(const PasswordCheck& checked);

}  // namespace sallyport::gateway
