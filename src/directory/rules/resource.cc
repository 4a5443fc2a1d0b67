#include "directory/rules/resource.h"

#include <algorithm>
#include <array>

#include "base/text.h"

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

Judged<void> check_scopes_exist(const Resource& resource, const entra::AppRegistration& client) {
  for (const std::string& name : resource.asked) {
    const entra::Scope* scope = entra::find_scope(resource.app, name);
    if (scope == nullptr || !scope->enabled)
      return refuse<650053>({client.display_name, name, resource.app.client_id.value});
  }
  return {};
}

}  // namespace

bool is_openid_scope(std::string_view scope) {
  return std::ranges::find(kOpenIdScopes, scope) != kOpenIdScopes.end();
}

bool names_graph(const Exchange& exchange, std::string_view resource) {
  return without_slash(resource) == exchange.origin || entra::is_graph_name(resource);
}

bool names_old_graph(std::string_view resource) {
  const std::string_view name = without_slash(resource);
  return name == kOldGraphAppId || name == "https://graph.windows.net";
}

std::vector<std::string> scopes_of_v1(std::string_view resource) {
  const std::string name(resource.empty() ? kOldGraphAppId : resource);
  return {"openid", "profile", "offline_access", name + "/.default"};
}

Judged<void> check_resource_parameter(std::string_view parameter, const Resource& resource) {
  if (parameter.empty()) return {};
  const auto& uris = resource.app.identifier_uris;
  const bool same = resource.is_graph ? entra::is_graph_name(parameter) && parameter.find("://") != std::string::npos &&
                                            !parameter.ends_with('/')
                                      : std::ranges::find(uris, parameter) != uris.end();
  if (!same) return refuse<9010010>();
  return {};
}

Judged<Resource> find_resource(const Exchange& exchange, entra::AppStore& apps, const std::vector<std::string>& scopes,
                               const entra::AppRegistration& client) {
  Resource resource;
  std::vector<ScopeName> named;
  for (const std::string& scope : scopes)
    if (is_openid_scope(scope))
      resource.openid.push_back(scope);
    else
      named.push_back(split(scope));
  for (const ScopeName& each : named) {
    const bool same = each.resource == named.front().resource ||
                      (is_graph(exchange, each.resource) && is_graph(exchange, named.front().resource));
    if (!same) return refuse_scope(each.resource + "/" + each.name);  // one resource for each request
    resource.is_default = resource.is_default || each.name == kDefault;
    if (each.name != kDefault) resource.asked.push_back(each.name);
  }
  if (resource.is_default && !resource.asked.empty()) return refuse_scope(resource.asked.front());
  resource.is_graph = named.empty() || is_graph(exchange, named.front().resource);
  if (resource.is_graph) {
    resource.app = entra::graph_registration();
    const std::string name = named.empty() ? "" : named.front().resource;
    resource.requested_name = name.empty() ? std::string(kGraphAppId) : name;
  } else {
    resource.requested_name = named.front().resource;
    SALLYPORT_JUDGE(resource.app, find_app(exchange, apps, resource.requested_name, client));
    // A registration of another organization that is not for others is as good as none.
    if (resource.app.tenant != client.tenant && !entra::is_multi_tenant(resource.app.audience))
      return refuse<500011>({resource.requested_name, exchange.tenant_name});
  }
  SALLYPORT_DEMAND(check_scopes_exist(resource, client));
  return resource;
}

Judged<std::optional<entra::ServicePrincipal>> find_resource_principal(const Exchange& exchange,
                                                                       entra::PrincipalStore& principals,
                                                                       const TenantId& tenant, const Resource& resource,
                                                                       const ClientId& client, Stage stage) {
  SALLYPORT_JUDGE(auto found, principals.find_principal_of(tenant, resource.app.client_id));
  if (found && !found->enabled) return refuse<50001>();
  if (found) return found;
  if (stage == Stage::token)
    return refuse<500011>(
        {resource.requested_name, exchange.tenant_name.empty() ? tenant.value : exchange.tenant_name});
  if (resource.app.client_id == client) return found;
  return refuse<650052>({resource.app.client_id.value, resource.app.display_name, tenant.value});
}

}  // namespace sallyport::directory
