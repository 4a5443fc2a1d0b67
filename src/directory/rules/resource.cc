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

bool is_graph(const Exchange& exchange, std::string_view resource) {
  return resource.empty() || resource == kGraphAppId || resource == exchange.origin ||
         resource == "https://graph.microsoft.com" || resource == "https://graph.microsoft.us" ||
         resource == "https://microsoftgraph.chinacloudapi.cn";
}

Judged<Resource> find_app(const Exchange& exchange, entra::AppStore& apps, const std::string& name) {
  auto found = is_guid(name) ? apps.find_app(ClientId(ascii_lower(name))) : apps.find_app_by_identifier(name);
  SALLYPORT_JUDGE(auto app, std::move(found));
  if (!app) return refuse<500011>({name, exchange.tenant_name});
  return Resource{app->client_id.value, name, app->access_token_version, false, false, {}, std::move(*app)};
}

}  // namespace

Judged<Resource> find_resource(const Exchange& exchange, entra::AppStore& apps, const std::vector<std::string>& scopes,
                               const entra::AppRegistration& client) {
  std::vector<ScopeName> named;
  for (const std::string& scope : scopes)
    if (std::ranges::find(kOpenIdScopes, scope) == kOpenIdScopes.end()) named.push_back(split(scope));
  for (const ScopeName& each : named) {
    const bool same = each.resource == named.front().resource ||
                      (is_graph(exchange, each.resource) && is_graph(exchange, named.front().resource));
    if (!same) return refuse<70011>({each.resource + "/" + each.name});  // one resource for each request
  }
  Resource resource{std::string(kGraphAppId), std::string(kGraphAppId), 1, true, false, {}, {}};
  if (!named.empty() && !is_graph(exchange, named.front().resource)) {
    SALLYPORT_JUDGE(resource, find_app(exchange, apps, named.front().resource));
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
