// The local administrator's pages. They exist as long as the store says that there is one who is not retired.
#pragma once

#include "gateway/endpoint.h"

namespace sallyport::gateway {

// GET shows the form, POST signs in; throttled by address and over all. Blocks (Argon2).
http::Outcome local_sign_in(const Call& call);

// GET /local-admin/setup?link=: the form of the one-time link; POST takes the link and sets the password. Blocks.
http::Outcome local_setup(const Call& call);

}  // namespace sallyport::gateway
