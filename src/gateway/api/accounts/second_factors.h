// Second factors of local accounts over the API, for administrators. Their owners look after them at a page
// (gateway/sign_in/own_second_factor.h). Both answer 404 unless local accounts are allowed.
#pragma once

#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"
#include "http/handler.h"

namespace sallyport::gateway {

// GET /api/sallyport/v1/users/{id}/secondFactor: {"setUp": true, "since": milliseconds, "recoveryCodes": how many are
// left}. For administrators and for the person.
http::Outcome show_second_factor(const Call& call, const ApiParts& parts);

// DELETE /api/sallyport/v1/users/{id}/secondFactor: takes the factor of somebody who lost it away and ends their
// sessions. The answer is that of GET. For administrators who signed in themselves and the machine's operator; nobody
// resets their own, because that needs a code. 404 if there is none.
http::Outcome reset_second_factor(const Call& call, const ApiParts& parts);

}  // namespace sallyport::gateway
