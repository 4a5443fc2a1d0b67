#include "directory/rules/resource.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sallyport::directory {
namespace {

constexpr std::array<std::string_view, 4> kOpenIdScopes{"openid", "profile", "email", "offline_access"};

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

constexpr std::array<std::string_view, 3> kGraphAddresses{"https://graph.microsoft.com", "https://graph.microsoft.us",
                                                          "https://microsoftgraph.chinacloudapi.cn"};

std::string_view without_slash(std::string_view resource) {
  return resource.ends_with('/') ? resource.substr(0, resource.size() - 1) : resource;
}

// Names of one resource that differ only in their spelling give one key.
std::string key_of(const Exchange& exchange, std::string_view resource) {
  if (resource.empty() || is_graph_name(exchange, resource)) return std::string(kGraphAppId);
  return is_old_graph_name(resource) ? std::string(kOldGraphAppId) : std::string(resource);
}

Resource graph(std::string_view id, const std::string& name) {
  return {std::string(id), name.empty() ? std::string(id) : name, 1, true, false, {}, {}};
}

Judged<Resource> find_app(const Exchange& exchange, entra::AppStore& apps, const std::string& name) {
  auto found = is_guid(name) ? apps.find_app(ClientId(ascii_lower(name))) : apps.find_app_by_identifier(name);
  SALLYPORT_JUDGE(auto app, std::move(found));
  if (!app) return refuse<500011>({name, exchange.tenant_name});
  return Resource{app->client_id.value, name, app->access_token_version, false, false, {}, std::move(*app)};
}

}  // namespace

bool is_graph_name(const Exchange& exchange, std::string_view resource) {
  const std::string_view name = without_slash(resource);
  return name == kGraphAppId || name == exchange.origin ||
         std::ranges::find(kGraphAddresses, name) != kGraphAddresses.end();
}

bool is_old_graph_name(std::string_view resource) {
  const std::string_view name = without_slash(resource);
  return name == kOldGraphAppId || name == "https://graph.windows.net";
}

std::vector<std::string> scopes_of_v1(std::string_view resource) {
  const std::string name(resource.empty() ? kOldGraphAppId : resource);
  return {"openid", "profile", "offline_access", name + "/.default"};
}

Judged<void> check_resource_parameter(std::string_view parameter, const Resource& resource) {
  if (parameter.empty()) return {};
  const bool same = resource.is_graph ? std::ranges::find(kGraphAddresses, parameter) != kGraphAddresses.end()
                                      : std::ranges::find(resource.app.identifier_uris, parameter) !=
                                            resource.app.identifier_uris.end();
  if (!same) return refuse<9010010>();
  return {};
}

bool is_openid_scope(std::string_view scope) {
  return std::ranges::find(kOpenIdScopes, scope) != kOpenIdScopes.end();
}

Judged<Resource> find_resource(const Exchange& exchange, entra::AppStore& apps, const std::vector<std::string>& scopes,
                               const entra::AppRegistration& client) {
  std::vector<ScopeName> named;
  for (const std::string& scope : scopes)
    if (!is_openid_scope(scope)) named.push_back(split(scope));
  for (const ScopeName& each : named) {
    if (key_of(exchange, each.resource) != key_of(exchange, named.front().resource))
      return refuse<70011>({"The scope " + each.resource + "/" + each.name + " is not valid."});  // one resource only
  }
  const std::string name = named.empty() ? "" : named.front().resource;
  const std::string key = key_of(exchange, name);
  Resource resource = graph(key, name);
  if (key != kGraphAppId && key != kOldGraphAppId) {
    SALLYPORT_JUDGE(resource, find_app(exchange, apps, name));
    const bool visible =
        resource.app.tenant == client.tenant || resource.app.audience == entra::SignInAudience::multiple_orgs;
    if (!visible) return refuse<500011>({resource.requested_name, exchange.tenant_name});
  }
  if (resource.is_graph)
    for (const std::string_view scope : kOpenIdScopes)
      if (scope != "offline_access" && std::ranges::find(scopes, scope) != scopes.end())
        resource.scopes.emplace_back(scope);
  for (const ScopeName& each : named) {
    resource.is_default = resource.is_default || each.name == ".default";
    resource.scopes.push_back(each.name == ".default" ? (resource.is_graph ? "User.Read" : "user_impersonation")
                                                      : each.name);
  }
  if (named.empty()) resource.scopes.emplace_back("User.Read");
  return resource;
}

}  // namespace sallyport::directory
