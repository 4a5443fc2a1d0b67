// Finds the APIs that the scopes of a request belong to. A sign-in may name several; an access token is for one.
// Source: docs/entra.md, Authorize, and Tokens and claims.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/call/exchange.h"
#include "entra/directory_store.h"
#include "entra/graph_application.h"

namespace sallyport::directory {

inline constexpr std::string_view kGraphAppId = entra::kGraphClientId;
// Azure AD Graph is retired, but v1.0 still means it if a request names no resource. Here it is Microsoft Graph by
// another name.
inline constexpr std::string_view kOldGraphAppId = "00000002-0000-0000-c000-000000000000";

struct Resource {
  // The API's registration, which may be Microsoft Graph's. Shared, because Graph's is large. Never null in a resource
  // that was found.
  std::shared_ptr<const entra::AppRegistration> app;
  std::string requested_name;  // the resource as the request names it; aud of v1.0 tokens
  bool is_graph = false;
  bool is_bare = false;             // the request names the scopes alone, which means Graph's
  bool is_default = false;          // the request has the scope "/.default": what was consented, or is listed
  std::vector<std::string> asked;   // the scopes that are asked of the API by name
  std::vector<std::string> openid;  // the scopes of OpenID Connect that are asked for; they belong to Graph
  // These two are found once the tenant and the person are known.
  entra::ServicePrincipal principal;
  std::vector<std::string> scopes;  // scp: names without the resource; for Graph also those of OpenID Connect

  const std::string& audience() const { return app->client_id.value; }
  int token_version() const { return app->access_token_version(); }
};

// The scopes of OpenID Connect. Graph's registration has them, too.
bool is_openid_scope(std::string_view scope);

// The scopes as a request writes them, with spaces between.
std::string scope_words(const std::vector<std::string>& scopes);

// Whether a resource or an audience is Microsoft Graph: its id, its address, or the directory's own origin. At a host
// of a cloud the address is that cloud's alone; under any other name the directory takes those of all clouds.
bool names_graph(const Exchange& exchange, std::string_view resource);
bool names_old_graph(std::string_view resource);

// The scopes that mean the same as a v1.0 request: "RESOURCE/.default" beside openid, profile and offline_access, which
// v1.0 always grants. An empty resource is the old Graph.
std::vector<std::string> scopes_of_v1(std::string_view resource);

// Checks the parameter `resource` of a v2.0 request. It must equal an Application ID URI of the resource whose scopes
// are requested, character for character. An absent parameter is empty. Refusals: 9010010.
Judged<void> check_resource_parameter(const Exchange& exchange, std::string_view parameter, const Resource& resource);

// Where the scopes are asked for. A scope that the API does not expose is 650053 at a sign-in. At the token endpoint
// nobody can have consented to it, so it is 65001. An API without a service principal in the tenant is 650052 at a
// sign-in and 500011 at the token endpoint.
enum class Stage { sign_in, token };

// Finds the resources that the scopes of a sign-in name, in their order. If they name none, it is Graph. A person can
// so consent to several APIs at once. Blocks. Refusals: 70011 (another scope beside "/.default"), 500011 (unknown
// resource), 650053 (an API does not expose the scope).
Judged<std::vector<Resource>> find_resources(const Exchange& exchange, entra::AppStore& apps,
                                             const std::vector<std::string>& scopes,
                                             const entra::AppRegistration& client);

// Finds the one resource of an access token. Blocks. Refusals: 28000 (the scopes name two), those of find_resources,
// and 65001 (see Stage).
Judged<Resource> find_resource(const Exchange& exchange, entra::AppStore& apps, const std::vector<std::string>& scopes,
                               const entra::AppRegistration& client, Stage stage);

// Whether the scopes name more than one resource, and whether they name one at all.
bool name_several_resources(const Exchange& exchange, const std::vector<std::string>& scopes);
bool name_a_resource(const std::vector<std::string>& scopes);

// Finds the service principal of the resource in the tenant. Absent only during a sign-in, for an app that is its own
// API and of which nobody has consented there yet. Blocks. Refusals: 500011, 650052, 50001 (it is disabled).
Judged<std::optional<entra::ServicePrincipal>> find_resource_principal(const Exchange& exchange,
                                                                       entra::PrincipalStore& principals,
                                                                       const TenantId& tenant, const Resource& resource,
                                                                       const ClientId& client, Stage stage);

}  // namespace sallyport::directory
