// The browser's side of the device authorization grant: a person enters the code that a program shows, signs in, and
// confirms.
// Source: RFC 8628 3.3, 5.4; docs/entra.md, Token endpoint.
#pragma once

#include "directory/authorize/authorize_services.h"
#include "directory/call/exchange.h"

namespace sallyport::directory {

// GET /devicelogin shows the form for the code. POST checks the code and leads to the tenant's page below. Refusals, on
// the form: 90119 (no code), 70018 (unknown), 70019 (expired), 90120 (already answered). Blocks.
http::Response enter_user_code(const AuthorizeServices& services, const Exchange& exchange);

// GET and POST /{tenant}/oauth2/deviceauth?otc=CODE: the person signs in or picks an account, and then confirms.
// Nothing is approved without the form of the confirmation page, which is bound to the browser, so that somebody who
// sends a code to a victim at least has to deceive them twice. Refusals: those above; 50020 and 50105 on a page.
// Blocks.
http::Response confirm_device(const AuthorizeServices& services, const Exchange& exchange);

}  // namespace sallyport::directory
