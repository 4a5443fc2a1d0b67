#include "directory/token/managed_identity.h"

#include "base/text.h"
#include "crypto/hmac.h"
#include "directory/token/grants.h"
#include "directory/token/issue.h"

namespace sallyport::directory {
namespace {

constexpr int kCertificate = 2;  // azpacr: Azure proves a managed identity with a certificate

// What a caller asks for, and the names by which it chooses among identities.
struct IdentityRequest {
  std::string resource;
  std::string client_id;
  std::string object_id;
};

struct IdentityToken {
  std::string access_token;
  std::string client_id;
  Seconds lifetime;
};

http::Response answer(int status, const json::Object& body) {
  http::Response response = json_answer(status, body);
  response.add("Cache-Control", "no-store");
  return response;
}

http::Response machine_error(std::string_view error, std::string_view description) {
  return answer(400, json::Object{{"error", error}, {"error_description", description}});
}

http::Response service_error(int status, std::string_view message) {
  return answer(status, json::Object{{"statusCode", status}, {"message", message}});
}

Result<IdentityRequest> read_request(const Exchange& exchange) {
  SALLYPORT_TRY(const auto query, http::Form::parse(exchange.request.query()));
  if (query.has_duplicate()) return failure(Kind::malformed, "form_duplicate");
  const auto text = [&](std::string_view name) { return query.one(name).value_or(std::nullopt).value_or(""); };
  return IdentityRequest{text("resource"), ascii_lower(text("client_id")),
                         ascii_lower(text("object_id") + text("principal_id"))};
}

// Absent if the caller names another identity than the one that the switch gives it.
Judged<std::optional<FoundClient>> find_identity(const TokenServices& services, const Exchange& exchange,
                                                 const IdentityRequest& request) {
  const ClientId client(ascii_lower(exchange.settings.managed_identity));
  SALLYPORT_JUDGE(auto app, services.directory.find_app(client));
  if (!app) return std::optional<FoundClient>();
  SALLYPORT_JUDGE(auto principal, services.directory.find_principal_of(app->tenant, client));
  const bool meant = principal && principal->enabled &&
                     (request.client_id.empty() || request.client_id == client.value) &&
                     (request.object_id.empty() || request.object_id == principal->id.value);
  if (!meant) return std::optional<FoundClient>();
  return std::optional<FoundClient>(FoundClient{*std::move(app), std::move(principal)});
}

Judged<IdentityToken> issue(const TokenServices& services, const Exchange& exchange, const IdentityRequest& request,
                            const FoundClient& identity) {
  const entra::AppRegistration& app = identity.app;
  Exchange at_home = exchange;  // the request has no tenant in its path
  at_home.tenant_name = app.tenant.value;
  at_home.protocol = Protocol::v1;
  const entra::Tenant* tenant = exchange.published->find_tenant(app.tenant.value);
  if (tenant != nullptr) at_home.tenant = *tenant;
  const TokenRequest as_app{.services = services,
                            .exchange = at_home,
                            .form = {},
                            .proof = {},
                            .app = app,
                            .principal = identity.principal,
                            .scopes = {request.resource + "/.default"},
                            .resource = request.resource,
                            .claims = {},
                            .client_info = false,
                            .origin = std::nullopt};
  SALLYPORT_JUDGE(const auto plan, plan_for_app(as_app, {kCertificate, std::nullopt}, as_app.scopes));
  const AccessTokenTerms terms{.lifetime = access_token_lifetime(exchange.random, Evaluation::at_issue),
                               .client_strength = kCertificate,
                               .claims = {},
                               .assignments = plan.api_assignments,
                               .app_only = app.tenant};
  TokenFacts facts = begin_facts(at_home, app);
  facts.client_principal = plan.client_principal.id;
  SALLYPORT_JUDGE(auto token, sign_access_token(at_home, facts, plan.resource, terms));
  exchange.log.write(Level::audit, "directory_token",
                     {{"grant", "managed_identity"}, {"client", app.client_id.value}, {"trace_id", exchange.trace_id}});
  return IdentityToken{std::move(token), app.client_id.value, terms.lifetime};
}

std::string time_text(UnixTime time) {
  return std::to_string(time.seconds);
}

}  // namespace

http::Response machine_identity_token(const TokenServices& services, const Exchange& exchange) {
  if (exchange.settings.managed_identity.empty()) return json_nowhere(exchange);
  const auto header = exchange.request.header("Metadata");
  if (!header || !ascii_iequals(*header, "true") || exchange.request.count("X-Forwarded-For") > 0)
    return machine_error("invalid_request", "Required metadata header not specified");
  const auto request = read_request(exchange);
  if (!request) return machine_error("invalid_request", "The query cannot be read");
  if (request->resource.empty())
    return machine_error("invalid_request", "Required query variable 'resource' is missing");
  const auto app = find_identity(services, exchange, *request);
  if (!app) return json_refusal(exchange, app.error());
  if (!*app) return machine_error("invalid_request", "Identity not found");
  const auto token = issue(services, exchange, *request, **app);
  if (!token) return json_refusal(exchange, token.error());
  return answer(200, json::Object{{"access_token", token->access_token},
                                  {"refresh_token", ""},
                                  {"expires_in", std::to_string(token->lifetime.count())},
                                  {"expires_on", time_text(exchange.now + token->lifetime)},
                                  {"not_before", time_text(exchange.now)},
                                  {"resource", request->resource},
                                  {"token_type", "Bearer"}});
}

http::Response app_service_identity_token(const TokenServices& services, const Exchange& exchange) {
  if (exchange.settings.managed_identity.empty()) return json_nowhere(exchange);
  const auto header = exchange.request.header("X-IDENTITY-HEADER");
  const std::string& expected = exchange.settings.identity_header;
  if (expected.empty() || !header || !crypto::constant_time_equal(*header, expected))
    return service_error(401, "The identity header is missing or wrong");
  const auto request = read_request(exchange);
  if (!request || request->resource.empty()) return service_error(400, "The resource is missing");
  const auto app = find_identity(services, exchange, *request);
  if (!app) return service_error(500, "The directory's store did not answer");
  if (!*app) return service_error(400, "No managed identity of this name");
  const auto token = issue(services, exchange, *request, **app);
  if (!token) return service_error(400, describe(exchange, token.error()));
  return answer(200, json::Object{{"access_token", token->access_token},
                                  {"expires_on", time_text(exchange.now + token->lifetime)},
                                  {"resource", request->resource},
                                  {"token_type", "Bearer"},
                                  {"client_id", token->client_id}});
}

}  // namespace sallyport::directory
