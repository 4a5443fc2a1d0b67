#include "directory/directory.h"

#include <algorithm>

#include "base/text.h"
#include "directory/call/clouds.h"
#include "directory/call/pages.h"
#include "directory/graph/operation/operation.h"
#include "directory/graph/shape/key_syntax.h"
#include "directory/metadata/discovery.h"
#include "directory/routes.h"
#include "directory/rules/client_authentication.h"
#include "directory/rules/sign_in_record.h"
#include "directory/token/token.h"
#include "http/url.h"

namespace sallyport::directory {
namespace {

// The client's client-request-id, taken from the header, the query or the body, in this order. If there is none, or it
// is not a GUID, a new random id.
std::string correlation_id(const Exchange& exchange) {
  constexpr std::string_view kName = "client-request-id";
  std::optional<std::string> id;
  if (const auto header = exchange.request.header(kName)) id = std::string(*header);
  if (!id)
    if (const auto query = http::Form::parse(exchange.request.query())) id = query->one(kName).value_or(std::nullopt);
  if (!id && exchange.posted) id = exchange.posted->one(kName).value_or(std::nullopt);
  return id && is_guid(*id) ? ascii_lower(*id) : random_uuid(exchange.random);
}

// Stricter: Entra lets every web page read these answers. Here only pages of registered applications may. Blocks.
void narrow_cors(http::Response& response, const Exchange& exchange, entra::AppStore& apps) {
  const auto header = std::ranges::find(response.headers, "Access-Control-Allow-Origin", &http::Header::name);
  if (header == response.headers.end() || header->value != "*") return;
  const auto origin = exchange.request.header("Origin");
  if (origin && is_page_of_an_app(apps, *origin))
    header->value = std::string(*origin);
  else
    response.headers.erase(header);
  response.add("Vary", "Origin");
}

// Entra lets nobody keep an answer of the token endpoint, a refusal of it included. Where an answer says nothing of
// caching, a cache may keep it by its own judgement (RFC 9111 4.2.2).
void forbid_caching(http::Response& response) {
  if (response.find("Cache-Control") != nullptr) return;
  response.add("Cache-Control", "no-store, no-cache");
  response.add("Pragma", "no-cache");
  response.add("Expires", "-1");
}

http::Response plain(int status, std::string_view text) {
  http::Response response(status);
  response.add("Content-Type", "text/plain; charset=utf-8");
  response.add("X-Content-Type-Options", "nosniff");
  response.add("Cache-Control", "no-store");
  response.body = text;
  return response;
}

// The rows of v1.0 are those of "/{tenant}/oauth2" without "/v2.0", and "/{tenant}/openid".
Protocol protocol_of(const Route& route) {
  const std::string_view path = route.path.text();
  const bool v1 = (path.starts_with("/{tenant}/oauth2/") && !path.starts_with("/{tenant}/oauth2/v2.0/")) ||
                  path.starts_with("/{tenant}/openid/");
  return v1 ? Protocol::v1 : Protocol::v2;
}

// Finds the tenant or the audience that the path names. False if it is unknown at the host of the request.
bool resolve_tenant(Exchange& exchange) {
  exchange.tenant_name = exchange.parameters["tenant"];
  if (exchange.tenant_name.empty()) return true;
  const std::string name = ascii_lower(exchange.tenant_name);
  if (name == "common")
    exchange.audience = Audience::common;
  else if (name == "organizations")
    exchange.audience = Audience::organizations;
  else if (name == "consumers")
    exchange.audience = Audience::consumers;
  if (exchange.audience != Audience::one_tenant) return serves_shared_tenants(exchange);
  const entra::Tenant* tenant = exchange.published->find_tenant(exchange.tenant_name);
  if (tenant == nullptr || !serves(exchange, *tenant)) return false;
  exchange.tenant = *tenant;
  return true;
}

http::Response no_tenant(const Exchange& exchange, Shape shape) {
  const Refused refused = unknown_tenant_refusal(exchange);
  log_refusal(exchange, exchange.path, refused);
  switch (shape) {
    case Shape::oauth:
    case Shape::graph:
      return json_refusal(exchange, refused);
    case Shape::discovery:
      return unknown_tenant(exchange);
    case Shape::page:
      break;
  }
  return error_page(
      {"AADSTS" + std::to_string(refused.code()), describe_in_lines(exchange, refused), refused.row, 400});
}

http::Response nowhere(const Exchange& exchange) {
  switch (shape_beside(exchange.path)) {
    case Shape::graph:
      return graph::nowhere(exchange);
    case Shape::oauth:
    case Shape::discovery:
      return json_nowhere(exchange);
    case Shape::page:
      break;
  }
  return not_found_page();
}

http::Response wrong_method(const Exchange& exchange, Shape shape, http::Methods allowed) {
  http::Response response;
  switch (shape) {
    case Shape::oauth:
      response = token_wrong_method(exchange);
      break;
    case Shape::graph:
      response = graph::wrong_method(exchange);
      break;
    case Shape::discovery:
      response = metadata_wrong_method(exchange);
      break;
    case Shape::page:
      response = plain(405, "This method is not served here.\n");
      break;
  }
  response.add("Allow", http::print(allowed));
  return response;
}

// Runs the endpoint of a row, on the event loop or on a worker thread. Deferred work shares ownership of the Runner.
class Runner {
 public:
  explicit Runner(const Services& services)
      : services_(services),
        rooms_{{services.store, services.grants, services.sign_ins, services.lockout},
               {services.store, services.grants, services.lockout, services.counters, services.issuer_keys},
               {services.store, services.sign_in_log},
               {services.store, services.setup_counter},
               services.control} {}

  Exchange begin(std::string path, std::string origin) const {
    return {.settings = services_.settings,
            .random = services_.random,
            .log = services_.log,
            .request = {},
            .path = std::move(path),
            .parameters = {},
            .origin = std::move(origin),
            .published = services_.published.snapshot(),
            .audience = Audience::one_tenant,
            .protocol = Protocol::v2,
            .tenant = {},
            .tenant_name = {},
            .now = {},
            .trace_id = {},
            .correlation_id = {},
            .attempt = std::make_shared<entra::SignInAttempt>()};
  }

  // `fault` is what a test ordered for this request; null: nothing.
  http::Response run_on_worker(Exchange& exchange, const http::Found<Route>& found,
                               const Fault* fault = nullptr) const {
    if (fault != nullptr) {
      services_.control->faults().wait(fault->delay);
      exchange.published = services_.published.snapshot();
    }
    if (services_.published.due()) {
      const auto refreshed = services_.published.refresh();
      if (refreshed)
        exchange.published = *refreshed;
      else
        services_.log.write(Level::error, "directory_keys", {{"reason", std::string(refreshed.error().reason)}});
    }
    if (exchange.published == nullptr) return plain(503, "The directory is not ready.\n");
    return run(exchange, found, fault);
  }

  http::Response run(Exchange& exchange, const http::Found<Route>& found, const Fault* fault = nullptr) const {
    exchange.now = services_.clock.now();
    exchange.trace_id = random_uuid(services_.random);
    exchange.posted = body_form(exchange.request);
    exchange.correlation_id = correlation_id(exchange);
    http::Response response =
        fault != nullptr && fault->status != 0 ? control::answer_of(*fault, exchange) : answer(exchange, found);
    if (fault != nullptr) drop_fields(response, fault->drop);
    if (found.row != nullptr && found.row->who == Who::browser) add_opener_policy(response);
    if (services_.settings.strict_origin) narrow_cors(response, exchange, services_.store);
    if (!exchange.attempt->endpoint.empty()) append_attempt(exchange);
    forbid_caching(response);
    response.add("x-ms-request-id", exchange.trace_id);
    response.add("client-request-id", exchange.correlation_id);
    return response;
  }

 private:
  // Blocks, which is right here: every row whose endpoint notes an attempt runs on a worker.
  void append_attempt(Exchange& exchange) const {
    complete_record(*exchange.attempt, services_.store);
    if (exchange.attempt->tenant.empty()) return;  // nobody could read it
    if (const auto appended = services_.sign_in_log.append(std::move(*exchange.attempt)); !appended)
      services_.log.write(Level::error, "sign_in_log", {{"reason", std::string(appended.error().reason)}});
  }

  // Only pages have the policy: a redirect of a silent sign-in shows nothing.
  void add_opener_policy(http::Response& response) const {
    const std::string* const type = response.find("Content-Type");
    if (services_.settings.opener_policy.empty() || type == nullptr || !type->starts_with("text/html")) return;
    response.add("Cross-Origin-Opener-Policy", services_.settings.opener_policy);
  }

  http::Response answer(Exchange& exchange, const http::Found<Route>& found) const {
    if (found.rows.empty()) return nowhere(exchange);
    if (found.row == nullptr) return wrong_method(exchange, found.rows.front().traits, found.allowed());
    exchange.protocol = protocol_of(*found.row);
    exchange.parameters = found.row->path.match(exchange.path).value_or(http::Parameters());
    if (!resolve_tenant(exchange)) return no_tenant(exchange, found.row->traits);
    return found.row->function(rooms_, exchange);
  }

  const Services& services_;
  const Rooms rooms_;
};

class DirectoryHandler final : public http::Handler {
 public:
  explicit DirectoryHandler(const Services& services)
      : services_(services), runner_(std::make_shared<const Runner>(services)) {}

  http::Action on_request(const http::Request& request, bool has_body) override {
    auto origin = services_.origins.of(request);
    if (!origin) return http::Answer{plain(421, "This name is none of the directory's.\n")};  // RFC 9110 15.5.20
    auto path = http::canonical_path(request.path());
    if (!path) return http::Answer{plain(400, "The path is ambiguous.\n")};
    if (auto plain_path = graph::without_key_syntax(*path)) path = *std::move(plain_path);
    const auto method = http::find_method(request.method);
    if (!method || !http::is_served(*method)) return http::Answer{plain(501, "This method is not served.\n")};
    auto found = find_route(*method, *path);
    if (found.rows.empty()) {  // Entra compares paths without case, and MSAL for Go writes "/common/UserRealm/…"
      std::string lower = ascii_lower(*path);
      found = find_route(*method, lower);
      if (!found.rows.empty()) *path = std::move(lower);
    }
    if (!found.rows.empty() && found.rows.front().who == Who::tester && services_.control == nullptr) found = {};
    if (found.row != nullptr && !has_body && found.row->body_to_read(*method) > 0)
      return http::NeedBody{found.row->body_to_read(*method)};

    if (const auto fault = find_fault(found, *path)) return run_with_fault(request, found, *path, *origin, *fault);
    const bool on_loop = found.row == nullptr || found.row->runs == http::Runs::on_loop;
    Exchange exchange = runner_->begin(*std::move(path), *std::move(origin));
    // With strict_origin, every answer needs the app registrations, so the store must be asked on a worker thread.
    if (on_loop && !services_.published.due() && !services_.settings.strict_origin) {
      exchange.request = request;
      return http::Answer{runner_->run(exchange, found)};
    }
    exchange.request = http::own(request);
    return http::Defer{
        [runner = runner_, found, shared = std::make_shared<Exchange>(std::move(exchange))]() -> http::Outcome {
          return http::Answer{runner->run_on_worker(*shared, found)};
        }};
  }

 private:
  std::optional<Fault> find_fault(const http::Found<Route>& found, std::string_view path) const {
    if (services_.control == nullptr || found.row == nullptr) return std::nullopt;
    return services_.control->faults().take(found.row->path.text(), path);
  }

  // A fault may wait, which no event loop may do.
  http::Action run_with_fault(const http::Request& request, const http::Found<Route>& found, const std::string& path,
                              const std::string& origin, const Fault& fault) const {
    Exchange exchange = runner_->begin(path, origin);
    exchange.request = http::own(request);
    http::Defer defer{.work = [runner = runner_, found, fault,
                               shared = std::make_shared<Exchange>(std::move(exchange))]() -> http::Outcome {
                        return http::Answer{runner->run_on_worker(*shared, found, &fault)};
                      },
                      .slow = fault.delay.count() > 0};
    defer.deadline += fault.delay;
    return defer;
  }

  const Services& services_;
  const std::shared_ptr<const Runner> runner_;
};

}  // namespace

std::unique_ptr<http::Handler> make_handler(const Services& services) {
  return std::make_unique<DirectoryHandler>(services);
}

}  // namespace sallyport::directory
