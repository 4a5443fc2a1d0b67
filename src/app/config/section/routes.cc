// Builds the routes, and checks how they fit together.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "app/config/section/section.h"

namespace sallyport::app::config {
namespace {

void check_roles(const Context& context, const std::string& key, const gateway::Route& route,
                 const gateway::Settings& settings) {
  if (settings.roles.app_roles_as_is) return;  // then every app role becomes a role
  for (const auto& role : route.requirement.any_role)
    if (std::ranges::find(settings.roles.rules, role, &identity::RoleRule::role) == settings.roles.rules.end())
      context.add(rule("role_without_rule"), under(key, "roles"),
                  "no rule gives the role `" + role + "`: administrators alone pass",
                  "roleMapping: [{appRole: " + role + ", role: " + role + "}]");
}

// The upstream's address, such as "http://127.0.0.1:3000" or "unix:/run/app.sock", without a path.
std::string origin_of(const http::Upstream& upstream) {
  if (!upstream.unix_path.empty()) return "unix:" + upstream.unix_path;
  const bool is_v6 = upstream.host.find(':') != std::string::npos;
  return (upstream.tls ? "https://" : "http://") + (is_v6 ? "[" + upstream.host + "]" : upstream.host) + ":" +
         upstream.port;
}

// Maps each audience to one upstream, so that a token for one application does not work at another.
class Audiences {
 public:
  void settle(const Context& context, const std::string& key, gateway::Route& route) {
    if (!route.upstream) return;
    const auto origin = origin_of(*route.upstream);
    const bool written = !route.audience.empty();
    if (!written) route.audience = origin;
    const auto [entry, is_new] = readers_.emplace(route.audience, origin);
    if (is_new || entry->second == origin || route.identity != gateway::IdentityForm::jwt) return;
    context.add(rule("audience_shared"), under(key, "audience"),
                "`" + route.audience + "` is the audience of " + entry->second +
                    " too: each of the two could use a token at the other",
                "audience: another one for each upstream; or none, and the upstream's origin is it");
  }

 private:
  std::map<std::string, std::string> readers_;  // audience -> the upstream that reads it
};

// A gateway needs no routes if it only answers a proxy's /check. It then trusts that proxy, or listens on a unix
// socket.
void check_any(const Context& context, const gateway::Settings& settings) {
  if (!settings.sign_in_configured || context.values.count("routes") > 0 || context.values.broken("routes")) return;
  const bool is_openmetadata = context.values.is_openmetadata_file();
  const auto& server = settings.server;
  if (!is_openmetadata && (!server.trusted_proxies.empty() || !server.unix_socket.empty())) return;
  std::string wrong = "no route leads to an application: people sign in and find nothing";
  std::string write = "routes: [{path: /, upstream: \"http://127.0.0.1:3000\"}]";
  if (is_openmetadata) {
    wrong += "; and OpenMetadata itself listens on port 8585 unless SERVER_PORT says otherwise";
    write =
        "routes: [{path: /, upstream: \"http://127.0.0.1:8585\", identity: jwt}] in a copy of this file, with "
        "server.port and server.adminPort of our own; see docs/openmetadata.md";
  }
  context.add(rule("no_routes"), "routes", std::move(wrong), std::move(write));
}

bool goes_before(const gateway::Route& a, const gateway::Route& b) {
  if (a.path.size() != b.path.size()) return a.path.size() > b.path.size();
  if (a.host.empty() != b.host.empty()) return !a.host.empty();  // a named host goes before every host
  return std::tie(a.path, a.host) < std::tie(b.path, b.host);
}

}  // namespace

void build_routes(const Context& context, LoadedConfig& out, gateway::Settings& settings) {
  std::set<std::pair<std::string, std::string>> seen;
  Audiences audiences;
  for (std::size_t i = 0; i < context.values.count("routes"); ++i) {
    const auto key = "routes[" + std::to_string(i) + "]";
    if (context.values.broken(key)) continue;
    auto route = read_route(context, key, settings);
    check_roles(context, key, route, settings);
    if (!route.path.empty() && !seen.emplace(route.host, route.path).second)
      context.add(rule("route_duplicate"), under(key, "path"), "`" + route.path + "` has a route already",
                  "one route for each host and path");
    audiences.settle(context, key, route);
    if (route.upstream) out.upstreams.push_back({route.upstream, context.values.place(under(key, "upstream"))});
    settings.routes.push_back(std::move(route));
  }
  check_any(context, settings);
  std::ranges::sort(settings.routes, goes_before);
}

}  // namespace sallyport::app::config
