#include "directory/authorize/answer.h"

#include <functional>

#include "base/encoding.h"
#include "directory/authorize/consent.h"
#include "directory/authorize/opener.h"
#include "directory/authorize/policies.h"
#include "directory/authorize/sign_in_pages.h"
#include "directory/rules/password_check.h"
#include "directory/rules/policy_check.h"
#include "directory/token/issue.h"

namespace sallyport::directory {
namespace {

std::string address_text(const Exchange& exchange) {
  const auto address = address_of(exchange);
  return address ? address->print() : std::string();
}

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
                  flow.signed_in->sign_in.authenticated,
                  flow.signed_in->sign_in.proofs,
                  address_text(exchange)};
  SALLYPORT_JUDGE(auto claims, parse_claims_request(flow.request.claims));
  record.grant.contexts = std::move(claims.contexts);
  if (!flow.request.code_challenge.empty()) record.challenge = oidc::CodeChallenge{flow.request.code_challenge};
  record.family = random_uuid(exchange.random);
  record.issued = exchange.now;
  record.expires = exchange.now + exchange.settings.code_lifetime;
  SALLYPORT_DEMAND(flow.services.grants.add_code(record));
  return code;
}

Judged<TokenFacts> facts_of(const Flow& flow, const AccessRequest& access) {
  TokenFacts facts = begin_facts(flow.exchange, flow.client.app);
  add_person(flow.exchange, flow.signed_in->user, facts);
  SALLYPORT_JUDGE(facts.groups, flow.services.directory.transitive_groups_of(flow.signed_in->user.id));
  facts.assignments = access.assignments;
  facts.scopes = flow.request.scopes;
  facts.nonce = flow.request.nonce;
  facts.sid = flow.signed_in->sign_in.sid;
  const oidc::op::SignIn& sign_in = flow.signed_in->sign_in;
  add_sign_in(flow.exchange, {sign_in.authenticated, sign_in.proofs, address_of(flow.exchange)}, facts);
  return facts;
}

// Adds the access token, and returns it for at_hash. Source: OpenID Connect Core 3.2.2.5.
Judged<std::string> add_access_token(const Flow& flow, const TokenFacts& facts, http::Form& fields) {
  const Exchange& exchange = flow.exchange;
  entra::DirectoryStore& directory = flow.services.directory;
  const entra::User& person = flow.signed_in->user;
  SALLYPORT_JUDGE(auto access, find_access_request(flow));  // again, because a consent may have made the principals
  SALLYPORT_JUDGE(const auto standing, find_consent_standing(directory, person.tenant, person.id,
                                                             {flow.client.app, access.client}, access.resources));
  Resource& resource = access.resources.front();
  resource.scopes = granted_scopes(standing, flow.client.app, resource);
  SALLYPORT_JUDGE(auto assignments, directory.assignments_at(resource.principal.id, person.id));
  SALLYPORT_JUDGE(const auto claims, parse_claims_request(flow.request.claims));
  const AccessTokenTerms terms{.lifetime = access_token_lifetime(exchange.random, Evaluation::at_issue),
                               .channel = Channel::authorization_endpoint,
                               .claims = claims,
                               .assignments = std::move(assignments),
                               .app_only = std::nullopt};
  SALLYPORT_JUDGE(auto token, sign_access_token(exchange, facts, resource, terms));
  fields.add("access_token", token);
  fields.add("token_type", "Bearer");
  fields.add("expires_in", std::to_string(terms.lifetime.count()));
  fields.add("scope", scope_text(exchange, resource));
  return token;
}

Judged<http::Form> make_answer(const Flow& flow, const AccessRequest& access) {
  SALLYPORT_DEMAND(check_after_sign_in(flow.exchange, flow.request, flow.client));
  http::Form fields;
  IdTokenExtras extras;
  extras.channel = Channel::authorization_endpoint;
  if (flow.request.asks_for("code")) {
    SALLYPORT_JUDGE(extras.code, make_code(flow));
    fields.add("code", *extras.code);
  }
  SALLYPORT_JUDGE(const auto facts, facts_of(flow, access));
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

// A refusal after the sign-in. A page explains it to the person if Entra ID shows it on one, unless nothing may be
// shown.
http::Response refuse_person(const Flow& flow, const Refused& refused) {
  const bool on_page = refused.row != nullptr && refused.row->surface == entra::Surface::page;
  if (flow.request.has_prompt("none") || !on_page) return refuse_to_client(flow, refused);
  return with_cookies(flow, page_refusal(flow.exchange, refused));
}

http::Response send_answer(const Flow& flow, const AccessRequest& access) {
  auto fields = make_answer(flow, access);
  if (!fields) return refuse_to_client(flow, fields.error());
  note_success(flow.exchange, {"authorize", &flow.signed_in->user, &flow.client.app});
  if (flow.form && flow.exchange.attempt) flow.exchange.attempt->fix = explain_opener_policy(flow);
  return send_to_client(flow, *std::move(fields));
}

// Asks for consent if it is needed, and otherwise answers.
http::Response ask_or_answer(const Flow& flow, const AccessRequest& access) {
  const auto step = next_consent_step(flow, access);
  if (!step) return refuse_person(flow, step.error());
  if (*step == ConsentStep::none) return send_answer(flow, access);
  if (*step == ConsentStep::administrator) return refuse_person(flow, {&entra::refusal<90094>(), {}, {}, {}});
  auto page = show_consent(flow, access);
  return page ? *std::move(page) : refuse_person(flow, page.error());
}

Judged<AccessRequest> find_access(const Flow& flow) {
  if (const auto home = check_home(flow.exchange, flow.client.app, flow.signed_in->user); !home) {
    if (!flow.request.has_prompt("none")) return tl::unexpected(home.error());
    return tl::unexpected(Refused{&entra::refusal<16000>(), home.error().values, {}, {}});
  }
  return find_access_request(flow);
}

// Finds what the person may use, and lets `next` answer unless a policy wants something first.
http::Response with_access(const Flow& flow, const std::function<http::Response(const AccessRequest&)>& next) {
  const auto access = find_access(flow);
  if (!access) return refuse_person(flow, access.error());
  const auto step = next_policy_step(flow, apis_of(*access));
  if (!step) return refuse_person(flow, step.error());
  return *step == PolicyStep::none ? next(*access) : show_policy_step(flow, *step);
}

}  // namespace

http::Response answer_client(const Flow& flow) {
  return with_access(flow, [&](const AccessRequest& access) { return ask_or_answer(flow, access); });
}

http::Response consent_and_answer(const Flow& flow) {
  return with_access(flow, [&](const AccessRequest& access) {
    const auto accepted = accept_consent(flow, access);
    if (!accepted) return refuse_person(flow, accepted.error());
    return *accepted ? send_answer(flow, access) : ask_or_answer(flow, access);
  });
}

}  // namespace sallyport::directory
