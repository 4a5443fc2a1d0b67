#include "gateway/sign_in/sign_out.h"

#include <algorithm>

#include "base/text.h"
#include "entra/authority.h"
#include "gateway/call/expectations.h"
#include "gateway/sign_in/csrf.h"
#include "gateway/sign_in/sign_in.h"
#include "gateway/standing/end_sessions.h"
#include "gateway/standing/renewal.h"
#include "http/form.h"
#include "http/url.h"
#include "oidc/rp/token_request.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kCsrfPurpose = "sign_out";
constexpr std::size_t kMaxSid = 128;

std::shared_ptr<const oidc::rp::ProviderSnapshot> provider_snapshot(const StandingParts& parts) {
  return parts.provider ? parts.provider->snapshot() : nullptr;
}

std::string origin_of(std::string_view url) {
  const auto parsed = http::Url::parse(url);
  return parsed ? parsed->origin() : std::string();
}

http::Answer ask(const Call& call, const StandingParts& parts) {
  const auto snapshot = provider_snapshot(parts);
  const std::string target = snapshot ? origin_of(snapshot->metadata.end_session_endpoint) : std::string();
  return page_answer(call, 200,
                     render_sign_out(call.who.caller->username, csrf_token(call, parts.sealer, kCsrfPurpose), target));
}

// Whether a person or a script of ours asked for this address, as far as the browser tells. An application behind us
// shares our origin, and what its users write may embed any address of it, for example as an image. A browser also
// fetches links ahead of time. Neither may sign anybody out (RP-18). Source: Fetch Metadata 2.1; Sec-Purpose.
bool is_deliberate(const http::Request& request) {
  if (request.count("Sec-Purpose") > 0) return false;
  if (request.count("Sec-Fetch-Dest") == 0) return true;
  const auto where = request.header("Sec-Fetch-Dest");
  return where == "document" || where == "empty";
}

// Where the browser goes to end the provider's session too. With login_hint, the provider need not ask for the account.
std::string after_sign_out(const Call& call, const StandingParts& parts, const session::Session& session) {
  const std::string landing = call.site().address_of("/signed-out");
  const auto snapshot = provider_snapshot(parts);
  if (!snapshot || session.provider == identity::kLocal) return landing;
  const std::string url =
      oidc::rp::build_end_session(snapshot->metadata, call.settings().provider.client, landing, session.login_hint, {});
  return url.empty() ? landing : url;
}

void clear_session_cookie(const Call& call, http::Response& response) {
  response.add("Set-Cookie", session_cookie(call.site(), {}, Seconds(0)).print());
  response.add("Set-Cookie", signed_in_marker(call.site(), false).print());
}

// The request proves nobody. But its cookie may lead to a session that the rules in force refuse and that would be good
// again after a reload, so it ends all the same.
http::Outcome sign_out_nobody(const Call& call, const StandingParts& parts) {
  const bool ours = call.site().fetch_of(call.request) == Fetch::same_origin && is_deliberate(call.request);
  if (ours)
    if (const auto ended = end_presented_session(call, parts.sessions, parts.revocations, "signed_out"); !ended)
      return refusal_answer(call, ended.error());
  http::Answer answer = redirect_answer(call, call.site().address_of("/signed-out"));
  if (ours || call.who.dead_cookie) clear_session_cookie(call, answer.response);
  return answer;
}

bool is_our_provider(const Call& call, const StandingParts& parts, const std::string& issuer) {
  const auto snapshot = provider_snapshot(parts);
  if (!snapshot) return issuer == call.settings().provider.metadata.expect.issuer;
  const std::string& ours = issuer_of(call.settings(), snapshot->metadata);
  if (issuer == ours) return true;
  return std::ranges::any_of(call.settings().provider.allowed_tenants,
                             [&](const TenantId& tenant) { return issuer == entra::expand_issuer(ours, tenant); });
}

// A provider that reports wrong logouts is misconfigured, and the operator has to learn of it.
http::Answer refuse_logout(const Call& call, std::string_view reason, std::string_view message) {
  call.essentials.metrics.count("refusals", reason);
  audit_refusal(call, "front_channel_logout_refused", reason, {});
  return error_answer(call, 400, message);
}

}  // namespace

http::Outcome sign_out(const Call& call, const StandingParts& parts) {
  if (call.who.refusal) return refusal_answer(call, *call.who.refusal);
  if (!call.who.caller) return sign_out_nobody(call, parts);
  if (!call.who.caller->session) return redirect_answer(call, call.site().address_of("/signed-out"));
  const bool post = call.request.method == "POST";
  const bool ours = comes_from_our_page(call, parts.sealer, kCsrfPurpose);
  if (!post && !(ours && is_deliberate(call.request))) return ask(call, parts);
  if (!ours) return refusal_answer(call, {Kind::forbidden, "csrf", "RFC 9700 4.7", {}});
  const UnixTime now = parts.clock.now();
  const session::SessionDigest digest = session::digest_of(*call.who.caller->session);
  const auto session = parts.sessions.find(digest, now);  // for sid and login_hint
  if (!session) return refusal_answer(call, session.error());
  const auto ended = end_sessions(parts.sessions, parts.revocations, {.digest = digest}, now);
  if (!ended) return refusal_answer(call, ended.error());
  parts.metrics.count("sessions_ended", "signed_out");
  audit(call, "sign_out", {{"user", call.who.caller->username}});
  http::Answer answer =
      redirect_answer(call, *session ? after_sign_out(call, parts, **session) : call.site().address_of("/signed-out"));
  clear_session_cookie(call, answer.response);
  return answer;
}

http::Outcome signed_out(const Call& call) {
  // A refused credential is no session. But while the store does not answer, we cannot tell whether there is one.
  if (call.who.refusal && call.who.refusal->kind == Kind::unavailable) return refusal_answer(call, *call.who.refusal);
  if (call.who.caller && call.who.caller->session) {
    Notice still{
        "You are still signed in", {"You are still signed in as " + call.who.caller->username + "."}, {}, {}, {}};
    still.actions = {{"Sign out", "/api/v1/auth/logout"}, start_page(call)};
    return page_answer(call, 200, render_notice(still));
  }
  Notice notice{"You are signed out", {"You can close this window."}, {}, {}, {}};
  notice.actions.push_back({"Sign in again", sign_in_url(call.site(), call.site().base_path + "/")});
  return page_answer(call, 200, render_notice(notice));
}

http::Outcome front_channel_logout(const Call& call, const StandingParts& parts) {
  const auto form = http::Form::parse(call.request.query());
  if (!form || form->has_duplicate() || !parts.provider) return error_answer(call, 400, "Not a logout request.");
  const auto issuer = form->one("iss");
  const auto sid = form->one("sid");
  const bool complete =
      issuer && *issuer && sid && *sid && !(*sid)->empty() && (*sid)->size() <= kMaxSid && !has_control(**sid);
  if (!complete || !is_our_provider(call, parts, **issuer))
    return refuse_logout(call, "logout_issuer", "Not a logout request of our provider.");
  const auto ended = end_sessions(parts.sessions, parts.revocations, {.sid = std::pair(Issuer(**issuer), **sid)},
                                  call.essentials.clock.now());
  if (!ended) return refusal_answer(call, ended.error());
  // We have no session for this sid. We report it, so that a wrong sid is noticed (attack RP-17).
  if (ended->empty()) return refuse_logout(call, "logout_sid", "No session here belongs to this sid.");
  call.essentials.metrics.count("sessions_ended", "front_channel_logout");
  audit(call, "front_channel_logout", {{"sessions", std::to_string(ended->size())}});
  http::Response response(200);
  response.prepared = call.essentials.prepared.page_lines;
  response.add("Content-Type", "text/plain; charset=utf-8");
  // The provider loads this answer in a frame, and only the provider may.
  response.add("Content-Security-Policy", "default-src 'none'; frame-ancestors " + origin_of(**issuer));
  // The cookie stays, because any page may send a browser here, and only the sessions of this sid may end.
  response.body = "signed out\n";
  return http::Answer{std::move(response)};
}

}  // namespace sallyport::gateway
