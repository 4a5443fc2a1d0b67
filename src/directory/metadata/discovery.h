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

// The answer of the discovery endpoints for an unknown tenant: 400, invalid_tenant.
http::Response unknown_tenant(const Exchange& exchange);

}  // namespace sallyport::directory
