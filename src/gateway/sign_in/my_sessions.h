// /api/v1/auth/sessions: GET shows where the caller is signed in, POST ends all of the caller's sessions but this one.
#pragma once

#include "gateway/call/endpoint.h"
#include "gateway/standing/parts.h"
#include "http/handler.h"

namespace sallyport::gateway {

// Answers 403 if the caller has no session cookie, and to a POST that no page of ours sent. Blocks.
// Requires: the caller is signed in.
http::Outcome my_sessions(const Call& call, const StandingParts& parts);

}  // namespace sallyport::gateway
