// Sign-out at the directory: its own session, then each application's by front channel, then back to one of them.
// Source: OpenID Connect RP-Initiated Logout 1.0, Front-Channel Logout 1.0; entra.md 3.4.
#pragma once

#include "directory/exchange.h"

namespace sallyport::directory {

// GET and POST /{tenant}/oauth2/v2.0/logout. Blocks.
//
// The session ends whoever asked, as at Entra: a sign-out that another site forces is a nuisance, one that does not
// happen is a hole. A logout_hint that names somebody else than the person signed in ends nothing.
//
// post_logout_redirect_uri is followed only where it is registered for the client that client_id or id_token_hint
// names, or for an app of this session; the page says "signed out" otherwise.
http::Response logout(const Exchange& exchange);

}  // namespace sallyport::directory
