// The authorization endpoint. It finds out who is at the browser, checks whether they may use the application, and
// sends the answer to the client.
// Source: OpenID Connect Core 3; docs/entra.md, Authorize.
#pragma once

#include "directory/authorize/authorize_services.h"
#include "directory/call/exchange.h"

namespace sallyport::directory {

// GET and POST /{tenant}/oauth2/[v2.0/]authorize: an authorization request, with its parameters in the query or, of a
// POST, in the body. Blocks.
http::Response authorize(const AuthorizeServices& services, const Exchange& exchange);

// POST /{tenant}/[oauth2/]login: a form of the directory's own pages, with the authorization request in the query. A
// form that does not prove that the directory made it shows the sign-in page again. Blocks.
http::Response continue_sign_in(const AuthorizeServices& services, const Exchange& exchange);

// GET of the same address: somebody loads such a page again. Refused with 900561, as at Entra.
http::Response sign_in_loaded_again(const AuthorizeServices& services, const Exchange& exchange);

}  // namespace sallyport::directory
