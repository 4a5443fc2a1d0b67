// Sign-out at the directory. It ends the directory's own session, then each application's session by front channel, and
// sends the browser back to one of the applications.
// Source: OpenID Connect RP-Initiated Logout 1.0, Front-Channel Logout 1.0; docs/entra.md, Sign-out.
#pragma once

#include "directory/authorize/authorize_services.h"
#include "directory/call/exchange.h"

namespace sallyport::directory {

// GET and POST /{tenant}/oauth2/[v2.0/]logout. Blocks.
//
// Every readable request ends the sign-ins of all accounts at the browser: a sign-out that another site forces is a
// nuisance, but a sign-out that fails is a security hole. With a logout_hint, only the account that it names is signed
// out.
//
// post_logout_redirect_uri is followed only if it is registered for the client that client_id or id_token_hint names.
// If neither names a client, it must be registered for an app of this session. Otherwise the page says "signed out".
// An id_token_hint that the directory did not issue is ignored; one that has expired still counts.
//
// Two failures have an error page: a query or form that cannot be read (400; nothing has ended), and a store that does
// not answer (503; the directory's session may have ended, but no application was told).
http::Response logout(const AuthorizeServices& services, const Exchange& exchange);

}  // namespace sallyport::directory
