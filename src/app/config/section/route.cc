// Reads one route. routes.cc checks how several routes fit together.
#include <algorithm>

#include "app/config/section/section.h"
#include "base/characters.h"
#include "base/text.h"
#include "gateway/own_routes.h"
#include "http/address.h"
#include "http/method.h"

namespace sallyport::app::config {
namespace {

// Of the redirect URI, which build_provider() sets.
constexpr std::string_view kCallbackPath = "/callback";

// The characters of a plain path. Other reserved characters have two spellings ("/a:b", "/a%3Ab"), so a rule about one
// spelling would not cover the other. Most of them also have a meaning in some kind of pattern.
bool is_path_character(char c) {
  return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_' || c == '~' || c == '%' || c == '/';
}

// The prefix that a person meant: "/admin" by "/admin/*" and "^/admin/.*$", "/app" by "app".
std::string meant_path(std::string_view written) {
  const auto begin = std::min(written.find_first_not_of("^~= "), written.size());
  std::string path(written.substr(begin));
  if (!path.starts_with('/')) path.insert(0, "/");
  const auto pattern = std::ranges::find_if_not(path, is_path_character);
  if (pattern != path.end()) {
    path.erase(pattern, path.end());
    const bool ends_in_dot = path.ends_with("/.");  // from ".*"
    path.erase(path.rfind('/') + (ends_in_dot || path.rfind('/') == 0 ? 1 : 0));
  }
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  const auto canonical = http::canonical_path(path);
  return canonical ? *canonical : "/";
}

std::string read_path(const Context& context, const std::string& key) {
  const auto written = context.values.text(key);
  if (written.empty()) {
    if (!context.values.broken(key)) context.add(rule("missing_key"), key, "a route needs a path", "path: /");
    return {};
  }
  const auto write = "path: " + meant_path(written);
  if (!std::ranges::all_of(written, is_path_character)) {
    context.add(rule("pattern"), key,
                "`" + written + "` is a prefix and no pattern: it covers the path and everything below it", write);
    return written;
  }
  const auto canonical = http::canonical_path(written);
  if (!canonical) {
    context.add(rule("route_path"), key, "`" + written + "` is no path that every program reads alike", write);
    return written;
  }
  std::string path = *canonical;
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  if (path != written)
    context.add(rule("route_path"), key, "`" + written + "` is not in its plain form", "path: " + path);
  if (gateway::is_never_routed(path, kCallbackPath))
    context.add(rule("route_path"), key, "`" + path + "` is answered here and never passed on", "path: another one");
  return path;
}

std::string_view without_port(std::string_view host) {
  const auto colon = host.rfind(':');
  return colon == std::string_view::npos || host.ends_with(']') ? host : host.substr(0, colon);
}

// The gateway's own hosts, as a Host header names them.
std::vector<std::string> own_hosts(const gateway::ServerSettings& server) {
  std::vector<std::string> hosts;
  if (const auto url = http::Url::parse(server.public_url)) hosts.push_back(host_and_port(*url));
  for (const auto& host : server.extra_hosts) hosts.push_back(ascii_lower(host));
  return hosts;
}

// A route for a foreign host would never match, and the route for every host would be used instead.
std::string read_host(const Context& context, const std::string& key, const gateway::ServerSettings& server) {
  const auto host = ascii_lower(context.values.text(key));
  if (host.empty()) return host;
  if (check_pattern(context, key, host, "host: app.example.com, and a route for each host")) return host;
  const auto url = http::Url::parse("https://" + host + "/");
  if (!url || host.find('/') != std::string::npos) {
    const auto meant = http::Url::parse(host);
    context.add(rule("bad_value"), key, "`" + host + "` is no host",
                "host: " + (meant ? host_and_port(*meant) : std::string("app.example.com")));
    return host;
  }
  const auto hosts = own_hosts(server);
  const bool ours =
      std::ranges::any_of(hosts, [&](const std::string& own) { return own == host || without_port(own) == host; });
  if (!ours && !server.public_url.empty())
    context.add(rule("route_host"), key, "`" + host + "` is no host of ours, so that no request can match",
                "extraHosts: [" + host + "], under server; or host: " + hosts.front());
  return host;
}

std::shared_ptr<http::Upstream> parse_upstream(const std::string& text) {
  auto upstream = std::make_shared<http::Upstream>();
  if (text.starts_with("unix:/")) {
    upstream->unix_path = text.substr(5);
    return upstream->unix_path.size() > 1 && upstream->unix_path.size() < 108 ? upstream : nullptr;  // size of sun_path
  }
  const auto url = http::Url::parse(text);
  if (!url || url->path != "/" || url->has_query) return nullptr;
  upstream->host = url->host;
  upstream->port = std::to_string(url->port);
  upstream->tls = url->scheme == "https";
  return upstream;
}

// Suggests an upstream for a text such as "127.0.0.1:3000" or "http://app:3000/path".
std::string meant_upstream(const std::string& text) {
  for (const auto& candidate : {text, "http://" + text})
    if (const auto url = http::Url::parse(candidate)) return "upstream: " + url->origin();
  return "upstream: http://127.0.0.1:8080, https://HOST or unix:/run/app.sock";
}

// True if the upstream is the gateway's own listener, or the address at which people reach the gateway.
bool is_ourselves(const http::Upstream& upstream, const gateway::ServerSettings& server) {
  if (!upstream.unix_path.empty()) return upstream.unix_path == server.unix_socket;
  const auto own = http::Url::parse(server.public_url);
  if (own && own->host == upstream.host && std::to_string(own->port) == upstream.port) return true;
  const bool on_port =
      upstream.port == std::to_string(server.port) || upstream.port == std::to_string(server.admin_port);
  return on_port && (http::is_loopback_host(upstream.host) || upstream.host == server.address);
}

void read_limits(const Context& context, const std::string& route, http::Upstream& upstream) {
  upstream.ca_file = context.values.text(under(route, "caFile"));
  if (!upstream.ca_file.empty() && !upstream.tls)
    context.add(rule("pair_incomplete"), under(route, "caFile"), "is for https upstreams alone",
                "upstream: https://HOST");
  upstream.connect_timeout = context.values.seconds(under(route, "connectTimeout"));
  upstream.response_timeout = context.values.seconds(under(route, "responseTimeout"));
  for (const std::string_view name : {"connectTimeout", "responseTimeout"})
    if (context.values.seconds(under(route, name)) < Seconds(1))
      context.add(rule("bad_value"), under(route, name), "must be at least a second", std::string(name) + ": 5s");
}

std::shared_ptr<const http::Upstream> read_upstream(const Context& context, const std::string& route,
                                                    const gateway::ServerSettings& server) {
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
                "`" + text + "` is no place to pass requests on to (a path belongs into `path`)", meant_upstream(text));
    return nullptr;
  }
  if (is_ourselves(*upstream, server))
    context.add(rule("route_loop"), key, "`" + text + "` is this gateway itself: a request would come back for ever",
                "the port of the application; or another server.port for this gateway");
  read_limits(context, route, *upstream);
  return upstream;
}

std::vector<std::string> read_methods(const Context& context, const std::string& key) {
  if (!context.values.given(key)) return {};
  auto methods = context.values.list(key);
  for (auto& text : methods) {
    const auto method = http::find_method(text);
    if (method && http::is_served(*method)) continue;
    std::string upper = text;
    std::ranges::transform(upper, upper.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    const auto meant = http::find_method(upper);
    if (method)
      context.add(rule("method_unknown"), key, "`" + text + "` is never passed on", "methods without " + text);
    else
      context.add(rule("method_unknown"), key, "`" + text + "` is no registered method of HTTP",
                  meant ? "methods: [" + upper + "], in capitals" : "methods: [GET, POST, PROPFIND]");
  }
  return methods;
}

template <class T>
T choose(const Context& context, const std::string& key, std::initializer_list<std::pair<std::string_view, T>> words) {
  const auto word = context.values.text(key);
  const auto found = std::ranges::find(words, word, [](const auto& row) { return row.first; });
  return found == words.end() ? words.begin()->second : found->second;
}

void read_choices(const Context& context, const std::string& key, gateway::Route& route) {
  using gateway::AmbiguousSegments;
  using gateway::BearerOwner;
  using gateway::Frames;
  using gateway::HeaderText;
  using gateway::IdentityForm;
  using gateway::Preflight;
  using gateway::RouteAccess;
  route.access = choose<RouteAccess>(
      context, under(key, "access"),
      {{"required", RouteAccess::required}, {"optional", RouteAccess::optional}, {"public", RouteAccess::public_}});
  route.identity = choose<IdentityForm>(context, under(key, "identity"),
                                        {{"headers", IdentityForm::headers}, {"jwt", IdentityForm::jwt}});
  route.ambiguous_segments =
      choose<AmbiguousSegments>(context, under(key, "ambiguousSegments"),
                                {{"refuse", AmbiguousSegments::refuse}, {"pass", AmbiguousSegments::pass}});
  route.bearer = choose<BearerOwner>(
      context, under(key, "bearer"),
      {{"ours", BearerOwner::ours}, {"application", BearerOwner::application}, {"both", BearerOwner::both}});
  route.preflight =
      choose<Preflight>(context, under(key, "preflight"), {{"check", Preflight::check}, {"pass", Preflight::pass}});
  route.frames = choose<Frames>(context, under(key, "frames"), {{"refuse", Frames::refuse}, {"allow", Frames::allow}});
  route.header_text = choose<HeaderText>(
      context, under(key, "headerText"),
      {{"utf8", HeaderText::utf8}, {"percentEncoded", HeaderText::percent_encoded}, {"rfc8187", HeaderText::rfc8187}});
}

}  // namespace

gateway::Route read_route(const Context& context, const std::string& key, const gateway::Settings& settings) {
  const auto& values = context.values;
  gateway::Route route;
  route.path = read_path(context, under(key, "path"));
  route.host = read_host(context, under(key, "host"), settings.server);
  route.upstream = read_upstream(context, key, settings.server);
  route.strip_prefix = values.flag(under(key, "stripPrefix"));
  route.requirement.any_role = values.list(under(key, "roles"));
  for (const auto& role : route.requirement.any_role)
    check_pattern(context, under(key, "roles"), role, "the key left out: whoever is signed in passes");
  route.requirement.admin = values.flag(under(key, "admin"));
  route.max_body = static_cast<std::size_t>(values.number(under(key, "maxBody")));
  route.methods = read_methods(context, under(key, "methods"));
  route.audience = values.text(under(key, "audience"));
  read_choices(context, key, route);
  route.operation = read_operation(context, key, settings.vocabulary);
  const bool demands = !route.requirement.any_role.empty() || route.requirement.admin || route.operation;
  if (demands && route.access != gateway::RouteAccess::required)
    context.add(rule("route_access"), under(key, "access"),
                "asks for roles or an operation, and lets people in who are not signed in", "access: required");
  return route;
}

}  // namespace sallyport::app::config
