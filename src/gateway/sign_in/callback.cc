// GET|POST /callback: checks the provider's response and opens the session. The functions are in the order of the
// checks.
#include "base/text.h"
#include "gateway/call/return_address.h"
#include "gateway/call/traced_client.h"
#include "gateway/sign_in/failure_page.h"
#include "gateway/sign_in/pending.h"
#include "gateway/sign_in/response_use.h"
#include "gateway/sign_in/sign_in.h"
#include "gateway/standing/admission.h"
#include "gateway/standing/overage.h"
#include "gateway/standing/provider_tokens.h"
#include "gateway/standing/renewal.h"
#include "gateway/standing/standing.h"
#include "http/form.h"
#include "oidc/rp/token_request.h"
#include "session/device.h"

namespace sallyport::gateway {
namespace {

using oidc::rp::ResponseMode;
using oidc::rp::Transaction;

constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

// What the provider says about the person, after all checks have passed.
struct SignedIn {
  oidc::SubjectClaims claims;
  std::optional<Secret> refresh_token;
};

using Outcome = tl::expected<SignedIn, SignInFailure>;

Failure refused(std::string_view reason, std::string_view rule = {}) {
  return failure(Kind::rejected, reason, rule);
}

// Redirects with 303 after a GET too, so that the browser does not request the callback's address again. A return
// address is checked again before it comes here: it was checked when the sign-in began, and a reload may have taken it
// out of the allowed ones since. A state keeps it for a week.
http::Answer see_other(const Call& call, std::string_view location) {
  http::Answer answer = redirect_answer(call, location);
  answer.response.status = 303;
  return answer;
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

// Finds the sign-in that this browser began with the state of the response (RP-01, RP-02).
Result<Pending> find_sign_in(const Call& call, const session::Sealer& sealer, const http::Form& form) {
  SALLYPORT_TRY(const auto state, form.one("state"));
  if (!state) return refused("state_missing", "RFC 6749 10.12");
  return find_pending(call.request, call.site(), sealer, *state, call.essentials.clock.now());
}

// Adds the endpoint that we asked to the error's detail, for the log.
Error at_endpoint(const std::string& endpoint, Error error) {
  error.detail = endpoint + (error.detail.empty() ? "" : ": " + error.detail);
  return error;
}

// The token request, whose span says by the request's id to which callback it belongs.
Result<http::ClientResponse> ask_for_tokens(const Call& call, const SignInParts& parts,
                                            const http::ClientRequest& request) {
  const Essentials& essentials = call.essentials;
  TracedClient client(parts.http, [&] {
    auto span =
        essentials.tracing.begin(kProviderSpan, Span::Kind::client, &call.request, essentials.clock, essentials.random);
    if (span) span->note("sallyport.request_id", call.trace.request_id);
    return span;
  });
  return client.send(request);
}

Outcome redeem(const Call& call, const SignInParts& parts, const oidc::rp::AuthorizationCode& code,
               const Transaction& transaction, std::shared_ptr<const oidc::rp::ProviderSnapshot> snapshot) {
  const auto fail = [](const Error& error, oidc::OAuthError said = {}) {
    return tl::unexpected(SignInFailure{error, std::move(said)});
  };
  const auto request = oidc::rp::build_code_redemption(snapshot->metadata, parts.settings->provider.client, code,
                                                       transaction, parts.clock.now(), parts.random);
  if (!request) return fail(request.error());
  const auto response = ask_for_tokens(call, parts, *request);
  if (!response) return fail(at_endpoint(snapshot->metadata.token_endpoint, response.error()));
  oidc::OAuthError said;
  auto tokens = oidc::rp::read_token_response(*response, said);
  if (!tokens) return fail(at_endpoint(snapshot->metadata.token_endpoint, tokens.error()), std::move(said));
  if (!tokens->id_token) return fail({Kind::rejected, "response_without_id_token", "OpenID Connect Core 3.1.3.3", {}});
  auto claims =
      check_id_token_with_refresh(parts, *tokens->id_token, Asked{transaction.nonce, transaction.started}, snapshot);
  if (!claims) return fail(claims.error());
  return SignedIn{*std::move(claims), std::move(tokens->refresh_token)};
}

// Proves who the person is. `use` is set once no other response can be used for this sign-in. The caller must then keep
// it until the sign-in has succeeded or failed.
Outcome prove(const Call& call, const SignInParts& parts, const http::Form& form, const Transaction& transaction,
              std::shared_ptr<const oidc::rp::ProviderSnapshot>& snapshot, std::optional<ResponseUse>& use) {
  const auto fail = [](const Error& error, oidc::OAuthError said = {}) {
    return tl::unexpected(SignInFailure{error, std::move(said)});
  };
  auto known = parts.provider->ensure();
  if (!known) return fail(known.error());
  snapshot = *std::move(known);
  const UnixTime now = parts.clock.now();
  auto response =
      oidc::rp::check_authorization(form, arrived_by(call), transaction, snapshot->metadata, kSignInLifetime, now);
  if (!response) return fail(response.error());
  // RP-16: one response at a time, and none after a response that signed somebody in. So no code is redeemed twice.
  auto begun = ResponseUse::begin(parts.sign_ins, name_of_sign_in(transaction.state), now);
  if (!begun) return fail(begun.error());
  use.emplace(*std::move(begun));
  if (const auto* const no = std::get_if<oidc::rp::AuthorizationRefusal>(&*response))
    return fail({Kind::rejected, "provider_refused", "RFC 6749 4.1.2.1", {}},
                {no->error, no->description, no->cancelled ? "cancel" : "", no->aadsts});
  if (const auto* const code = std::get_if<oidc::rp::AuthorizationCode>(&*response))
    return redeem(call, parts, *code, transaction, snapshot);
  auto claims = check_id_token_with_refresh(parts, std::get<oidc::rp::ImplicitIdToken>(*response).value,
                                            Asked{transaction.nonce, transaction.started}, snapshot);
  if (!claims) return fail(claims.error());
  return SignedIn{*std::move(claims), std::nullopt};
}

session::Session new_session(const Call& call, const SignInParts& parts, const SignedIn& signed_in,
                             const Admission& admission, const identity::Person& person, const SessionId& id) {
  const Settings& settings = *parts.settings;
  const UnixTime now = parts.clock.now();
  session::Session session;
  session.digest = session::digest_of(id);
  session.person = person.id;
  session.provider = admission.key.provider;
  session.issuer = admission.key.issuer;
  session.tenant = admission.key.tenant;
  session.subject = admission.key.subject;
  session.sid = signed_in.claims.sid;
  session.login_hint = signed_in.claims.login_hint;
  session.claims = print_kept_claims(signed_in.claims);
  note_authentication(signed_in.claims, session);
  take_over(admission, session);
  session.device = session::device_label(call.request.header("User-Agent").value_or(""));
  session.address = call.trace.client;
  session.created = session.last_seen = now;
  session.expires = now + settings.sessions.limits.absolute;
  if (signed_in.refresh_token)
    session.sealed_refresh_token =
        Secret(parts.sealer.seal(signed_in.refresh_token->reveal(), "refresh_token", session.expires));
  session.renew_after = renew_after(settings, signed_in.refresh_token.has_value(), signed_in.claims.expires, now);
  return session;
}

// Makes a session from proven claims. The decision comes before the first write.
Result<SessionId> let_in(const Call& call, const SignInParts& parts, SignedIn& signed_in,
                         const oidc::rp::ProviderMetadata& metadata) {
  SALLYPORT_TRY(signed_in.claims, complete_groups(parts, metadata, std::move(signed_in.claims), Freshness::now));
  const auto admission = decide_admission(signed_in.claims, call.settings());
  if (!admission) SALLYPORT_CHECK(tell_tokens_of_refused(parts, signed_in.claims));
  if (!admission) return Failure(admission.error());
  SALLYPORT_TRY(const auto person, admit(parts, *admission, Visit::sign_in, parts.clock.now()));
  SALLYPORT_CHECK(tell_tokens(parts, signed_in.claims, person.id));
  SALLYPORT_CHECK(end_presented_session(call, parts.sessions, parts.revocations, "signed_in_anew"));
  SessionId id = session::make_session_id(parts.random);
  SALLYPORT_CHECK(parts.sessions.create(new_session(call, parts, signed_in, *admission, person, id)));
  parts.seen.add(session::array_of(session::digest_of(id)));
  parts.metrics.count("sign_ins");
  audit(call, "sign_in",
        {{"user", person.labels.username},
         {"subject", admission->key.subject.value},
         {"tenant", admission->key.tenant.value}});
  return id;
}

// Whether the reason says nothing against the person: the response came late, twice, or from a browser that has lost
// the cookie.
bool is_over(const Error& error) {
  return error.reason == "transaction_missing" || error.reason == "transaction_expired" ||
         error.reason == "response_used";
}

bool has_session(const Call& call, const SignInParts& parts) {
  const auto id = http::cookie(call.request, call.site().session_cookie);
  if (!id || !session::may_be_session_id(*id)) return false;
  const auto found = parts.sessions.find(session::digest_of(SessionId(std::string(*id))), parts.clock.now());
  return found && *found;
}

// Answers a response whose sign-in is over: after the back button, from a restored tab, from a second tab that comes
// late, or from two tabs together. A browser with a session goes on to where the sign-in led; any other begins it
// again. If the cookie is missing in the second round too, a page says that the browser keeps no cookies.
// Absent: we did not make the state, the sign-in failed for another reason, or the second round came late or twice.
std::optional<http::Answer> go_on(const Call& call, const SignInParts& parts, const http::Form& form,
                                  const Error& error) {
  const auto state = form.one("state");
  const auto way = state && *state ? open_way(parts.sealer, **state, parts.clock.now()) : std::nullopt;
  if (!is_over(error) || !way) return std::nullopt;
  parts.metrics.count("sign_ins_again", error.reason);
  if (has_session(call, parts)) return see_other(call, return_address(call.essentials, way->return_to));
  if (!way->second_round) return see_other(call, sign_in_url(call.site(), way->return_to) + "&again=1");
  if (error.reason == "transaction_missing") return cookies_blocked(call, way->return_to);
  return std::nullopt;
}

void give_session(const Call& call, const SessionId& id, http::Response& response) {
  const Seconds lifetime = call.settings().sessions.limits.absolute;
  response.add("Set-Cookie", session_cookie(call.site(), id.value, lifetime).print());
  response.add("Set-Cookie", signed_in_marker(call.site(), true).print());
}

// Answers the response to a sign-in that this browser has begun.
http::Answer conclude(const Call& call, const SignInParts& parts, const http::Form& form,
                      const Transaction& transaction) {
  std::shared_ptr<const oidc::rp::ProviderSnapshot> snapshot;
  std::optional<ResponseUse> use;
  auto proven = prove(call, parts, form, transaction, snapshot, use);
  Result<SessionId> id = failure(Kind::internal, "sign_in");
  if (proven) id = let_in(call, parts, *proven, snapshot->metadata);
  if (use && id) use->signed_in();
  use.reset();
  if (!proven) {
    if (auto elsewhere = go_on(call, parts, form, proven.error().error)) return *std::move(elsewhere);
    return failure_page(call, proven.error(), transaction.return_to);
  }
  if (!id) return failure_page(call, {id.error(), {}}, transaction.return_to);
  http::Answer answer = see_other(call, return_address(call.essentials, transaction.return_to));
  give_session(call, *id, answer.response);
  return answer;
}

}  // namespace

http::Outcome finish_sign_in(const Call& call, const SignInParts& parts) {
  if (!parts.provider) {
    constexpr std::string_view kText = "Sign-in through a provider is not configured.";
    return not_found_answer(call, kText, kText);
  }
  const auto form = read_response(call);
  if (!form) return failure_page(call, {form.error(), {}}, "/");
  const auto pending = find_sign_in(call, parts.sealer, *form);
  if (!pending) {
    if (auto elsewhere = go_on(call, parts, *form, pending.error())) return *std::move(elsewhere);
    return failure_page(call, {pending.error(), {}}, "/");
  }
  http::Answer answer = conclude(call, parts, *form, pending->transaction);
  const auto over = pending_cookie_over(call.site(), pending->cookie, pending->transaction.response_mode);
  answer.response.add("Set-Cookie", over.print());
  return answer;
}

}  // namespace sallyport::gateway
