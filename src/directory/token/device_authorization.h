// The device authorization endpoint: gives a program without a browser a code to show.
// Source: RFC 8628 3.1, 3.2; docs/entra.md, Token endpoint.
#pragma once

#include "directory/call/exchange.h"
#include "directory/token/token_services.h"

namespace sallyport::directory {

// POST /{tenant}/oauth2/[v2.0/]devicecode; v1.0 also answers GET, with the parameters in the query. v1.0 says
// verification_url and writes numbers as texts. Refusals: 900144, 700038, 700016, 50059, 7000112, 9001023 (at
// /consumers), and those of find_resource. Blocks.
http::Response device_authorization(const TokenServices& services, const Exchange& exchange);

}  // namespace sallyport::directory
