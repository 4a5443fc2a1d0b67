// Which API an access token is asked for: scopes sorted into those of OpenID Connect and those of one resource.
// Source: entra.md 3.1, 7.3.
#pragma once

#include <string>
#include <vector>

#include "directory/exchange.h"

namespace sallyport::directory {

inline constexpr std::string_view kGraphAppId = "00000003-0000-0000-c000-000000000000";

struct Resource {
  std::string audience;        // aud: Graph's id, or the client id of the app that is the API
  std::string requested_name;  // as the scope names it
  int token_version = 2;       // of the resource, never of the endpoint
  bool is_graph = false;
  bool is_default = false;          // "/.default" was asked for
  std::vector<std::string> scopes;  // names without the resource, OpenID Connect's own for Graph
  entra::AppRegistration app;       // where not Graph
};

// The one resource of the scopes; Graph where none is named. Refusals: 70011 (two resources), 500011 (nobody has it).
Judged<Resource> find_resource(const Exchange& exchange, const std::vector<std::string>& scopes,
                               const entra::AppRegistration& client);

}  // namespace sallyport::directory
