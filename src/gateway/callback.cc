// GET|POST /callback: the provider's response. The order of the steps is the order of the checks.
#include <algorithm>

#include "base/text.h"
#include "entra/aadsts.h"
#include "gateway/admission.h"
#include "gateway/overage.h"
#include "gateway/provider_tokens.h"
#include "gateway/renewal.h"
#include "gateway/sign_in.h"
#include "gateway/standing.h"
#include "http/form.h"
#include "oidc/rp/token_request.h"

namespace sallyport::gateway {
namespace {

using oidc::rp::ResponseMode;
using oidc::rp::Transaction;

constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

// What the provider vouches for, after every check.
struct SignedIn {
  oidc::SubjectClaims claims;
  std::optional<Secret> refresh_token;
};

// A failure that people see, with what the provider said about it where it did.
struct Refused {
  Error error;
  oidc::OAuthError said;
};

using Outcome = tl::expected<SignedIn, Refused>;

Failure refused(std::string_view reason, std::string_view rule = {}) {
  return failure(Kind::rejected, reason, rule);
}

ResponseMode arrived_by(const Call& call) {
  return call.request.method == "POST" ? ResponseMode::form_post : ResponseMode::query;
}

Result<http::Form> read_response(const Call& call) {
  if (arrived_by(call) == ResponseMode::query) return http::Form::parse(call.request.query());
  const auto type = call.request.header("Content-Type");
  const std::string_view media = type ? trim(type->substr(0, type->find(';'))) : std::string_view();
  if (!ascii_iequals(media, kFormType)) return refused("response_media_type", "OAuth 2.0 Form Post Response Mode");
  return http::Form::parse(call.request.body);
}

// The sign-in that this browser has under way by this state (RP-01, RP-02).
Result<Transaction> find_transaction(const Call& call, const http::Form& form) {
  SALLYPORT_TRY(const auto state, form.one("state"));
  if (!state || state->size() < 8) return refused("state_missing", "RFC 6749 10.12");
  const auto sealed = http::cookie(call.request, sign_in_cookie_name(call.site(), *state));
  if (!sealed) return refused("transaction_missing", "RFC 9700 4.7");
  SALLYPORT_TRY(const auto text, call.services.sealer.open(*sealed, "sign_in", call.services.clock.now()));
  return Transaction::parse(text);
}

Outcome redeem(Services& services, const oidc::rp::AuthorizationCode& code, const Transaction& transaction,
               std::shared_ptr<const oidc::rp::ProviderSnapshot> snapshot) {
  const auto fail = [](const Error& error, oidc::OAuthError said = {}) {
    return tl::unexpected(Refused{error, std::move(said)});
  };
  const auto request = oidc::rp::build_code_redemption(snapshot->metadata, services.settings->provider.client, code,
                                                       transaction, services.clock.now(), services.random);
  if (!request) return fail(request.error());
  const auto response = services.http.send(*request);
  if (!response) return fail(response.error());
  oidc::OAuthError said;
  auto tokens = oidc::rp::read_token_response(*response, said);
  if (!tokens) return fail(tokens.error(), std::move(said));
  if (!tokens->id_token) return fail({Kind::rejected, "response_without_id_token", "OpenID Connect Core 3.1.3.3", {}});
  auto claims =
      check_id_token_with_refresh(services, *tokens->id_token, Asked{transaction.nonce, transaction.started}, snapshot);
  if (!claims) return fail(claims.error());
  return SignedIn{*std::move(claims), std::move(tokens->refresh_token)};
}

// `taken` is set as soon as this response, and no other, may be used for the sign-in.
Outcome prove(const Call& call, const http::Form& form, const Transaction& transaction,
              std::shared_ptr<const oidc::rp::ProviderSnapshot>& snapshot, bool& taken) {
  Services& services = call.services;
  const auto fail = [](const Error& error, oidc::OAuthError said = {}) {
    return tl::unexpected(Refused{error, std::move(said)});
  };
  auto known = services.provider->ensure();
  if (!known) return fail(known.error());
  snapshot = *std::move(known);
  const UnixTime now = services.clock.now();
  auto response =
      oidc::rp::check_authorization(form, arrived_by(call), transaction, snapshot->metadata, kSignInLifetime, now);
  if (!response) return fail(response.error());
  // RP-16: one response at a time, and none after one that signed somebody in: a code is never redeemed twice.
  taken = services.shared.used_states.begin(transaction.state, now);
  if (!taken) return fail({Kind::rejected, "response_used", "RFC 9700 4.5", {}});
  if (const auto* const no = std::get_if<oidc::rp::AuthorizationRefusal>(&*response))
    return fail({Kind::rejected, "provider_refused", "RFC 6749 4.1.2.1", {}},
                {no->error, no->description, {}, no->aadsts});
  if (const auto* const code = std::get_if<oidc::rp::AuthorizationCode>(&*response))
    return redeem(services, *code, transaction, snapshot);
  auto claims = check_id_token_with_refresh(services, std::get<oidc::rp::ImplicitIdToken>(*response).value,
                                            Asked{transaction.nonce, transaction.started}, snapshot);
  if (!claims) return fail(claims.error());
  return SignedIn{*std::move(claims), std::nullopt};
}

session::Session new_session(const Services& services, const SignedIn& signed_in, const Admission& admission,
                             const identity::Person& person, const SessionId& id) {
  const Settings& settings = *services.settings;
  const UnixTime now = services.clock.now();
  session::Session session;
  session.digest = session::digest_of(id);
  session.person = person.id;
  session.issuer = admission.key.issuer;
  session.tenant = admission.key.tenant;
  session.subject = admission.key.subject;
  session.sid = signed_in.claims.sid;
  session.login_hint = signed_in.claims.login_hint;
  session.claims = print_kept_claims(signed_in.claims);
  take_over(admission, person, session);
  session.created = session.last_seen = now;
  session.expires = now + settings.sessions.limits.absolute;
  if (signed_in.refresh_token)
    session.sealed_refresh_token =
        Secret(services.sealer.seal(signed_in.refresh_token->reveal(), "refresh_token", session.expires));
  session.renew_after = renew_after(settings, signed_in.refresh_token.has_value(), signed_in.claims.expires, now);
  return session;
}

// From proven claims to a session. The decision comes before the first write.
Result<SessionId> let_in(const Call& call, SignedIn& signed_in, const oidc::rp::ProviderMetadata& metadata) {
  Services& services = call.services;
  SALLYPORT_TRY(signed_in.claims, complete_groups(services, metadata, std::move(signed_in.claims), Freshness::now));
  SALLYPORT_TRY(const auto admission, decide_admission(signed_in.claims, call.settings()));
  SALLYPORT_TRY(const auto person, admit(services, admission, Visit::sign_in, services.clock.now()));
  SALLYPORT_CHECK(end_presented_session(call, "signed_in_anew"));
  SessionId id = session::make_session_id(services.random);
  SALLYPORT_CHECK(services.sessions.create(new_session(services, signed_in, admission, person, id)));
  services.metrics.count("sign_ins");
  audit(call, "sign_in",
        {{"user", person.labels.username},
         {"subject", admission.key.subject.value},
         {"tenant", admission.key.tenant.value}});
  return id;
}

std::vector<std::string> explain(const Refused& refused, std::vector<std::pair<std::string, std::string>>& facts) {
  if (const entra::Refusal* const row = entra::find_refusal(refused.said.aadsts)) {
    facts = {{"Who can mend it", std::string(row->who)},
             {"Where", std::string(row->where)},
             {"What to do", std::string(row->todo)},
             {"Code", "AADSTS" + std::to_string(row->code)}};
    return {std::string(row->meaning)};
  }
  if (refused.said.aadsts != 0) facts.push_back({"Code", "AADSTS" + std::to_string(refused.said.aadsts)});
  if (refused.error.reason == "provider_refused" && refused.said.error == "access_denied")
    return {"The sign-in was cancelled, or you may not use this application."};
  const bool said_no = !refused.said.error.empty() && refused.said.error != "invalid_response";
  if (said_no) facts.push_back({"The identity provider says", refused.said.error});
  const std::string_view reason = refused.error.reason;
  if (reason == "response_used")
    return {"This sign-in was completed already. If you are not signed in now, start again."};
  if (reason == "transaction_missing" || reason == "transaction_expired" || reason == "sealed_text" ||
      reason == "state_missing")
    return {"This sign-in has expired, was completed already, or was started in another browser. Please start again."};
  if (reason == "jwt_not_yet_valid" || reason == "jwt_issued_in_future" || reason == "jwt_expired")
    return {
        "The clock of this server and that of the identity provider differ by more than a minute, so nobody was "
        "signed in. The administrator has to put the clock right."};
  if (refused.error.kind == Kind::unavailable)
    return {"The identity provider or our own store did not answer. Please try again in a moment."};
  if (said_no) return {"The identity provider refused this sign-in, so nobody was signed in."};
  return {"The answer of the identity provider did not pass our checks, so nobody was signed in."};
}

http::Answer failed(const Call& call, const Refused& refused, std::string_view return_to) {
  const Error& error = refused.error;
  call.services.metrics.count("sign_ins_refused", error.reason);
  if (error.kind == Kind::forbidden) return refusal_answer(call, error);
  audit(call, "sign_in_refused",
        {{"reason", std::string(error.reason)},
         {"rule", std::string(error.rule)},
         {"detail", error.detail},
         {"provider_error", refused.said.error},
         {"aadsts", std::to_string(refused.said.aadsts)}});
  Notice notice{"Sign-in did not work", {}, {}, {}, call.trace.request_id};
  notice.paragraphs = explain(refused, notice.facts);
  notice.actions = {{"Sign in again", sign_in_url(call.site(), return_to)}};
  if (error.reason == "response_used") notice.actions.push_back({"Go on", std::string(return_to)});
  return page_answer(call, error.kind == Kind::unavailable ? 503 : 400, render_notice(notice));
}

}  // namespace

http::Outcome finish_sign_in(const Call& call) {
  Services& services = call.services;
  if (!services.provider) {
    constexpr std::string_view kText = "Sign-in through a provider is not configured.";
    return notice_answer(call, 404, {"Not found", {std::string(kText)}, {}, {}, {}}, kText);
  }
  const auto form = read_response(call);
  if (!form) return failed(call, {form.error(), {}}, "/");
  const auto transaction = find_transaction(call, *form);
  if (!transaction) return failed(call, {transaction.error(), {}}, "/");
  http::SetCookie over = sign_in_cookie(call.site(), transaction->state, transaction->response_mode, {});
  over.max_age = Seconds(0);

  std::shared_ptr<const oidc::rp::ProviderSnapshot> snapshot;
  bool taken = false;
  auto proven = prove(call, *form, *transaction, snapshot, taken);
  Result<SessionId> id = failure(Kind::internal, "sign_in");
  if (proven) id = let_in(call, *proven, snapshot->metadata);
  if (taken)
    services.shared.used_states.finish(
        transaction->state, id ? UsedStates::Ended::signed_in : UsedStates::Ended::failed, services.clock.now());
  http::Answer answer = !proven ? failed(call, proven.error(), transaction->return_to)
                        : !id   ? failed(call, {id.error(), {}}, transaction->return_to)
                                : redirect_answer(call, transaction->return_to);
  if (id) {
    answer.response.status = 303;  // also after GET: the response's address is not asked for again
    const Seconds lifetime = call.settings().sessions.limits.absolute;
    answer.response.add("Set-Cookie", session_cookie(call.site(), id->value, lifetime).print());
  }
  // A response that only failed to fit leaves the sign-in open for the right one (another tab, a forged callback).
  const bool over_now = proven || proven.error().error.reason != "state_mismatch";
  if (over_now) answer.response.add("Set-Cookie", over.print());
  return answer;
}

}  // namespace sallyport::gateway
