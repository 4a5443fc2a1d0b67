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
// Azure AD Graph is retired, but v1.0 still means it if a request names no resource.
inline constexpr std::string_view kOldGraphAppId = "00000002-0000-0000-c000-000000000000";

struct Resource {
  std::string audience;             // the resource's application id; aud of v2.0 tokens
  std::string requested_name;       // the resource as the request names it; aud of v1.0 tokens
  int token_version = 2;            // the resource decides it, not the endpoint
  bool is_graph = false;            // Microsoft's Graph or the old one: there is no registration
  bool is_default = false;          // the request has the scope "/.default"
  std::vector<std::string> scopes;  // names without the resource; for Graph also those of OpenID Connect
  entra::AppRegistration app;       // the API's registration; unused for Graph
};

// Whether the scope belongs to OpenID Connect: openid, profile, email, offline_access.
bool is_openid_scope(std::string_view scope);

// Whether a resource or an audience is Microsoft Graph: its id, its address, or the directory's own origin.
bool is_graph_name(const Exchange& exchange, std::string_view resource);
bool is_old_graph_name(std::string_view resource);

// The scopes that mean the same as a v1.0 request: "RESOURCE/.default" beside openid, profile and offline_access, which
// v1.0 always grants. An empty resource is the old Graph.
std::vector<std::string> scopes_of_v1(std::string_view resource);

// Finds the one resource that the scopes name. If they name none, it is Graph. Blocks. Refusals: 70011 (two resources),
// 500011 (unknown resource).
Judged<Resource> find_resource(const Exchange& exchange, entra::AppStore& apps, const std::vector<std::string>& scopes,
                               const entra::AppRegistration& client);

// Checks the parameter `resource` of a v2.0 request. It must equal an Application ID URI of the resource whose scopes
// are requested, character for character. An absent parameter is empty. Refusals: 9010010.
Judged<void> check_resource_parameter(std::string_view parameter, const Resource& resource);

}  // namespace sallyport::directory
