// The pages of the local administrator account. They work only while the store has such an account and it is not
// retired. Otherwise they answer 404. With a provider, they also answer 404 while the account has no password, except
// to the holder of an open link.
#pragma once

#include "gateway/call/endpoint.h"
#include "gateway/sign_in/parts.h"
#include "http/handler.h"

namespace sallyport::gateway {

// /local-admin: GET shows the form, POST signs in. `?set=1` says that the password was set a moment ago. Tries are
// throttled (session/throttle.h). Before the password is set, GET and POST tell how to set it. Blocks (Argon2).
http::Outcome local_sign_in(const Call& call, const LocalAccountParts& parts);

// POST /local-admin/code: takes a code of the second factor, or the first code of one that is being set up, after the
// password. GET leads to the sign-in. Blocks.
http::Outcome local_code(const Call& call, const LocalAccountParts& parts);

// /local-admin/setup?link=: GET shows the form of the one-time link. POST uses the link up, sets the password and ends
// all sessions of the account. Blocks.
http::Outcome local_setup(const Call& call, const LocalAccountParts& parts);

}  // namespace sallyport::gateway
