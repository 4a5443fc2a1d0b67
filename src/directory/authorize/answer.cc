#include "directory/authorize/answer.h"

#include "base/encoding.h"
#include "directory/authorize/consent.h"
#include "directory/authorize/credentials.h"
#include "directory/authorize/sign_in_pages.h"
#include "directory/token/claims.h"
#include "jose/sign.h"

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

Judged<std::string> make_id_token(const Flow& flow, const AccessRequest& access,
                                  const std::optional<std::string>& code) {
  const Exchange& exchange = flow.exchange;
  TokenFacts facts;
  facts.origin = exchange.origin;
  facts.user = flow.signed_in->user;
  SALLYPORT_JUDGE(facts.groups, flow.services.directory.transitive_groups_of(flow.signed_in->user.id));
  facts.assignments = access.assignments;
  facts.client = flow.client.app;
  facts.scopes = flow.request.scopes;
  facts.nonce = flow.request.nonce;
  facts.sid = flow.signed_in->sign_in.sid;
  facts.authenticated = flow.signed_in->sign_in.authenticated;
  facts.now = exchange.now;
  facts.pairwise_secret = exchange.published->pairwise_secret;
  facts.unique = base64url_encode(exchange.random.bytes(16));
  const auto claims = id_token_claims(facts, {TokenVersion::v2, Channel::authorization_endpoint, code});
  SALLYPORT_JUDGE(auto token, jose::sign_compact(exchange.published->signing, {{"typ", "JWT"}}, claims));
  return token;
}

Judged<http::Form> make_answer(const Flow& flow, const AccessRequest& access) {
  SALLYPORT_DEMAND(check_after_sign_in(flow.exchange, flow.request, flow.client));
  http::Form fields;
  std::optional<std::string> code;
  if (flow.request.asks_for("code")) {
    SALLYPORT_JUDGE(code, make_code(flow));
    fields.add("code", *code);
  }
  if (flow.request.asks_for("id_token")) {
    SALLYPORT_JUDGE(const auto token, make_id_token(flow, access, code));
    fields.add("id_token", token);
  }
  SALLYPORT_DEMAND(flow.services.sign_ins.add_client(flow.signed_in->sign_in.digest, flow.client.app.client_id));
  if (flow.request.client_info) fields.add("client_info", client_info(flow.signed_in->user));
  fields.add("session_state", flow.signed_in->sign_in.sid);
  return fields;
}

// Sets the cookie of a sign-in that this request began, so that a refusal page does not lose the sign-in.
http::Response with_sign_in(const Flow& flow, http::Response response) {
  if (flow.cookie) response.add("Set-Cookie", flow.cookie->print());
  return response;
}

// A refusal after the sign-in. A page explains it to the person if Entra ID shows it on one, unless nothing may be
// shown.
http::Response refuse_person(const Flow& flow, const Refused& refused) {
  const bool on_page = refused.row != nullptr && refused.row->surface == entra::Surface::page;
  if (flow.request.has_prompt("none") || !on_page) return refuse_to_client(flow, refused);
  return with_sign_in(flow, page_refusal(flow.exchange, refused));
}

http::Response send_answer(const Flow& flow, const AccessRequest& access) {
  auto fields = make_answer(flow, access);
  if (!fields) return refuse_to_client(flow, fields.error());
  note_success(flow.exchange, {"authorize", &flow.signed_in->user, &flow.client.app});
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
  if (const auto home = check_home(flow, flow.signed_in->user); !home) {
    if (!flow.request.has_prompt("none")) return tl::unexpected(home.error());
    return tl::unexpected(Refused{&entra::refusal<16000>(), home.error().values, {}, {}});
  }
  return find_access_request(flow);
}

}  // namespace

http::Response answer_client(const Flow& flow) {
  const auto access = find_access(flow);
  return access ? ask_or_answer(flow, *access) : refuse_person(flow, access.error());
}

http::Response consent_and_answer(const Flow& flow) {
  const auto access = find_access(flow);
  if (!access) return refuse_person(flow, access.error());
  const auto accepted = accept_consent(flow, *access);
  if (!accepted) return refuse_person(flow, accepted.error());
  if (!*accepted) return ask_or_answer(flow, *access);
  return send_answer(flow, *access);
}

}  // namespace sallyport::directory
