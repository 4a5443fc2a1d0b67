#include "directory/rules/resource.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "directory/call/clouds.h"

namespace sallyport::directory {
namespace {

constexpr std::array<std::string_view, 4> kOpenIdScopes{"openid", "profile", "email", "offline_access"};
constexpr std::string_view kDefault = ".default";

struct ScopeName {
  std::string resource;  // empty: Graph
  std::string name;
};

// "api://x/access" is the scope "access" of "api://x". "User.Read" is a scope of Graph. "GUID/.default" is a scope of
// the app with that client id.
ScopeName split(std::string_view scope) {
  const std::size_t slash = scope.rfind('/');
  if (slash == std::string_view::npos || slash == 0) return {"", std::string(scope)};
  return {std::string(scope.substr(0, slash)), std::string(scope.substr(slash + 1))};
}

std::string_view without_slash(std::string_view resource) {
  return resource.ends_with('/') ? resource.substr(0, resource.size() - 1) : resource;
}

bool is_graph(const Exchange& exchange, std::string_view resource) {
  return resource.empty() || names_graph(exchange, resource) || names_old_graph(resource);
}

// Nobody owns Graph's registration, because it lives as long as the process.
std::shared_ptr<const entra::AppRegistration> graph_app() {
  return {std::shared_ptr<void>(), &entra::graph_registration()};
}

// The client may ask for itself.
Judged<entra::AppRegistration> find_app(const Exchange& exchange, entra::AppStore& apps, const std::string& name,
                                        const entra::AppRegistration& client) {
  const bool is_client = ascii_lower(name) == client.client_id.value ||
                         std::ranges::find(client.identifier_uris, name) != client.identifier_uris.end();
  if (is_client) return client;
  auto found = is_guid(name) ? apps.find_app(ClientId(ascii_lower(name))) : apps.find_app_by_identifier(name);
  SALLYPORT_JUDGE(auto app, std::move(found));
  if (!app) return refuse<500011>({name, exchange.tenant_name});
  return *std::move(app);
}

tl::unexpected<Refused> refuse_scope(std::string_view scope) {
  return refuse<70011>({"The scope " + std::string(scope) + " is not valid."});
}

Judged<void> check_scopes_exist(const Resource& resource, const entra::AppRegistration& client, Stage stage) {
  for (const std::string& name : resource.asked) {
    const entra::Scope* scope = entra::find_scope(*resource.app, name);
    if (scope != nullptr && scope->enabled) continue;
    if (stage == Stage::token) return refuse<65001>({client.client_id.value, client.display_name});
    return refuse<650053>({client.display_name, name, resource.app->client_id.value});
  }
  return {};
}

// A resource as a request names it, with the names of its scopes.
struct NamedResource {
  std::string name;
  std::vector<std::string> scopes;
};

// In the order of the request. All names of Graph are one resource.
std::vector<NamedResource> named_resources(const Exchange& exchange, const std::vector<std::string>& scopes) {
  std::vector<NamedResource> all;
  for (const std::string& scope : scopes) {
    if (is_openid_scope(scope)) continue;
    ScopeName each = split(scope);
    const auto same = std::ranges::find_if(all, [&](const NamedResource& other) {
      return other.name == each.resource || (is_graph(exchange, other.name) && is_graph(exchange, each.resource));
    });
    if (same != all.end())
      same->scopes.push_back(std::move(each.name));
    else
      all.push_back({std::move(each.resource), {std::move(each.name)}});
  }
  if (all.empty()) all.emplace_back();
  return all;
}

Judged<Resource> load_resource(const Exchange& exchange, entra::AppStore& apps, NamedResource named,
                               const entra::AppRegistration& client, Stage stage) {
  Resource resource;
  for (std::string& name : named.scopes) {
    if (name == kDefault)
      resource.is_default = true;
    else
      resource.asked.push_back(std::move(name));
  }
  if (resource.is_default && !resource.asked.empty()) return refuse_scope(resource.asked.front());
  resource.is_graph = is_graph(exchange, named.name);
  resource.is_bare = named.name.empty();
  resource.requested_name = named.name.empty() ? std::string(kGraphAppId) : std::move(named.name);
  if (resource.is_graph) {
    resource.app = graph_app();
  } else {
    SALLYPORT_JUDGE(auto app, find_app(exchange, apps, resource.requested_name, client));
    resource.app = std::make_shared<const entra::AppRegistration>(std::move(app));
    // A registration of another organization that is not for others is as good as none.
    if (resource.app->tenant != client.tenant && !entra::is_multi_tenant(resource.app->audience))
      return refuse<500011>({resource.requested_name, exchange.tenant_name});
  }
  SALLYPORT_DEMAND(check_scopes_exist(resource, client, stage));
  return resource;
}

Judged<std::vector<Resource>> load_resources(const Exchange& exchange, entra::AppStore& apps,
                                             const std::vector<std::string>& scopes,
                                             const entra::AppRegistration& client, Stage stage) {
  std::vector<std::string> openid;
  std::ranges::copy_if(scopes, std::back_inserter(openid), is_openid_scope);
  std::vector<Resource> resources;
  for (NamedResource& named : named_resources(exchange, scopes)) {
    SALLYPORT_JUDGE(auto resource, load_resource(exchange, apps, std::move(named), client, stage));
    resource.openid = openid;
    resources.push_back(std::move(resource));
  }
  if (resources.size() > 1)
    for (const Resource& resource : resources)
      if (resource.is_default) return refuse_scope(resource.requested_name + "/.default");
  return resources;
}

}  // namespace

bool is_openid_scope(std::string_view scope) {
  return std::ranges::find(kOpenIdScopes, scope) != kOpenIdScopes.end();
}

std::string scope_words(const std::vector<std::string>& scopes) {
  std::string text;
  for (const std::string& scope : scopes) text += (text.empty() ? "" : " ") + scope;
  return text;
}

bool names_graph(const Exchange& exchange, std::string_view resource) {
  const std::string_view name = without_slash(resource);
  if (name == exchange.origin || name == entra::kGraphClientId) return true;
  return entra::is_graph_name(name) && (cloud_of(exchange) == nullptr || name == graph_address(exchange));
}

bool names_old_graph(std::string_view resource) {
  const std::string_view name = without_slash(resource);
  return name == kOldGraphAppId || name == "https://graph.windows.net";
}

std::vector<std::string> scopes_of_v1(std::string_view resource) {
  const std::string name(resource.empty() ? kOldGraphAppId : resource);
  return {"openid", "profile", "offline_access", name + "/.default"};
}

Judged<void> check_resource_parameter(const Exchange& exchange, std::string_view parameter, const Resource& resource) {
  if (parameter.empty()) return {};
  const auto& uris = resource.app->identifier_uris;
  const bool same = resource.is_graph ? names_graph(exchange, parameter) &&
                                            parameter.find("://") != std::string::npos && !parameter.ends_with('/')
                                      : std::ranges::find(uris, parameter) != uris.end();
  if (!same) return refuse<9010010>();
  return {};
}

Judged<std::vector<Resource>> find_resources(const Exchange& exchange, entra::AppStore& apps,
                                             const std::vector<std::string>& scopes,
                                             const entra::AppRegistration& client) {
  return load_resources(exchange, apps, scopes, client, Stage::sign_in);
}

Judged<Resource> find_resource(const Exchange& exchange, entra::AppStore& apps, const std::vector<std::string>& scopes,
                               const entra::AppRegistration& client, Stage stage) {
  SALLYPORT_JUDGE(auto resources, load_resources(exchange, apps, scopes, client, stage));
  if (resources.size() > 1) return refuse<28000>({scope_words(scopes)});
  return std::move(resources.front());
}

bool name_several_resources(const Exchange& exchange, const std::vector<std::string>& scopes) {
  return named_resources(exchange, scopes).size() > 1;
}

bool name_a_resource(const std::vector<std::string>& scopes) {
  return !std::ranges::all_of(scopes, is_openid_scope);
}

Judged<std::optional<entra::ServicePrincipal>> find_resource_principal(const Exchange& exchange,
                                                                       entra::PrincipalStore& principals,
                                                                       const TenantId& tenant, const Resource& resource,
                                                                       const ClientId& client, Stage stage) {
  SALLYPORT_JUDGE(auto found, principals.find_principal_of(tenant, resource.app->client_id));
  if (found && !found->enabled) return refuse<50001>();
  if (found) return found;
  if (stage == Stage::token)
    return refuse<500011>(
        {resource.requested_name, exchange.tenant_name.empty() ? tenant.value : exchange.tenant_name});
  if (resource.app->client_id == client) return found;
  return refuse<650052>({resource.app->client_id.value, resource.app->display_name, tenant.value});
}

}  // namespace sallyport::directory
