// The pages at which people sign in with their local accounts, and choose a password by a one-time link. They answer
// 404 unless local accounts are allowed.
#pragma once

#include "gateway/accounts/parts.h"
#include "gateway/call/endpoint.h"
#include "gateway/sign_in/parts.h"
#include "http/handler.h"

namespace sallyport::gateway {

// /api/v1/auth/local: GET shows the form, POST signs in. `redirectUri` says where it leads; `set=1` says that the
// password was set a moment ago. Somebody who has to change their password is led to the page for that. Where there is
// no provider, and nobody has set up the local administrator yet, GET leads there. Blocks (Argon2).
http::Outcome account_sign_in(const Call& call, const AccountParts& parts, const LocalAccountParts& administrator);

// /api/v1/auth/local/password?link=: GET shows the form of the one-time link. POST uses the link up, sets the password
// and ends all sessions of its owner. Blocks.
http::Outcome account_password(const Call& call, const AccountParts& parts);

// /api/v1/auth/local/reset: GET shows a form, POST asks for a link by mail. Its answer is the same whoever has the
// name. 404 also if no relay is configured.
http::Outcome account_reset(const Call& call, const AccountParts& parts);

}  // namespace sallyport::gateway
