#include "directory/token/token.h"

#include "base/text.h"
#include "directory/call/clients.h"
#include "directory/call/limits.h"
#include "directory/rules/assignment.h"
#include "directory/token/claims.h"
#include "directory/token/grants.h"
#include "jose/sign.h"

namespace sallyport::directory {
namespace {

constexpr std::string_view kAllowedHeaders =
    "authorization, content-type, client-request-id, x-client-sku, x-client-ver, x-client-os, x-client-cpu, "
    "x-anchormailbox, "
    "x-app-name, x-app-ver, x-ms-lib-capability, x-client-current-telemetry, x-client-last-telemetry";

bool contains(const std::vector<std::string>& all, std::string_view one) {
  for (const std::string& each : all)
    if (each == one) return true;
  return false;
}

Judged<entra::AppRegistration> load_client(const TokenServices& services, const Exchange& exchange,
                                           const std::string& client_id) {
  if (client_id.empty()) return refuse<900144>({"client_id"});
  if (!is_guid(client_id)) return refuse<700038>({client_id});
  SALLYPORT_JUDGE(auto app, find_client(exchange, services.directory, ClientId(ascii_lower(client_id))));
  const bool visible = app && (exchange.audience != Audience::one_tenant || app->tenant == exchange.tenant.id ||
                               app->audience != entra::SignInAudience::my_org);
  if (!visible) return refuse<700016>({client_id, exchange.tenant_name});
  return *std::move(app);
}

Judged<TokenRequest> read_request(const TokenServices& services, const Exchange& exchange,
                                  std::optional<entra::AppRegistration>& known) {
  const auto form = body_form(exchange.request);
  if (!form || form->has_duplicate()) return refuse<9002313>();  // RFC 6749 3.2: no parameter may appear twice
  SALLYPORT_DEMAND(required(*form, "grant_type"));
  auto proof = oidc::op::read_client_proof(*form, exchange.request.header("Authorization"));
  if (!proof) return refuse<9002313>();
  SALLYPORT_JUDGE(known, load_client(services, exchange, proof->client_id));
  std::optional<entra::ServicePrincipal> principal;
  if (exchange.audience == Audience::one_tenant) {
    SALLYPORT_JUDGE(principal, find_client_principal(services.directory, exchange.tenant.id, *known));
  }
  if (const auto resource = form->one("resource"); resource && *resource) return refuse<901002>();
  TokenRequest request{.services = services,
                       .exchange = exchange,
                       .form = *form,
                       .proof = *std::move(proof),
                       .app = *known,
                       .principal = std::move(principal),
                       .scopes = {},
                       .client_info = false,
                       .origin = exchange.request.header("Origin")};
  SALLYPORT_JUDGE(const auto scope, form->one("scope"));
  const std::string words = scope.value_or("");
  for (const std::string_view word : split_words(words)) request.scopes.emplace_back(word);
  request.client_info = form->one("client_info").value_or(std::nullopt) == "1";
  return request;
}

Seconds access_token_lifetime(Random& random) {
  const std::string bytes = random.bytes(2);
  const int number = static_cast<unsigned char>(bytes[0]) * 256 + static_cast<unsigned char>(bytes[1]);
  return limits::kAccessTokenLeast + Seconds(number % limits::kAccessTokenSpread.count());
}

struct Issued {
  json::Object body;
  oidc::op::Redemption redemption;
};

Judged<TokenFacts> gather_facts(const TokenRequest& request, const TokenPlan& plan) {
  const Exchange& exchange = request.exchange;
  TokenFacts facts;
  facts.origin = exchange.origin;
  facts.client = request.app;
  facts.client_principal = plan.client_principal.id;
  facts.assignments = plan.client_assignments;
  facts.scopes = plan.scopes;
  facts.nonce = plan.nonce;
  facts.sid = plan.grant.sid;
  facts.authenticated = plan.grant.authenticated;
  facts.now = exchange.now;
  facts.pairwise_secret = exchange.published->pairwise_secret;
  facts.unique = base64url_encode(exchange.random.bytes(16));
  if (!plan.user) return facts;
  facts.user = *plan.user;
  SALLYPORT_JUDGE(facts.groups, request.services.directory.transitive_groups_of(plan.user->id));
  return facts;
}

Judged<std::string> sign_access_token(const TokenRequest& request, const TokenPlan& plan, const TokenFacts& facts,
                                      Seconds lifetime) {
  const Exchange& exchange = request.exchange;
  const auto& signing = exchange.published->signing;
  const auto version = plan.resource.token_version() == 2 ? TokenVersion::v2 : TokenVersion::v1;
  const AccessTokenTarget target{
      .audience = version == TokenVersion::v2 ? plan.resource.audience() : plan.resource.requested_name,
      .version = version,
      .scopes = plan.resource.scopes,
      .api = plan.resource.app,
      .assignments = plan.api_assignments,
      .client_strength = plan.client.strength};
  json::Object header{{"typ", "JWT"}};
  if (version == TokenVersion::v1) header.set("x5t", signing.kid);
  // The nonce marks a token that the client is not meant to read.
  if (plan.resource.is_graph) header.set("nonce", random_token(exchange.random));
  SALLYPORT_JUDGE(auto token,
                  jose::sign_compact(signing, header,
                                     plan.user ? access_token_claims(facts, target, lifetime)
                                               : app_token_claims(facts, target, lifetime, plan.grant.tenant)));
  return token;
}

void add_refresh_token(const TokenRequest& request, const TokenPlan& plan, Issued& issued) {
  const Exchange& exchange = request.exchange;
  const std::string token = "1." + random_token(exchange.random) + random_token(exchange.random);
  oidc::op::Grant grant = plan.grant;
  grant.scopes = plan.scopes;
  issued.redemption.issue =
      oidc::op::RefreshToken{oidc::op::digest_of(token), grant, plan.family, exchange.now, plan.refresh_expires, false};
  issued.body.set("refresh_token", token);
  if (grant.platform == name_of(entra::Platform::spa))
    issued.body.set("refresh_token_expires_in", (plan.refresh_expires - exchange.now).count());
}

std::string scope_text(const TokenPlan& plan) {
  std::string text;
  for (const std::string& scope : plan.resource.scopes) {
    const bool bare = plan.resource.is_graph;
    text += (text.empty() ? "" : " ") + (bare ? scope : plan.resource.requested_name + "/" + scope);
  }
  return text;
}

Judged<Issued> sign(const TokenRequest& request, const TokenPlan& plan) {
  SALLYPORT_JUDGE(const auto facts, gather_facts(request, plan));
  const Seconds lifetime = access_token_lifetime(request.exchange.random);
  SALLYPORT_JUDGE(auto access_token, sign_access_token(request, plan, facts, lifetime));
  Issued issued{.body = {}, .redemption = plan.redemption};
  issued.redemption.assertion = plan.client.assertion;
  issued.body.set("token_type", "Bearer");
  if (plan.user) issued.body.set("scope", scope_text(plan));
  issued.body.set("expires_in", lifetime.count());
  issued.body.set("ext_expires_in", lifetime.count());
  issued.body.set("access_token", std::move(access_token));
  if (!plan.user) return issued;
  if (contains(plan.scopes, "offline_access") || plan.redemption.present_refresh_token)
    add_refresh_token(request, plan, issued);
  if (contains(plan.scopes, "openid")) {
    SALLYPORT_JUDGE(auto id_token, jose::sign_compact(request.exchange.published->signing, {{"typ", "JWT"}},
                                                      id_token_claims(facts, {})));
    issued.body.set("id_token", std::move(id_token));
  }
  if (request.client_info) issued.body.set("client_info", client_info(*plan.user));
  return issued;
}

// One atomic write. A request that loses a race is refused like a late one.
Judged<void> commit(const TokenRequest& request, const TokenPlan& plan, const oidc::op::Redemption& redemption) {
  auto& grants = request.services.grants;
  auto done = grants.commit(redemption);
  if (done) return {};
  const Error& error = done.error();
  if (error.kind != Kind::conflict) return tl::unexpected(to_refused(error));
  if (error.reason == "assertion_used") return refuse<700027>({"The assertion was used before.", ""});
  if (request.exchange.settings.rotate_refresh_tokens) SALLYPORT_DEMAND(grants.revoke_family(plan.family));
  if (error.reason == "code_consumed") return refuse<54005>();
  return refuse<70000>({"refresh_token"});
}

Judged<json::Object> answer(const TokenServices& services, const Exchange& exchange,
                            std::optional<entra::AppRegistration>& known) {
  SALLYPORT_JUDGE(const auto request, read_request(services, exchange, known));
  const GrantRow* row = find_grant(request.form.one("grant_type")->value_or(""));
  if (row == nullptr) return refuse<70003>();
  SALLYPORT_JUDGE(const auto plan, row->decide(request));
  SALLYPORT_JUDGE(auto issued, sign(request, plan));
  SALLYPORT_DEMAND(commit(request, plan, issued.redemption));
  exchange.log.write(Level::audit, "directory_token",
                     {{"grant", std::string(row->grant_type)},
                      {"client", request.app.client_id.value},
                      {"subject", plan.grant.subject.value},
                      {"trace_id", exchange.trace_id}});
  note_success(exchange, {"token", plan.user ? &*plan.user : nullptr, &request.app, &plan.resource.app});
  return std::move(issued.body);
}

void add_cors(http::Response& response, std::string_view origin) {
  response.add("Access-Control-Allow-Origin", origin);
  response.add("Access-Control-Expose-Headers", "x-ms-request-id, x-ms-httpver, Retry-After");
  response.add("Vary", "Origin");
}

}  // namespace

http::Response token(const TokenServices& services, const Exchange& exchange) {
  std::optional<entra::AppRegistration> known;
  const auto body = answer(services, exchange, known);
  if (!body) log_refusal(exchange, "token", body.error());
  http::Response response = body ? json_answer(200, *body) : json_refusal(exchange, body.error());
  response.add("Cache-Control", "no-store, no-cache");
  response.add("Pragma", "no-cache");
  response.add("Expires", "-1");
  response.add("x-ms-clitelem", body ? "1,0,0,," : "1," + std::to_string(body.error().code()) + ",0,,");
  const auto origin = exchange.request.header("Origin");
  if (origin && known && may_read(*known, *origin)) add_cors(response, *origin);
  return response;
}

http::Response token_preflight(const TokenServices& services, const Exchange& exchange) {
  http::Response response(204);
  const auto origin = exchange.request.header("Origin");
  if (!origin) return response;
  const auto allowed = may_preflight(services.directory, *origin);
  if (!allowed) return http::Response(503);
  if (!*allowed) return response;
  add_cors(response, *origin);
  response.add("Access-Control-Allow-Methods", "POST, OPTIONS");
  response.add("Access-Control-Allow-Headers", kAllowedHeaders);
  response.add("Access-Control-Max-Age", std::to_string(limits::kPreflight.count()));
  return response;
}

http::Response token_wrong_method(const Exchange& exchange) {
  return json_refusal(exchange,
                      {&entra::refusal<900561>(), {"POST, OPTIONS", std::string(exchange.request.method)}, {}, {}});
}

}  // namespace sallyport::directory
