// Finds the API that an access token is requested for. The scopes of a request belong to OpenID Connect and to one
// resource.
// Source: docs/entra.md, Authorize, and Tokens and claims.
#pragma once

#include <string>
#include <vector>

#include "directory/call/exchange.h"
#include "entra/directory_store.h"

namespace sallyport::directory {

inline constexpr std::string_view kGraphAppId = "00000003-0000-0000-c000-000000000000";

struct Resource {
  std::string audience;        // aud: Graph's id, or the client id of the app that is the API
  std::string requested_name;  // the resource as the scope names it
  int token_version = 2;       // the resource decides it, not the endpoint
  bool is_graph = false;
  bool is_default = false;          // the request has the scope "/.default"
  std::vector<std::string> scopes;  // names without the resource; for Graph also those of OpenID Connect
  entra::AppRegistration app;       // the API's registration; unused for Graph
};

// Finds the one resource that the scopes name. If they name none, it is Graph. Blocks. Refusals: 70011 (two resources),
// 500011 (unknown resource).
Judged<Resource> find_resource(const Exchange& exchange, entra::AppStore& apps, const std::vector<std::string>& scopes,
                               const entra::AppRegistration& client);

}  // namespace sallyport::directory
