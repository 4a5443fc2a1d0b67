// /api/v1/auth/sessions: where somebody is signed in, and the end of all but the session that asks.
#pragma once

#include "gateway/endpoint.h"

namespace sallyport::gateway {

http::Outcome my_sessions(const Call& call);

}  // namespace sallyport::gateway
