// The authorization endpoint: who is at the browser, may they, and what does the client get. Blocks.
// Source: OpenID Connect Core 3; entra.md 3.1.
#pragma once

#include "directory/exchange.h"

namespace sallyport::directory {

// GET and POST /{tenant}/oauth2/v2.0/authorize. A POST with a flowToken is one of our own forms; any other POST carries
// the parameters in its body.
http::Response authorize(const Exchange& exchange);

}  // namespace sallyport::directory
