// Endpoints that change people. All run on a worker. Each decides about the caller's right before it looks at what the
// client sent. If-Match is honoured wherever the person exists.
#pragma once

#include "gateway/api/parts.h"
#include "gateway/call/endpoint.h"
#include "http/handler.h"

namespace sallyport::gateway {

// POST /api/v1/users: 201. Needs Create; isAdmin, roles and isBot need an administrator, and teams need EditTeams. A
// human is invited by their address, under the rules of a sign-in, and linked to the account that proves it at its
// first sign-in. A bot's account is made as it is.
http::Outcome create_user(const Call& call, const ApiParts& parts);

// PUT /api/v1/users: adds the person of this name, as POST does, or changes them, as PATCH does. Members that are
// absent stay as they are, and so do isAdmin and isBot if they are false, because clients send false for what they do
// not know.
http::Outcome put_user(const Call& call, const ApiParts& parts);

// PATCH by id or name, with a JSON Patch. user_edit.h says who may set what.
http::Outcome patch_user(const Call& call, const ApiParts& parts);

// DELETE by id or name. The person's sessions end. With hardDelete=true the person is removed for good. Needs Delete.
http::Outcome delete_user(const Call& call, const ApiParts& parts);

// GET and PUT /api/sallyport/v1/users/{id}/disabled: {"id":"…","disabled":true,"deprovisioned":false}. Somebody who is
// disabled is kept out of everything as if they were deleted, and stays in every list. Somebody who is deprovisioned is
// kept out by a provisioning client. For administrators.
http::Outcome show_user_disabled(const Call& call, const ApiParts& parts);
http::Outcome set_user_disabled(const Call& call, const ApiParts& parts);

// PUT /api/v1/users/restore with {"id":"…"}. Needs EditAll.
http::Outcome restore_user(const Call& call, const ApiParts& parts);

}  // namespace sallyport::gateway
