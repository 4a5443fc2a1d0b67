#include "gateway/sign_out.h"

#include <algorithm>

#include "base/text.h"
#include "entra/authority.h"
#include "gateway/csrf.h"
#include "gateway/expectations.h"
#include "gateway/renewal.h"
#include "gateway/sign_in.h"
#include "http/form.h"
#include "http/url.h"
#include "oidc/rp/token_request.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kCsrfPurpose = "sign_out";
constexpr std::size_t kMaxSid = 128;

std::shared_ptr<const oidc::rp::ProviderSnapshot> provider_snapshot(const Call& call) {
  return call.services.provider ? call.services.provider->snapshot() : nullptr;
}

std::string origin_of(std::string_view url) {
  const auto parsed = http::Url::parse(url);
  return parsed ? parsed->origin() : std::string();
}

http::Answer ask(const Call& call) {
  const auto snapshot = provider_snapshot(call);
  const std::string target = snapshot ? origin_of(snapshot->metadata.end_session_endpoint) : std::string();
  return page_answer(call, 200, render_sign_out(call.who.caller->username, csrf_token(call, kCsrfPurpose), target));
}

// Where the browser goes to end the provider's session too. login_hint spares the question which account.
std::string after_sign_out(const Call& call, const session::Session& session) {
  const std::string landing = call.site().origin + "/signed-out";
  const auto snapshot = provider_snapshot(call);
  if (!snapshot || session.issuer.value == kLocalIssuer) return landing;
  const std::string url =
      oidc::rp::build_end_session(snapshot->metadata, call.settings().provider.client, landing, session.login_hint, {});
  return url.empty() ? landing : url;
}

void clear_session_cookie(const Call& call, http::Response& response) {
  response.add("Set-Cookie", session_cookie(call.site(), {}, Seconds(0)).print());
}

bool is_our_provider(const Call& call, const std::string& issuer) {
  const auto snapshot = provider_snapshot(call);
  if (!snapshot) return issuer == call.settings().provider.metadata.expect.issuer;
  const std::string& ours = issuer_of(call.settings(), snapshot->metadata);
  if (issuer == ours) return true;
  return std::ranges::any_of(call.settings().provider.allowed_tenants,
                             [&](const TenantId& tenant) { return issuer == entra::expand_issuer(ours, tenant); });
}

}  // namespace

http::Outcome sign_out(const Call& call) {
  if (call.who.refusal) return refusal_answer(call, *call.who.refusal);
  if (!call.who.caller || !call.who.caller->session) {
    http::Answer answer = redirect_answer(call, call.site().origin + "/signed-out");
    if (call.who.dead_cookie) clear_session_cookie(call, answer.response);
    return answer;
  }
  const bool post = call.request.method == "POST";
  if (!comes_from_our_page(call, kCsrfPurpose)) {
    if (!post) return ask(call);
    return refusal_answer(call, {Kind::forbidden, "csrf", "RFC 9700 4.7", {}});
  }
  Services& services = call.services;
  const UnixTime now = services.clock.now();
  const session::SessionDigest digest = *call.who.caller->session;
  const auto session = services.sessions.find(digest, now);  // for sid and login_hint
  if (!session) return refusal_answer(call, session.error());
  const auto ended = services.sessions.end({digest, std::nullopt, std::nullopt}, now);
  if (!ended) return refusal_answer(call, ended.error());
  services.shared.revocations.publish({digest});
  services.metrics.count("sessions_ended", "signed_out");
  audit(call, "sign_out", {{"user", call.who.caller->username}});
  http::Answer answer =
      redirect_answer(call, *session ? after_sign_out(call, **session) : call.site().origin + "/signed-out");
  clear_session_cookie(call, answer.response);
  return answer;
}

http::Outcome signed_out(const Call& call) {
  Notice notice{"You are signed out", {"You can close this window."}, {}, {}, {}};
  notice.actions.push_back({"Sign in again", sign_in_url(call.site(), "/")});
  return page_answer(call, 200, render_notice(notice));
}

http::Outcome front_channel_logout(const Call& call) {
  const auto form = http::Form::parse(call.request.query());
  if (!form || form->has_duplicate() || !call.services.provider)
    return error_answer(call, 400, "Not a logout request.");
  const auto issuer = form->one("iss");
  const auto sid = form->one("sid");
  const bool complete =
      issuer && *issuer && sid && *sid && !(*sid)->empty() && (*sid)->size() <= kMaxSid && !has_control(**sid);
  if (!complete || !is_our_provider(call, **issuer))
    return error_answer(call, 400, "Not a logout request of our provider.");
  const auto ended = call.services.sessions.end({std::nullopt, std::nullopt, std::pair(Issuer(**issuer), **sid)},
                                                call.services.clock.now());
  if (!ended) return refusal_answer(call, ended.error());
  // Nobody is signed in here by this session of the provider: said, so that a wrong sid is noticed (attack RP-17).
  if (ended->empty()) return error_answer(call, 400, "No session here belongs to this sid.");
  call.services.shared.revocations.publish(*ended);
  call.services.metrics.count("sessions_ended", "front_channel_logout");
  audit(call, "front_channel_logout", {{"sessions", std::to_string(ended->size())}});
  http::Response response(200);
  response.prepared = call.services.prepared.page_lines;
  response.add("Content-Type", "text/plain; charset=utf-8");
  // The one answer that may stand in a frame, and only in the provider's.
  response.add("Content-Security-Policy", "default-src 'none'; frame-ancestors " + origin_of(**issuer));
  // The cookie stays: a page elsewhere may send a browser here, and only a session of this sid may end by it.
  response.body = "signed out\n";
  return http::Answer{std::move(response)};
}

}  // namespace sallyport::gateway
