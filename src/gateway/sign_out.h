// Sign-out: here at once, then at the provider; and the provider's word that somebody has signed out there.
#pragma once

#include "gateway/endpoint.h"

namespace sallyport::gateway {

// GET asks, unless our own page sent the browser here; POST signs out (attack RP-18).
http::Outcome sign_out(const Call& call);

// The page after it. It leads nowhere by itself.
http::Outcome signed_out(const Call& call);

// GET /frontchannel-logout?iss=&sid=: loaded by the provider in a frame. 200 also for a sid that we do not know, so
// that nobody learns which ones there are. Source: OpenID Connect Front-Channel Logout 1.0 2.
http::Outcome front_channel_logout(const Call& call);

}  // namespace sallyport::gateway
