// Changing passwords of local accounts over the API. Source: OpenMetadata, UserResource. All of these answer 404 unless
// local accounts are allowed.
#pragma once

#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"
#include "http/handler.h"

namespace sallyport::gateway {

// PUT /api/v1/users/changePassword {"username", "oldPassword", "newPassword", "confirmPassword", "requestType"}. SELF,
// the default, changes the caller's own password and needs the old one. USER is for administrators: they set somebody
// else's, who has to change it at the next sign-in. Neither works with a stored token.
http::Outcome change_password(const Call& call, const ApiParts& parts);

// POST /api/v1/users/password/reset {"username", "password", "confirmPassword", "token"}: uses up a one-time link,
// whose secret part is the token. 400 for a token that is not open, or is another person's. The token of a sign-up
// makes the account.
http::Outcome reset_password(const Call& call, const ApiParts& parts);

// POST /api/v1/users/generatePasswordResetLink {"email"}: 200 with one sentence, whoever has the address; a link is
// mailed to the owner of an account. 424 if no relay is configured, 503 with Retry-After if too much mail is waiting.
http::Outcome mail_reset_link(const Call& call, const ApiParts& parts);

// POST /api/v1/users/checkEmailVerified {"email"}: whether the owner of the address has chosen a password, for those
// who may create people.
http::Outcome check_email_verified(const Call& call, const ApiParts& parts);

// POST /api/sallyport/v1/users/{id}/passwordLink: {"link": URL, "expires": milliseconds}. A one-time link at which the
// person chooses a password; with it they get a local account. For administrators who signed in themselves and the
// machine's operator. It is shown once. With {"mail": true} the link is mailed to the person instead, and the answer is
// {"mailed": address}: 400 if they have no address, 424 and 503 as above.
http::Outcome make_password_link(const Call& call, const ApiParts& parts);

// POST /api/v1/users/checkEmailInUse {"email"}: true or false, for those who may create people. Nobody else learns who
// has an account.
http::Outcome check_email_in_use(const Call& call, const ApiParts& parts);

}  // namespace sallyport::gateway
