#include <algorithm>
#include <set>
#include <tuple>

#include "app/config/build.h"
#include "base/text.h"

namespace sallyport::app::config {
namespace {

// Paths that we answer ourselves, whatever the routes say.
constexpr std::string_view kOurs[] = {
    "/callback",   "/check",      "/api/v1/auth", "/api/v1/system/config", "/frontchannel-logout",
    "/signed-out", "/local-admin"};

std::string read_path(const Context& context, const std::string& key) {
  const auto written = context.values.text(key);
  if (written.empty()) {
    if (!context.values.broken(key)) context.add(rule("missing_key"), key, "a route needs a path", "path: /");
    return {};
  }
  const auto canonical = http::canonical_path(written);
  if (!canonical) {
    context.add(rule("route_path"), key, "`" + written + "` is no path that every program reads alike",
                "path: /reports");
    return written;
  }
  std::string path = *canonical;
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  if (path != written)
    context.add(rule("route_path"), key, "`" + written + "` is not in its plain form", "path: " + path);
  for (const auto ours : kOurs)
    if (path != "/" && http::path_is_under(path, ours))
      context.add(rule("route_path"), key, "`" + std::string(ours) + "` is answered here and never passed on",
                  "path: another one");
  return path;
}

std::shared_ptr<http::Upstream> parse_upstream(const std::string& text) {
  auto upstream = std::make_shared<http::Upstream>();
  if (text.starts_with("unix:/")) {
    upstream->unix_path = text.substr(5);
    return upstream->unix_path.size() > 1 && upstream->unix_path.size() < 108 ? upstream : nullptr;  // sun_path
  }
  const auto url = http::Url::parse(text);
  if (!url || url->path != "/" || url->has_query) return nullptr;
  upstream->host = url->host;
  upstream->port = std::to_string(url->port);
  upstream->tls = url->scheme == "https";
  return upstream;
}

std::shared_ptr<const http::Upstream> read_upstream(const Context& context, const std::string& route) {
  const auto key = under(route, "upstream");
  const auto text = context.values.text(key);
  if (text.empty()) {
    if (!context.values.broken(key))
      context.add(rule("missing_key"), key, "a route needs an upstream", "upstream: http://127.0.0.1:8080");
    return nullptr;
  }
  auto upstream = parse_upstream(text);
  if (!upstream) {
    context.add(rule("route_upstream"), key,
                "`" + text + "` is no place to pass requests on to (a path belongs into `path`)",
                "upstream: http://127.0.0.1:8080, https://HOST or unix:/run/app.sock");
    return nullptr;
  }
  upstream->ca_file = context.values.text(under(route, "caFile"));
  if (!upstream->ca_file.empty() && !upstream->tls)
    context.add(rule("pair_incomplete"), under(route, "caFile"), "is for https upstreams alone",
                "upstream: https://HOST");
  upstream->connect_timeout = context.values.seconds(under(route, "connectTimeout"));
  upstream->response_timeout = context.values.seconds(under(route, "responseTimeout"));
  for (const std::string_view name : {"connectTimeout", "responseTimeout"})
    if (context.values.seconds(under(route, name)) < Seconds(1))
      context.add(rule("bad_value"), under(route, name), "must be at least a second", std::string(name) + ": 5s");
  return upstream;
}

gateway::RouteAccess access_of(std::string_view word) {
  if (word == "optional") return gateway::RouteAccess::optional;
  if (word == "public") return gateway::RouteAccess::public_;
  return gateway::RouteAccess::required;
}

gateway::Route read_route(const Context& context, const std::string& key) {
  const auto& values = context.values;
  gateway::Route route;
  route.path = read_path(context, under(key, "path"));
  route.host = ascii_lower(values.text(under(key, "host")));
  if (!route.host.empty() &&
      (!http::Url::parse("https://" + route.host + "/") || route.host.find('/') != route.host.npos))
    context.add(rule("bad_value"), under(key, "host"), "`" + route.host + "` is no host", "host: app.example.com");
  route.upstream = read_upstream(context, key);
  route.strip_prefix = values.flag(under(key, "stripPrefix"));
  route.requirement.any_role = values.list(under(key, "roles"));
  route.requirement.admin = values.flag(under(key, "admin"));
  route.access = access_of(values.text(under(key, "access")));
  route.identity =
      values.text(under(key, "identity")) == "jwt" ? gateway::IdentityForm::jwt : gateway::IdentityForm::headers;
  route.max_body = static_cast<std::size_t>(values.number(under(key, "maxBody")));
  if (values.text(under(key, "ambiguousSegments")) == "pass")
    route.ambiguous_segments = gateway::AmbiguousSegments::pass;
  const bool demands = !route.requirement.any_role.empty() || route.requirement.admin;
  if (demands && route.access != gateway::RouteAccess::required)
    context.add(rule("route_access"), under(key, "access"), "asks for roles, and lets people in who are not signed in",
                "access: required");
  return route;
}

void check_roles(const Context& context, const std::string& key, const gateway::Route& route,
                 const gateway::Settings& settings) {
  if (settings.roles.app_roles_as_is) return;  // every app role may be meant
  for (const auto& role : route.requirement.any_role)
    if (std::ranges::find(settings.roles.rules, role, &identity::RoleRule::role) == settings.roles.rules.end())
      context.add(rule("role_without_rule"), under(key, "roles"),
                  "no rule gives the role `" + role + "`: administrators alone pass",
                  "roleMapping: [{appRole: " + role + ", role: " + role + "}]");
}

}  // namespace

void build_routes(const Context& context, gateway::Settings& settings) {
  std::set<std::pair<std::string, std::string>> seen;
  for (std::size_t i = 0; i < context.values.count("routes"); ++i) {
    const auto key = "routes[" + std::to_string(i) + "]";
    if (context.values.broken(key)) continue;
    auto route = read_route(context, key);
    check_roles(context, key, route, settings);
    if (!route.path.empty() && !seen.emplace(route.host, route.path).second)
      context.add(rule("route_duplicate"), under(key, "path"), "`" + route.path + "` has a route already",
                  "one route for each host and path");
    settings.routes.push_back(std::move(route));
  }
  std::ranges::sort(settings.routes, [](const gateway::Route& a, const gateway::Route& b) {
    if (a.path.size() != b.path.size()) return a.path.size() > b.path.size();
    if (a.host.empty() != b.host.empty()) return !a.host.empty();  // the named host before every host
    return std::tie(a.path, a.host) < std::tie(b.path, b.host);
  });
}

}  // namespace sallyport::app::config
