// Sign-out: ends the session here, then sends the browser to the provider to end its session there. The provider can
// also report that a person has signed out there.
#pragma once

#include "gateway/call/endpoint.h"
#include "gateway/standing/parts.h"
#include "http/handler.h"

namespace sallyport::gateway {

// Answers GET|POST /api/v1/auth/logout. A request from a page of ours signs out, unless it is a GET for what a page
// embeds or for what the browser fetches ahead of time. Any other GET gets a page that asks first, and any other POST
// is refused (attack RP-18). Blocks.
http::Outcome sign_out(const Call& call, const StandingParts& parts);

// The page after a sign-out. It never redirects. It tells a person who has a session that they are still signed in.
// Does not block.
http::Outcome signed_out(const Call& call);

// Answers GET /frontchannel-logout?iss=&sid=, which the provider loads in a frame. Ends the sessions of this sid. 400
// for an issuer that is not ours, and for a sid that has no session here, so that a wrong sid is noticed (attack
// RP-17). Blocks. Source: OpenID Connect Front-Channel Logout 1.0 2.
http::Outcome front_channel_logout(const Call& call, const StandingParts& parts);

}  // namespace sallyport::gateway
