// The page at which somebody who signed in with a password of ours looks after their own second factor.
#pragma once

#include "gateway/accounts/parts.h"
#include "gateway/call/endpoint.h"
#include "gateway/sign_in/parts.h"
#include "http/handler.h"

namespace sallyport::gateway {

// /api/v1/auth/second-factor, for people with a local account and for the local administrator; 404 for everybody else.
// GET shows whether there is a factor. POST with `action`: "begin" needs the password and shows a key, "confirm" sets
// the factor up with the first code and shows recovery codes, "codes" and "remove" need a code. Setting one up and
// removing it end the owner's other sessions. Blocks.
http::Outcome own_second_factor(const Call& call, const AccountParts& parts, const LocalAccountParts& administrator);

}  // namespace sallyport::gateway
