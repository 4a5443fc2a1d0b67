#include "directory/directory.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "directory/authorize.h"
#include "directory/client_authentication.h"
#include "directory/discovery.h"
#include "directory/graph.h"
#include "directory/logout.h"
#include "directory/pages.h"
#include "directory/token.h"
#include "http/url.h"

namespace sallyport::directory {
namespace {

using Answerer = http::Response (*)(const Exchange&);

enum class Where { on_the_loop, on_a_worker };
enum class UnknownTenant { json, discovery_json, page };

http::Response empty_preflight(const Exchange&) {
  http::Response response(204);
  response.add("Access-Control-Allow-Origin", "*");
  response.add("Access-Control-Allow-Methods", "GET, OPTIONS");
  response.add("Access-Control-Allow-Headers", "authorization, content-type, client-request-id");
  return response;
}

http::Response wrong_method_token(const Exchange& exchange) {
  return json_refusal(exchange,
                      {&entra::refusal<900561>(), {"POST, OPTIONS", std::string(exchange.request.method)}, {}, {}});
}

// /{tenant}{suffix}
struct TenantRoute {
  std::string_view method;
  std::string_view suffix;
  Answerer answer;
  Where where;
  UnknownTenant unknown;
};

constexpr std::array kTenantRoutes{
    TenantRoute{"GET", "/v2.0/.well-known/openid-configuration", v2_discovery, Where::on_the_loop,
                UnknownTenant::discovery_json},
    TenantRoute{"GET", "/.well-known/openid-configuration", v1_discovery, Where::on_the_loop,
                UnknownTenant::discovery_json},
    TenantRoute{"GET", "/discovery/v2.0/keys", keys, Where::on_the_loop, UnknownTenant::discovery_json},
    TenantRoute{"GET", "/discovery/keys", keys, Where::on_the_loop, UnknownTenant::discovery_json},
    TenantRoute{"OPTIONS", "/v2.0/.well-known/openid-configuration", empty_preflight, Where::on_the_loop,
                UnknownTenant::discovery_json},
    TenantRoute{"OPTIONS", "/discovery/v2.0/keys", empty_preflight, Where::on_the_loop, UnknownTenant::discovery_json},
    TenantRoute{"GET", "/oauth2/v2.0/authorize", authorize, Where::on_a_worker, UnknownTenant::page},
    TenantRoute{"POST", "/oauth2/v2.0/authorize", authorize, Where::on_a_worker, UnknownTenant::page},
    TenantRoute{"POST", "/oauth2/v2.0/token", token, Where::on_a_worker, UnknownTenant::json},
    TenantRoute{"OPTIONS", "/oauth2/v2.0/token", token_preflight, Where::on_a_worker, UnknownTenant::json},
    TenantRoute{"GET", "/oauth2/v2.0/token", wrong_method_token, Where::on_the_loop, UnknownTenant::json},
    TenantRoute{"GET", "/oauth2/v2.0/logout", logout, Where::on_a_worker, UnknownTenant::page},
    TenantRoute{"POST", "/oauth2/v2.0/logout", logout, Where::on_a_worker, UnknownTenant::page},
};

http::Response welcome(const Exchange& exchange) {
  std::vector<std::pair<std::string, std::string>> tenants;
  for (const entra::Tenant& tenant : exchange.published->tenants) tenants.emplace_back(tenant.name, tenant.id.value);
  return welcome_page(exchange.origin, tenants);
}

// Where error_uri leads: what a code means and what to do.
http::Response explain_error(const Exchange& exchange) {
  const auto query = http::Form::parse(exchange.request.query());
  const auto code = query ? query->one("code").value_or(std::nullopt) : std::nullopt;
  const auto number = parse_decimal(code.value_or(""));
  const auto* row = number && *number < 100'000'000 ? entra::find_refusal(static_cast<int>(*number)) : nullptr;
  if (row == nullptr) return error_page({"Unknown code", "There is nothing to say about this code.", nullptr, 404});
  return error_page({"AADSTS" + std::to_string(row->code), entra::fill(*row, {}), row, 200});
}

struct FixedRoute {
  std::string_view method;
  std::string_view path;
  Answerer answer;
  Where where;
};

constexpr std::array kFixedRoutes{
    FixedRoute{"GET", "/", welcome, Where::on_the_loop},
    FixedRoute{"GET", "/error", explain_error, Where::on_the_loop},
    FixedRoute{"GET", "/common/discovery/instance", instance_discovery, Where::on_the_loop},
    FixedRoute{"GET", "/v1.0/me", graph_me, Where::on_a_worker},
    FixedRoute{"OPTIONS", "/v1.0/me", empty_preflight, Where::on_the_loop},
    FixedRoute{"POST", "/v1.0/me/getMemberObjects", graph_my_member_objects, Where::on_a_worker},
    FixedRoute{"GET", "/oidc/userinfo", userinfo, Where::on_a_worker},
    FixedRoute{"POST", "/oidc/userinfo", userinfo, Where::on_a_worker},
    FixedRoute{"OPTIONS", "/oidc/userinfo", empty_preflight, Where::on_the_loop},
};

constexpr std::string_view kUsers = "/v1.0/users/";
constexpr std::string_view kMemberObjects = "/getMemberObjects";

bool is_member_objects(std::string_view path) {
  return path.starts_with(kUsers) && path.ends_with(kMemberObjects) &&
         is_guid(path.substr(kUsers.size(), path.size() - kUsers.size() -
                                                std::min(path.size() - kUsers.size(), kMemberObjects.size())));
}

http::Response member_objects(const Exchange& exchange) {
  const std::string_view path = exchange.path;
  return graph_member_objects(exchange,
                              path.substr(kUsers.size(), path.size() - kUsers.size() - kMemberObjects.size()));
}

struct Route {
  Answerer answer = nullptr;
  Where where = Where::on_the_loop;
  std::optional<UnknownTenant> tenant;  // absent: not under a tenant
};

std::optional<Route> find_route(std::string_view method, std::string_view path) {
  for (const FixedRoute& route : kFixedRoutes)
    if (route.method == method && route.path == path) return Route{route.answer, route.where, std::nullopt};
  if (method == "POST" && is_member_objects(path)) return Route{member_objects, Where::on_a_worker, std::nullopt};
  const std::size_t slash = path.find('/', 1);
  if (slash == std::string_view::npos) return std::nullopt;
  for (const TenantRoute& route : kTenantRoutes)
    if (route.method == method && route.suffix == path.substr(slash))
      return Route{route.answer, route.where, route.unknown};
  return std::nullopt;
}

// False where nobody knows the tenant.
bool resolve_tenant(Exchange& exchange) {
  exchange.tenant_name = exchange.path.substr(1, exchange.path.find('/', 1) - 1);
  if (exchange.tenant_name == "common")
    exchange.audience = Audience::common;
  else if (exchange.tenant_name == "organizations")
    exchange.audience = Audience::organizations;
  else if (exchange.tenant_name == "consumers")
    exchange.audience = Audience::consumers;
  if (exchange.audience != Audience::one_tenant) return true;
  const entra::Tenant* tenant = exchange.published->find_tenant(exchange.tenant_name);
  if (tenant == nullptr) return false;
  exchange.tenant = *tenant;
  return true;
}

http::Response no_tenant(const Exchange& exchange, UnknownTenant how) {
  const Refused refused{&entra::refusal<90002>(), {exchange.tenant_name}, {}, {}};
  log_refusal(exchange, exchange.path, refused);
  switch (how) {
    case UnknownTenant::json:
      return json_refusal(exchange, refused);
    case UnknownTenant::discovery_json:
      return unknown_tenant(exchange);
    case UnknownTenant::page:
      break;
  }
  return error_page({"AADSTS90002", describe(exchange, refused), refused.row, 400});
}

// The id that the client gave its request, in the query, the body or a header, where it is a GUID.
std::string correlation_id(const http::Request& request, Random& random) {
  std::optional<std::string> id;
  if (const auto header = request.header("client-request-id")) id = std::string(*header);
  if (const auto query = http::Form::parse(request.query()); !id && query)
    id = query->one("client-request-id").value_or(std::nullopt);
  if (const auto body = body_form(request); !id && body) id = body->one("client-request-id").value_or(std::nullopt);
  return id && is_guid(*id) ? ascii_lower(*id) : random_uuid(random);
}

// Stricter: what Entra lets every page read, the pages of registered applications alone may. Blocks.
void narrow_cors(http::Response& response, const Exchange& exchange) {
  const auto header = std::ranges::find(response.headers, "Access-Control-Allow-Origin", &http::Header::name);
  if (header == response.headers.end() || header->value != "*") return;
  const auto origin = exchange.request.header("Origin");
  if (origin && is_page_of_an_app(exchange, *origin))
    header->value = std::string(*origin);
  else
    response.headers.erase(header);
  response.add("Vary", "Origin");
}

http::Response finish(http::Response response, const Exchange& exchange) {
  if (exchange.services.settings.strict_origin) narrow_cors(response, exchange);
  response.add("x-ms-request-id", exchange.trace_id);
  response.add("client-request-id", exchange.correlation_id);
  return response;
}

http::Response plain(int status, std::string_view text) {
  http::Response response(status);
  response.add("Content-Type", "text/plain; charset=utf-8");
  response.add("X-Content-Type-Options", "nosniff");
  response.add("Cache-Control", "no-store");
  response.body = text;
  return response;
}

http::Response run(Exchange exchange, const Route& route) {
  exchange.now = exchange.services.clock.now();
  exchange.trace_id = random_uuid(exchange.services.random);
  exchange.correlation_id = correlation_id(exchange.request, exchange.services.random);
  if (route.tenant && !resolve_tenant(exchange)) return finish(no_tenant(exchange, *route.tenant), exchange);
  http::Response response = route.answer(exchange);
  return finish(std::move(response), exchange);
}

http::Response run_on_worker(Exchange exchange, const Route& route) {
  if (exchange.services.published.due()) {
    const auto refreshed = exchange.services.published.refresh();
    if (refreshed)
      exchange.published = *refreshed;
    else
      exchange.services.log.write(Level::error, "directory_keys", {{"reason", std::string(refreshed.error().reason)}});
  }
  if (exchange.published == nullptr) return plain(503, "The directory is not ready.\n");
  return run(std::move(exchange), route);
}

class DirectoryHandler final : public http::Handler {
 public:
  explicit DirectoryHandler(const Services& services) : services_(services) {}

  http::Action on_request(const http::Request& request, bool has_body) override {
    const auto origin = services_.origins.of(request);
    if (!origin) return http::Answer{plain(421, "This name is none of the directory's.\n")};  // RFC 9110 15.5.20
    const auto path = http::canonical_path(request.path());
    if (!path) return http::Answer{plain(400, "The path is ambiguous.\n")};
    const auto route = find_route(request.method, *path);
    if (!route) return http::Answer{plain(404, "There is nothing here.\n")};
    if (request.method == "POST" && !has_body) return http::NeedBody{kMostBody};

    const bool due = services_.published.due();
    Exchange exchange{.services = services_,
                      .request = {},
                      .path = *path,
                      .origin = *origin,
                      .published = services_.published.snapshot(),
                      .audience = Audience::one_tenant,
                      .tenant = {},
                      .tenant_name = {},
                      .now = {},
                      .trace_id = {},
                      .correlation_id = {}};
    // A stricter directory looks at the registrations for every answer.
    if (route->where == Where::on_the_loop && !due && !services_.settings.strict_origin) {
      exchange.request = request;
      return http::Answer{run(std::move(exchange), *route)};
    }
    exchange.request = http::own(request);
    auto shared = std::make_shared<Exchange>(std::move(exchange));
    return http::Defer{
        [shared, route = *route]() -> http::Outcome { return http::Answer{run_on_worker(*shared, route)}; }};
  }

 private:
  static constexpr std::size_t kMostBody = 64 * 1024;
  const Services& services_;
};

}  // namespace

std::unique_ptr<http::Handler> make_handler(const Services& services) {
  return std::make_unique<DirectoryHandler>(services);
}

}  // namespace sallyport::directory
