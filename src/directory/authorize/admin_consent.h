// The admin consent endpoint: an administrator consents for everybody in the tenant, before anybody signs in.
// Source: docs/entra.md, Consent.
#pragma once

#include "directory/authorize/authorize_services.h"
#include "directory/call/exchange.h"

namespace sallyport::directory {

// GET and POST /{tenant}/adminconsent and /{tenant}/v2.0/adminconsent. Without `scope`, or with a scope "/.default",
// consents to everything that the registration lists, application permissions too; otherwise to the scopes. The client
// gets `tenant`, `admin_consent=True` and the scopes, or permission_denied. Blocks.
http::Response admin_consent(const AuthorizeServices& services, const Exchange& exchange);

}  // namespace sallyport::directory
