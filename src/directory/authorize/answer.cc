#include "directory/authorize/answer.h"

#include "base/encoding.h"
#include "directory/rules/assignment.h"
#include "directory/rules/password_check.h"
#include "directory/token/issue.h"

namespace sallyport::directory {
namespace {

Judged<std::string> make_code(const Flow& flow) {
  const Exchange& exchange = flow.exchange;
  const std::string code = "1." + random_token(exchange.random) + random_token(exchange.random);
  oidc::op::AuthorizationCode record;
  record.digest = oidc::op::digest_of(code);
  record.grant = {flow.client.app.client_id,
                  flow.signed_in->user.tenant,
                  Subject(flow.signed_in->user.id.value),
                  flow.client.redirect_uri,
                  std::string(entra::name_of(flow.client.platform)),
                  flow.request.scopes,
                  flow.request.nonce,
                  flow.signed_in->sign_in.sid,
                  flow.signed_in->sign_in.authenticated};
  if (!flow.request.code_challenge.empty()) record.challenge = oidc::CodeChallenge{flow.request.code_challenge};
  record.family = random_uuid(exchange.random);
  record.issued = exchange.now;
  record.expires = exchange.now + exchange.settings.code_lifetime;
  SALLYPORT_DEMAND(flow.services.grants.add_code(record));
  return code;
}

TokenFacts facts_of(const Flow& flow, std::vector<entra::ObjectId> groups) {
  TokenFacts facts = begin_facts(flow.exchange, flow.client.app);
  facts.user = flow.signed_in->user;
  facts.groups = std::move(groups);
  facts.scopes = flow.request.scopes;
  facts.nonce = flow.request.nonce;
  facts.sid = flow.signed_in->sign_in.sid;
  facts.authenticated = flow.signed_in->sign_in.authenticated;
  return facts;
}

// Adds the access token, and returns it for at_hash. Source: OpenID Connect Core 3.2.2.5.
Judged<std::string> add_access_token(const Flow& flow, const TokenFacts& facts, http::Form& fields) {
  const Exchange& exchange = flow.exchange;
  SALLYPORT_JUDGE(const auto resource,
                  find_resource(exchange, flow.services.apps, flow.request.scopes, flow.client.app));
  SALLYPORT_JUDGE(const auto claims, parse_claims_request(flow.request.claims));
  const AccessTokenTerms terms{.lifetime = access_token_lifetime(exchange.random),
                               .channel = Channel::authorization_endpoint,
                               .claims = claims,
                               .app_only = std::nullopt};
  SALLYPORT_JUDGE(auto token, sign_access_token(exchange, facts, resource, terms));
  fields.add("access_token", token);
  fields.add("token_type", "Bearer");
  fields.add("expires_in", std::to_string(terms.lifetime.count()));
  fields.add("scope", scope_text(exchange, resource));
  return token;
}

Judged<http::Form> make_answer(const Flow& flow, std::vector<entra::ObjectId> groups) {
  SALLYPORT_DEMAND(check_after_sign_in(flow.exchange, flow.request, flow.client));
  http::Form fields;
  IdTokenExtras extras;
  extras.channel = Channel::authorization_endpoint;
  if (flow.request.asks_for("code")) {
    SALLYPORT_JUDGE(extras.code, make_code(flow));
    fields.add("code", *extras.code);
  }
  const TokenFacts facts = facts_of(flow, std::move(groups));
  if (flow.request.asks_for("token")) {
    SALLYPORT_JUDGE(extras.access_token, add_access_token(flow, facts, fields));
  }
  if (flow.request.asks_for("id_token")) {
    SALLYPORT_JUDGE(const auto token, sign_id_token(flow.exchange, facts, extras));
    fields.add("id_token", token);
  }
  SALLYPORT_DEMAND(flow.services.sign_ins.add_client(flow.signed_in->sign_in.digest, flow.client.app.client_id));
  if (flow.request.client_info) fields.add("client_info", client_info(flow.signed_in->user));
  fields.add("session_state", flow.signed_in->sign_in.sid);
  return fields;
}

}  // namespace

http::Response answer_client(const Flow& flow) {
  const bool silent = flow.request.has_prompt("none");
  if (const auto home = check_home(flow.exchange, flow.client.app, flow.signed_in->user); !home) {
    if (!silent) return with_cookies(flow, page_refusal(flow.exchange, home.error()));
    return refuse_to_client(flow, {&entra::refusal<16000>(), home.error().values, {}, {}});
  }
  auto groups = check_assignment(flow.services.groups, flow.client.app, flow.signed_in->user);
  if (!groups) {
    if (!silent) return with_cookies(flow, page_refusal(flow.exchange, groups.error()));
    return refuse_to_client(flow, groups.error());
  }
  auto fields = make_answer(flow, *std::move(groups));
  if (!fields) return refuse_to_client(flow, fields.error());
  return send_to_client(flow, *std::move(fields));
}

}  // namespace sallyport::directory
