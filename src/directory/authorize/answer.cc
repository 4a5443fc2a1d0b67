#include "directory/authorize/answer.h"

#include "base/encoding.h"
#include "directory/authorize/credentials.h"
#include "directory/rules/assignment.h"
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

Judged<std::string> make_id_token(const Flow& flow, std::vector<entra::ObjectId> groups,
                                  const std::optional<std::string>& code) {
  const Exchange& exchange = flow.exchange;
  TokenFacts facts;
  facts.origin = exchange.origin;
  facts.user = flow.signed_in->user;
  facts.groups = std::move(groups);
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

Judged<http::Form> make_answer(const Flow& flow, std::vector<entra::ObjectId> groups) {
  SALLYPORT_DEMAND(check_after_sign_in(flow.exchange, flow.request, flow.client));
  http::Form fields;
  std::optional<std::string> code;
  if (flow.request.asks_for("code")) {
    SALLYPORT_JUDGE(code, make_code(flow));
    fields.add("code", *code);
  }
  if (flow.request.asks_for("id_token")) {
    SALLYPORT_JUDGE(const auto token, make_id_token(flow, std::move(groups), code));
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

}  // namespace

http::Response answer_client(const Flow& flow) {
  const bool silent = flow.request.has_prompt("none");
  if (const auto home = check_home(flow, flow.signed_in->user); !home) {
    if (!silent) return with_sign_in(flow, page_refusal(flow.exchange, home.error()));
    return refuse_to_client(flow, {&entra::refusal<16000>(), home.error().values, {}, {}});
  }
  auto groups = check_assignment(flow.services.groups, flow.client.app, flow.signed_in->user);
  if (!groups) {
    if (!silent) return with_sign_in(flow, page_refusal(flow.exchange, groups.error()));
    return refuse_to_client(flow, groups.error());
  }
  auto fields = make_answer(flow, *std::move(groups));
  if (!fields) return refuse_to_client(flow, fields.error());
  note_success(flow.exchange, {"authorize", &flow.signed_in->user, &flow.client.app});
  return send_to_client(flow, *std::move(fields));
}

}  // namespace sallyport::directory
