#include "directory/token/token.h"

#include "base/text.h"
#include "directory/call/limits.h"
#include "directory/token/grants.h"
#include "directory/token/issue.h"

namespace sallyport::directory {
namespace {

constexpr std::string_view kAllowedHeaders =
    "authorization, content-type, client-request-id, x-client-sku, x-client-ver, x-client-os, x-client-cpu, "
    "x-anchormailbox, "
    "x-app-name, x-app-ver, x-ms-lib-capability, x-client-current-telemetry, x-client-last-telemetry";

bool has_scope(const std::vector<std::string>& all, std::string_view one) {
  for (const std::string& each : all)
    if (each == one) return true;
  return false;
}

// Source: docs/entra.md, Errors.
Judged<void> check_rate(const TokenServices& services, const Exchange& exchange, const ClientId& client) {
  const int most = exchange.settings.token_requests_per_minute;
  if (most == 0) return {};
  if (services.counters.requests_of_client.count(client.value, exchange.now) > most) return refuse<90055>();
  return {};
}

std::string text_of(const http::Form& form, std::string_view name) {
  return form.one(name).value_or(std::nullopt).value_or("");  // cannot fail, because duplicates were refused
}

Judged<TokenRequest> read_request(const TokenServices& services, const Exchange& exchange,
                                  std::optional<entra::AppRegistration>& known) {
  const auto& sent = exchange.posted;
  if (!sent || sent->has_duplicate()) return refuse<9002313>();  // RFC 6749 3.2: no parameter may appear twice
  http::Form form = sent->without_empty();                       // RFC 6749 3.2
  SALLYPORT_DEMAND(required(form, "grant_type"));
  auto proof = oidc::op::read_client_proof(form, exchange.request.header("Authorization"));
  if (!proof && proof.error().reason == "client_assertion_type" && form.text("client_assertion_type").empty())
    return refuse<90014>({"client_assertion_type"});
  if (!proof) return refuse<9002313>();
  SALLYPORT_JUDGE(auto client, find_client(exchange, services.directory, proof->client_id));
  known = std::move(client.app);
  SALLYPORT_DEMAND(check_rate(services, exchange, known->client_id));
  TokenRequest request{.services = services,
                       .exchange = exchange,
                       .form = std::move(form),
                       .proof = *std::move(proof),
                       .app = *known,
                       .principal = std::move(client.principal),
                       .scopes = {},
                       .resource = {},
                       .claims = {},
                       .client_info = false,
                       .origin = exchange.request.header("Origin")};
  request.resource = text_of(request.form, "resource");
  request.client_info = text_of(request.form, "client_info") == "1";
  const std::string words = text_of(request.form, "scope");
  for (const std::string_view word : split_words(words)) request.scopes.emplace_back(word);
  if (exchange.protocol == Protocol::v1)
    request.scopes = request.resource.empty() ? std::vector<std::string>() : scopes_of_v1(request.resource);
  SALLYPORT_JUDGE(request.claims, parse_claims_request(text_of(request.form, "claims")));
  return request;
}

struct Issued {
  json::Object body;
  oidc::op::Redemption redemption;
};

Judged<TokenFacts> gather_facts(const TokenRequest& request, const TokenPlan& plan) {
  TokenFacts facts = begin_facts(request.exchange, request.app);
  facts.client_principal = plan.client_principal.id;
  facts.assignments = plan.client_assignments;
  facts.scopes = plan.scopes;
  facts.nonce = plan.nonce;
  facts.sid = plan.grant.sid;
  if (!plan.user) return facts;
  add_sign_in(request.exchange, {plan.grant.authenticated, plan.grant.proofs, plan.address}, facts);
  add_person(request.exchange, *plan.user, facts);
  SALLYPORT_JUDGE(facts.groups, request.services.directory.transitive_groups_of(plan.user->id));
  return facts;
}

void add_refresh_token(const TokenRequest& request, const TokenPlan& plan, Issued& issued) {
  const Exchange& exchange = request.exchange;
  const std::string token = "1." + random_token(exchange.random) + random_token(exchange.random);
  oidc::op::Grant grant = plan.grant;
  grant.scopes = plan.scopes;
  grant.address.clear();   // whoever presents a refresh token is judged by their own address
  grant.contexts.clear();  // and asks for the contexts that they want
  issued.redemption.issue =
      oidc::op::RefreshToken{oidc::op::digest_of(token), grant, plan.family, exchange.now, plan.refresh_expires, false};
  issued.body.set("refresh_token", token);
  if (grant.platform == name_of(entra::Platform::spa))
    issued.body.set("refresh_token_expires_in", (plan.refresh_expires - exchange.now).count());
}

// The lifetime of the access token. v1.0 writes numbers as texts, and adds absolute times and the resource.
void add_lifetime(const Exchange& exchange, const Resource& resource, Seconds lifetime, json::Object& body) {
  if (exchange.protocol == Protocol::v2) {
    body.set("expires_in", lifetime.count());
    body.set("ext_expires_in", lifetime.count());
    return;
  }
  body.set("expires_in", std::to_string(lifetime.count()));
  body.set("ext_expires_in", std::to_string(lifetime.count()));
  body.set("expires_on", std::to_string((exchange.now + lifetime).seconds));
  body.set("not_before", std::to_string(exchange.now.seconds));
  body.set("resource", resource.requested_name);
}

// Graph looks at the person with each request, and answers with a challenge that the client must understand. A policy
// that asks for a new sign-in bounds the token as well, so it keeps the short life.
Evaluation evaluation_of(const TokenRequest& request, const TokenPlan& plan) {
  const bool bounded = plan.bounded || request.exchange.settings.sign_in_frequency > Seconds(0);
  const bool continuous = plan.user && plan.resource.is_graph && request.claims.handles_challenges && !bounded;
  return continuous ? Evaluation::continuous : Evaluation::at_issue;
}

Judged<Issued> sign(const TokenRequest& request, const TokenPlan& plan) {
  const Exchange& exchange = request.exchange;
  SALLYPORT_JUDGE(const auto facts, gather_facts(request, plan));
  AccessTokenTerms terms{.lifetime = access_token_lifetime(exchange.random, evaluation_of(request, plan)),
                         .client_strength = plan.client.strength,
                         .claims = request.claims,
                         .assignments = plan.api_assignments};
  terms.claims.contexts = plan.contexts;
  if (!plan.user) terms.app_only = plan.grant.tenant;
  SALLYPORT_JUDGE(auto access_token, sign_access_token(exchange, facts, plan.resource, terms));
  Issued issued{.body = {}, .redemption = plan.redemption};
  issued.redemption.assertion = plan.client.assertion;
  issued.body.set("token_type", "Bearer");
  if (plan.user) issued.body.set("scope", scope_text(exchange, plan.resource));
  add_lifetime(exchange, plan.resource, terms.lifetime, issued.body);
  issued.body.set("access_token", std::move(access_token));
  if (!plan.user) return issued;
  if (has_scope(plan.scopes, "offline_access") || plan.redemption.present_refresh_token)
    add_refresh_token(request, plan, issued);
  if (has_scope(plan.scopes, "openid")) {
    SALLYPORT_JUDGE(auto id_token, sign_id_token(exchange, facts, {}));
    issued.body.set("id_token", std::move(id_token));
  }
  if (request.client_info) issued.body.set("client_info", client_info(*plan.user));
  return issued;
}

// One atomic write, if there is something to write. A request that loses a race is refused like a late one.
Judged<void> commit(const TokenRequest& request, const TokenPlan& plan, const oidc::op::Redemption& redemption) {
  if (redemption.empty()) return {};
  auto& grants = request.services.grants;
  auto done = grants.commit(redemption);
  if (done) return {};
  const Error& error = done.error();
  if (error.kind != Kind::conflict) return tl::unexpected(to_refused(error));
  if (error.reason == "assertion_used") return refuse<50027>({"The token was used before."});
  if (request.exchange.settings.rotate_refresh_tokens) SALLYPORT_DEMAND(grants.revoke_family(plan.family));
  if (error.reason == "code_consumed") return refuse<54005>();
  if (error.reason == "device_consumed") return refuse<70000>({"device_code"});
  return refuse<70000>({"refresh_token"});
}

Judged<json::Object> answer(const TokenServices& services, const Exchange& exchange,
                            std::optional<entra::AppRegistration>& known) {
  SALLYPORT_JUDGE(const auto request, read_request(services, exchange, known));
  const std::string grant_type = request.form.one("grant_type")->value_or("");
  const GrantRow* row = find_grant(exchange.settings, grant_type);
  if (row == nullptr) return refuse<70003>({grant_type});
  SALLYPORT_JUDGE(const auto plan, row->decide(request));
  SALLYPORT_JUDGE(auto issued, sign(request, plan));
  SALLYPORT_DEMAND(commit(request, plan, issued.redemption));
  exchange.log.write(Level::audit, "directory_token",
                     {{"grant", std::string(row->grant_type)},
                      {"client", request.app.client_id.value},
                      {"subject", plan.grant.subject.value},
                      {"trace_id", exchange.trace_id}});
  note_success(exchange, {"token", plan.user ? &*plan.user : nullptr, &request.app, plan.resource.app.get()});
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
  if (response.status == 429 && known)
    response.add(
        "Retry-After",
        std::to_string(services.counters.requests_of_client.rest(known->client_id.value, exchange.now).count()));
  if (body) response.add("x-ms-clitelem", "1,0,0,,");
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
