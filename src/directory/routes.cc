#include "directory/routes.h"

#include <array>
#include <utility>

#include "base/text.h"
#include "directory/authorize/admin_consent.h"
#include "directory/authorize/authorize.h"
#include "directory/authorize/device.h"
#include "directory/authorize/logout.h"
#include "directory/call/limits.h"
#include "directory/call/pages.h"
#include "directory/control/operations.h"
#include "directory/graph/batch.h"
#include "directory/graph/operations.h"
#include "directory/metadata/discovery.h"
#include "directory/metadata/front_page.h"
#include "directory/portal/portal.h"
#include "directory/token/device_authorization.h"
#include "directory/token/managed_identity.h"
#include "directory/token/token.h"

namespace sallyport::directory {
namespace {

using http::Method;
using http::Methods;
using http::Runs;

// Each adapts an endpoint to the signature of a row: `with` passes it its part of Rooms, `alone` passes none.
template <auto Endpoint, auto Part>
http::Response with(const Rooms& rooms, const Exchange& exchange) {
  return Endpoint(rooms.*Part, exchange);
}
template <http::Response (*Endpoint)(const Exchange&)>
http::Response alone(const Rooms&, const Exchange& exchange) {
  return Endpoint(exchange);
}

http::Response preflight(const Exchange&) {
  http::Response response(204);
  response.add("Access-Control-Allow-Origin", "*");
  response.add("Access-Control-Allow-Methods", "GET, OPTIONS");
  response.add("Access-Control-Allow-Headers", "authorization, content-type, client-request-id");
  return response;
}

http::Response check_session(const Exchange&) {
  return check_session_page();
}

constexpr Route page(Methods methods, http::PathTemplate path, Who who, Runs runs, RouteWords::Function function) {
  return {.methods = methods,
          .path = path,
          .who = who,
          .runs = runs,
          .body_limit = limits::kBody,
          .label = "page",
          .traits = Shape::page,
          .function = function};
}
constexpr Route published(Methods methods, http::PathTemplate path, RouteWords::Function function) {
  return {.methods = methods,
          .path = path,
          .who = Who::anybody,
          .runs = Runs::on_loop,
          .label = "metadata",
          .traits = Shape::discovery,
          .function = function};
}
constexpr Route oauth(Methods method, http::PathTemplate path, Who who, RouteWords::Function function) {
  return {.methods = method,
          .path = path,
          .who = who,
          .runs = Runs::on_worker,
          .body_limit = limits::kBody,
          .label = "token",
          .traits = Shape::oauth,
          .function = function};
}
// Graph's operations as rows of this table: one row for each operation, and one for the preflight of each path.
template <std::size_t I>
http::Response run_operation(const Rooms& rooms, const Exchange& exchange) {
  return graph::run(graph::kOperations[I], rooms.graph, exchange);
}

template <std::size_t I>
http::Response preflight_operation(const Rooms&, const Exchange&) {
  Methods methods = Method::options;
  for (const graph::Operation& each : graph::kOperations)
    if (each.path.text() == graph::kOperations[I].path.text()) methods |= each.method;
  return graph::preflight(methods);
}

// Answers one request of a batch. Defined below the table that it searches.
http::Response dispatch(const Rooms& rooms, Exchange& exchange);

http::Response batch(const Rooms& rooms, const Exchange& exchange) {
  return graph::batch(rooms.graph, exchange, [&](Exchange& inner) { return dispatch(rooms, inner); });
}

http::Response batch_preflight(const Rooms&, const Exchange&) {
  return graph::preflight(Methods(Method::options) | Method::post);
}

constexpr Route graph_route(Methods methods, http::PathTemplate path, Who who, http::Runs runs,
                            RouteWords::Function function) {
  return {.methods = methods,
          .path = path,
          .who = who,
          .runs = runs,
          .body_limit = limits::kGraphBody,
          .label = "graph",
          .traits = Shape::graph,
          .function = function};
}

// Whether the operation is the first one of its path.
constexpr bool begins_path(std::size_t i) {
  return i == 0 || graph::kOperations[i - 1].path.text() != graph::kOperations[i].path.text();
}

constexpr std::size_t kGraphPaths = [] {
  std::size_t count = 0;
  for (std::size_t i = 0; i < graph::kOperations.size(); ++i)
    if (begins_path(i)) ++count;
  return count;
}();

// The indexes of the operations that begin a path.
constexpr auto kStarts = [] {
  std::array<std::size_t, kGraphPaths> starts{};
  std::size_t next = 0;
  for (std::size_t i = 0; i < graph::kOperations.size(); ++i)
    if (begins_path(i)) starts[next++] = i;
  return starts;
}();

constexpr auto kGraphRoutes = []<std::size_t... I, std::size_t... P>(std::index_sequence<I...>,
                                                                     std::index_sequence<P...>) {
  return std::array<Route, sizeof...(I) + sizeof...(P)>{
      graph_route(graph::kOperations[I].method, graph::kOperations[I].path, Who::bearer, Runs::on_worker,
                  run_operation<I>)...,
      graph_route(Method::options, graph::kOperations[kStarts[P]].path, Who::anybody, Runs::on_loop,
                  preflight_operation<kStarts[P]>)...};
}(std::make_index_sequence<graph::kOperations.size()>(), std::make_index_sequence<kGraphPaths>());

// The operations of control as rows.
template <std::size_t I>
http::Response run_control(const Rooms& rooms, const Exchange& exchange) {
  return control::run(control::kOperations[I], *rooms.control, exchange);
}

constexpr auto kControlRoutes = []<std::size_t... I>(std::index_sequence<I...>) {
  return std::to_array<Route>({{.methods = control::kOperations[I].method,
                                .path = control::kOperations[I].path,
                                .who = Who::tester,
                                .runs = Runs::on_worker,
                                .body_limit = limits::kGraphBody,
                                .label = "control",
                                .traits = Shape::graph,
                                .function = run_control<I>}...});
}(std::make_index_sequence<control::kOperations.size()>());

// Two tables as one.
template <std::size_t A, std::size_t B>
constexpr std::array<Route, A + B> joined(const std::array<Route, A>& a, const std::array<Route, B>& b) {
  return [&]<std::size_t... I, std::size_t... K>(std::index_sequence<I...>, std::index_sequence<K...>) {
    return std::array<Route, A + B>{a[I]..., b[K]...};
  }(std::make_index_sequence<A>(), std::make_index_sequence<B>());
}

constexpr auto kOwnRoutes = std::to_array<Route>({
    page(Method::get, "/", Who::anybody, Runs::on_loop, alone<front_page>),
    page(Method::get, "/error", Who::anybody, Runs::on_loop, alone<explain_error>),
    page(Method::get | Method::post, "/setup", Who::holder, Runs::on_worker, with<set_up_administrator, &Rooms::setup>),
    page(Method::get, "/portal", Who::anybody, Runs::on_loop, alone<portal_page>),
    page(Method::get, "/portal/{rest:path}", Who::anybody, Runs::on_loop, alone<portal_page>),
    page(Method::get, "/portal/assets/{file}", Who::anybody, Runs::on_loop, alone<portal_asset>),

    published(Method::get, "/common/discovery/instance", alone<instance_discovery>),
    published(Method::get, "/{tenant}/v2.0/.well-known/openid-configuration", alone<v2_discovery>),
    published(Method::options, "/{tenant}/v2.0/.well-known/openid-configuration", alone<preflight>),
    published(Method::get, "/{tenant}/.well-known/openid-configuration", alone<v1_discovery>),
    published(Method::get, "/{tenant}/discovery/v2.0/keys", alone<keys>),
    published(Method::options, "/{tenant}/discovery/v2.0/keys", alone<preflight>),
    published(Method::get, "/{tenant}/discovery/keys", alone<keys>),
    published(Method::options, "/{tenant}/discovery/keys", alone<preflight>),
    published(Method::options, "/{tenant}/.well-known/openid-configuration", alone<preflight>),
    oauth(Method::get, "/common/userrealm", Who::anybody, alone<user_realm>),
    oauth(Method::get, "/common/userrealm/{user:path}", Who::anybody, alone<user_realm>),
    oauth(Method::get | Method::post, "/{tenant}/kerberos", Who::client, alone<kerberos>),
    oauth(Method::get | Method::post, "/mtlsauth/{tenant}/oauth2/v2.0/token", Who::client, alone<mutual_tls>),

    page(Method::get | Method::post, "/{tenant}/oauth2/v2.0/authorize", Who::browser, Runs::on_worker,
         with<authorize, &Rooms::authorize>),
    page(Method::get | Method::post, "/{tenant}/oauth2/authorize", Who::browser, Runs::on_worker,
         with<authorize, &Rooms::authorize>),
    page(Method::post, "/{tenant}/login", Who::browser, Runs::on_worker, with<continue_sign_in, &Rooms::authorize>),
    page(Method::get, "/{tenant}/login", Who::browser, Runs::on_worker, with<sign_in_loaded_again, &Rooms::authorize>),
    page(Method::post, "/{tenant}/oauth2/login", Who::browser, Runs::on_worker,
         with<continue_sign_in, &Rooms::authorize>),
    page(Method::get, "/{tenant}/oauth2/login", Who::browser, Runs::on_worker,
         with<sign_in_loaded_again, &Rooms::authorize>),
    page(Method::get | Method::post, "/{tenant}/oauth2/v2.0/logout", Who::browser, Runs::on_worker,
         with<logout, &Rooms::authorize>),
    page(Method::get | Method::post, "/{tenant}/oauth2/logout", Who::browser, Runs::on_worker,
         with<logout, &Rooms::authorize>),
    page(Method::get, "/{tenant}/oauth2/checksession", Who::anybody, Runs::on_loop, alone<check_session>),

    page(Method::get | Method::post, "/{tenant}/adminconsent", Who::browser, Runs::on_worker,
         with<admin_consent, &Rooms::authorize>),
    page(Method::get | Method::post, "/{tenant}/v2.0/adminconsent", Who::browser, Runs::on_worker,
         with<admin_consent, &Rooms::authorize>),

    page(Method::get | Method::post, "/devicelogin", Who::browser, Runs::on_worker,
         with<enter_user_code, &Rooms::authorize>),
    page(Method::get | Method::post, "/{tenant}/oauth2/deviceauth", Who::browser, Runs::on_worker,
         with<confirm_device, &Rooms::authorize>),

    oauth(Method::post, "/{tenant}/oauth2/v2.0/devicecode", Who::client, with<device_authorization, &Rooms::token>),
    oauth(Method::get | Method::post, "/{tenant}/oauth2/devicecode", Who::client,
          with<device_authorization, &Rooms::token>),
    oauth(Method::post, "/{tenant}/oauth2/v2.0/token", Who::client, with<token, &Rooms::token>),
    oauth(Method::options, "/{tenant}/oauth2/v2.0/token", Who::anybody, with<token_preflight, &Rooms::token>),
    oauth(Method::post, "/{tenant}/oauth2/token", Who::client, with<token, &Rooms::token>),
    oauth(Method::options, "/{tenant}/oauth2/token", Who::anybody, with<token_preflight, &Rooms::token>),

    graph_route(Method::post, "/v1.0/$batch", Who::bearer, Runs::on_worker, batch),
    graph_route(Method::options, "/v1.0/$batch", Who::anybody, Runs::on_loop, batch_preflight),

    oauth(Method::get, "/metadata/identity/oauth2/token", Who::client, with<machine_identity_token, &Rooms::token>),
    oauth(Method::get, "/msi/token", Who::client, with<app_service_identity_token, &Rooms::token>),
});

constexpr http::RouteTable kRoutes{joined(joined(kOwnRoutes, kControlRoutes), kGraphRoutes)};

http::Response dispatch(const Rooms& rooms, Exchange& exchange) {
  const auto method = http::find_method(exchange.request.method);
  auto found = kRoutes.find(method.value_or(Method::get), exchange.path);
  if (found.rows.empty()) {  // Graph compares paths without case
    exchange.path = ascii_lower(exchange.path);
    found = kRoutes.find(method.value_or(Method::get), exchange.path);
  }
  if (found.rows.empty() || found.rows.front().traits != Shape::graph) return graph::nowhere(exchange);
  if (!method || found.row == nullptr) return graph::wrong_method(exchange);
  exchange.parameters = found.parameters;
  return found.row->function(rooms, exchange);
}

// Path prefixes that only programs request, so an unknown address below them is refused in JSON. Of these rows only
// `traits` is used.
http::Response nothing(const Rooms&, const Exchange&) {
  return http::Response(404);
}
constexpr http::RouteTable kNeighbourhoods{std::to_array<Route>({
    graph_route(Method::get, "/v1.0/{rest:path}", Who::anybody, Runs::on_loop, nothing),
    graph_route(Method::get, "/beta/{rest:path}", Who::anybody, Runs::on_loop, nothing),
    graph_route(Method::get, "/oidc/{rest:path}", Who::anybody, Runs::on_loop, nothing),
    oauth(Method::get, "/{tenant}/oauth2/{rest:path}", Who::anybody, nothing),
    oauth(Method::get, "/{tenant}/discovery/{rest:path}", Who::anybody, nothing),
    oauth(Method::get, "/{tenant}/.well-known/{rest:path}", Who::anybody, nothing),
    oauth(Method::get, "/{tenant}/v2.0/{rest:path}", Who::anybody, nothing),
    oauth(Method::get, "/{tenant}/openid/{rest:path}", Who::anybody, nothing),
    oauth(Method::get, "/{tenant}/kerberos/{rest:path}", Who::anybody, nothing),
    oauth(Method::get, "/{tenant}/userrealm/{rest:path}", Who::anybody, nothing),
    oauth(Method::get, "/mtlsauth/{rest:path}", Who::anybody, nothing),
    oauth(Method::get, "/metadata/{rest:path}", Who::anybody, nothing),
    oauth(Method::get, "/msi/{rest:path}", Who::anybody, nothing),
})};

}  // namespace

std::span<const Route> routes() {
  return kRoutes.rows();
}

http::Found<Route> find_route(http::Method method, std::string_view path) {
  return kRoutes.find(method, path);
}

Shape shape_beside(std::string_view path) {
  const auto found = kNeighbourhoods.find(Method::get, path);
  return found.row == nullptr ? Shape::page : found.row->traits;
}

}  // namespace sallyport::directory
