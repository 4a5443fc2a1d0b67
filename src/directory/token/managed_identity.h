// Tokens for a workload without a credential, in the two shapes in which Azure offers them. An operator's switch names
// the one app that every caller is, so the endpoints do not exist unless it is set.
// Source: docs/entra.md, Token endpoint.
#pragma once

#include "directory/call/exchange.h"
#include "directory/token/token_services.h"

namespace sallyport::directory {

// GET /metadata/identity/oauth2/token, as on a virtual machine (IMDS). The header "Metadata: true" is required, which a
// page of another site cannot send, and X-Forwarded-For must be absent. Blocks.
http::Response machine_identity_token(const TokenServices& services, const Exchange& exchange);

// GET /msi/token, as at App Service. The header X-IDENTITY-HEADER must equal Settings::identity_header, and an empty
// setting refuses everybody. Blocks.
http::Response app_service_identity_token(const TokenServices& services, const Exchange& exchange);

}  // namespace sallyport::directory
