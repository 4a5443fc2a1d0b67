// A person's personal access tokens. Source: OpenMetadata, UserResource. A token is shown in the answer to its creation
// and never again.
#pragma once

#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"
#include "http/handler.h"

namespace sallyport::gateway {

// GET /api/v1/users/security/token?username=: the caller's tokens that are good, the newest first. Administrators may
// name somebody else, here and for the revocation.
http::Outcome list_personal_tokens(const Call& call, const ApiParts& parts);

// PUT /api/v1/users/security/token {"tokenName", "JWTTokenExpiry", "scope"}: makes a token. `scope` (read_scope()) is
// ours, and may be absent. Only somebody who is signed in with a browser may: a token that was stolen must not make
// others. 400 for a body that cannot be read and for an unlimited
// lifetime that the operator has not allowed, 403 for other credentials, 409 at kMostTokens.
http::Outcome create_personal_token(const Call& call, const ApiParts& parts);

// PUT /api/v1/users/security/token/revoke?username=&removeAll= {"tokenIds": […]}: ends these tokens of the owner, or
// all of them, and answers with those that are left. 404 if one of them is not the owner's; then none is ended. A
// stored token may end itself and no other.
http::Outcome revoke_personal_tokens(const Call& call, const ApiParts& parts);

}  // namespace sallyport::gateway
