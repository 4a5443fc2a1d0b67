// The pages at which people make local accounts themselves. They answer 404 unless localAccounts.signUpDomains names a
// domain.
#pragma once

#include "gateway/accounts/parts.h"
#include "gateway/call/endpoint.h"
#include "http/handler.h"

namespace sallyport::gateway {

// /api/v1/auth/local/sign-up: GET shows a form, POST asks for a link by mail. The answer is the same whoever has the
// address.
http::Outcome account_sign_up(const Call& call, const AccountParts& parts);

// /api/v1/auth/local/sign-up/password?link=: GET shows the form of the mailed link, POST makes the account. Blocks.
http::Outcome account_sign_up_password(const Call& call, const AccountParts& parts);

}  // namespace sallyport::gateway
