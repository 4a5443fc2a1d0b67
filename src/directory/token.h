// The token endpoint: load, decide, sign, commit. Source: RFC 6749 3.2; entra.md 3.2, 5, 6.
#pragma once

#include "directory/exchange.h"

namespace sallyport::directory {

// POST /{tenant}/oauth2/v2.0/token. Blocks.
http::Response token(const Exchange& exchange);

// OPTIONS: whether the Origin is that of a redirect URI of any app. Blocks.
http::Response token_preflight(const Exchange& exchange);

}  // namespace sallyport::directory
