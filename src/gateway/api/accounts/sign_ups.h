// Making a local account oneself over the API (gateway/accounts/sign_up.h). Source: OpenMetadata, UserResource. All of
// these answer 404 unless local accounts are allowed, and 403 where nobody makes accounts themselves.
#pragma once

#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"
#include "http/handler.h"

namespace sallyport::gateway {

// POST /api/v1/users/signup {"email", "firstName", "lastName"}: 200 with one sentence, whoever has the address; a link
// at which its owner chooses a password is mailed there. Stricter: OpenMetadata takes a password with this request, and
// so would put the password of whoever asked into the account of the address's owner; a `password` is refused. 400 for
// an address of another domain; 424 and 503 as of generatePasswordResetLink.
http::Outcome sign_up(const Call& call, const ApiParts& parts);

// PUT /api/v1/users/resendRegistrationToken?user=ADDRESS: another link, with the same answers.
http::Outcome resend_registration(const Call& call, const ApiParts& parts);

// PUT /api/v1/users/registrationConfirmation?token=: 200 if the link's token is good, and changes nothing:
// password/reset makes the account with it. 400 otherwise.
http::Outcome confirm_registration(const Call& call, const ApiParts& parts);

}  // namespace sallyport::gateway
