// The authorization endpoint. It finds out who is at the browser, checks whether they may use the application, and
// sends the answer to the client.
// Source: OpenID Connect Core 3; docs/entra.md, Authorize.
#pragma once

#include "directory/authorize/authorize_services.h"
#include "directory/call/exchange.h"

namespace sallyport::directory {

// GET and POST /{tenant}/oauth2/v2.0/authorize. A POST with a flowToken comes from a form of the directory's own pages.
// Any other POST is an authorization request with its parameters in the body. Blocks.
http::Response authorize(const AuthorizeServices& services, const Exchange& exchange);

}  // namespace sallyport::directory
