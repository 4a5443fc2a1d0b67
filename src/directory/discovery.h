// What the directory says about itself, member for member as Entra does, under our own origin. Source: entra.md 2.
#pragma once

#include <string>
#include <string_view>

#include "directory/exchange.h"

namespace sallyport::directory {

http::Response v2_discovery(const Exchange& exchange);  // /{tenant}/v2.0/.well-known/openid-configuration
http::Response v1_discovery(const Exchange& exchange);  // /{tenant}/.well-known/openid-configuration
http::Response keys(const Exchange& exchange);          // /{tenant}/discovery/[v2.0/]keys
http::Response instance_discovery(const Exchange& exchange);

// An unknown tenant, as the discovery endpoints say it: 400, invalid_tenant.
http::Response unknown_tenant(const Exchange& exchange);

}  // namespace sallyport::directory
