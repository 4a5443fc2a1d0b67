// The token endpoint. It loads the grant, decides, signs, and commits in this order, so that a failed signature
// consumes nothing.
// Source: RFC 6749 3.2; docs/entra.md, Token endpoint.
#pragma once

#include "directory/call/exchange.h"
#include "directory/token/token_services.h"

namespace sallyport::directory {

// POST /{tenant}/oauth2/v2.0/token. Blocks.
http::Response token(const TokenServices& services, const Exchange& exchange);

// OPTIONS: allows the pages of every registered redirect URI. Blocks.
http::Response token_preflight(const TokenServices& services, const Exchange& exchange);

// Any other method: refused with 900561, in JSON.
http::Response token_wrong_method(const Exchange& exchange);

}  // namespace sallyport::directory
