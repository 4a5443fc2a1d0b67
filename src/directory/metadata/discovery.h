// Discovery documents and keys. They have the same members as those of Entra ID, under the directory's own origin.
// Source: docs/entra.md, Endpoints, and Clouds and authorities.
#pragma once

#include <string>
#include <string_view>

#include "directory/call/exchange.h"

namespace sallyport::directory {

http::Response v2_discovery(const Exchange& exchange);        // /{tenant}/v2.0/.well-known/openid-configuration
http::Response v1_discovery(const Exchange& exchange);        // /{tenant}/.well-known/openid-configuration
http::Response keys(const Exchange& exchange);                // /{tenant}/discovery/[v2.0/]keys
http::Response instance_discovery(const Exchange& exchange);  // /common/discovery/instance

// GET /common/userrealm/{user}: says that the domain of a user name signs in with passwords ("Managed"), or that no
// tenant has it ("Unknown"). MSAL asks before it sends a password.
http::Response user_realm(const Exchange& exchange);

// What the v2.0 document names and the directory does not have: each answers a refusal (90023).
http::Response kerberos(const Exchange& exchange);
http::Response mutual_tls(const Exchange& exchange);

// Any other method at these addresses: 900561 with status 405. The caller adds the Allow header.
http::Response metadata_wrong_method(const Exchange& exchange);

// The answer of the discovery endpoints for an unknown tenant: 400, invalid_tenant, or 90013.
http::Response unknown_tenant(const Exchange& exchange);

}  // namespace sallyport::directory
