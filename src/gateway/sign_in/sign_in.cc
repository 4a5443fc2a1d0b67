#include "gateway/sign_in/sign_in.h"

#include "gateway/call/explanations.h"
#include "gateway/call/lifetimes.h"
#include "gateway/call/return_address.h"
#include "gateway/sign_in/pending.h"
#include "gateway/standing/end_sessions.h"
#include "http/form.h"
#include "http/url.h"
#include "oidc/rp/authorization.h"

namespace sallyport::gateway {
namespace {

constexpr std::size_t kMaxReturn = 1500;  // bytes; a longer return address is replaced by "/"

// The parameters of the sign-in's address.
struct AskedSignIn {
  std::string return_to;
  Account account = Account::any;
  bool second_round = false;
};

AskedSignIn read_query(const Call& call) {
  const auto form = http::Form::parse(call.request.query());
  const std::string home = call.site().base_path + "/";
  if (!form) return {home};
  AskedSignIn asked{return_address(call.essentials, form->text("redirectUri"))};
  if (asked.return_to.size() > kMaxReturn) asked.return_to = home;
  if (form->text("account") == "other") asked.account = Account::other;
  asked.second_round = form->text("again") == "1";
  return asked;
}

std::string marker_name(const Site& site) {
  return site.sign_in_cookie + "done";
}

// Whether the browser got a session a moment ago, but does not send its cookie.
bool lost_its_session(const Call& call) {
  return http::cookie(call.request, marker_name(call.site())) &&
         !http::cookie(call.request, call.site().session_cookie);
}

// Where people sign in without a provider.
std::string local_sign_in_url(const Call& call, std::string_view return_to) {
  if (!call.settings().local_accounts.allowed) return call.site().address_of("/local-admin");
  return call.site().address_of("/api/v1/auth/local?redirectUri=" + http::percent_encode(return_to));
}

}  // namespace

http::SetCookie signed_in_marker(const Site& site, bool signed_in) {
  http::SetCookie cookie;
  cookie.name = marker_name(site);
  cookie.value = signed_in ? "1" : "";
  cookie.secure = site.secure;
  cookie.path = site.cookie_path;
  cookie.max_age = signed_in ? kSignedInMarkerLifetime : Seconds(0);
  return cookie;
}

http::Answer cookies_blocked(const Call& call, std::string_view return_to) {
  const Error error{Kind::rejected, "cookies_blocked", "RFC 6265bis 5.6", {}};
  const Explanation& why = explain(error);
  call.essentials.metrics.count("sign_ins_refused", error.reason);
  audit_refusal(call, "sign_in_refused", error.reason, {});
  Notice notice{std::string(why.title), {std::string(why.text)}, {}, {}, call.trace.request_id, Framing::refused};
  notice.facts = {{"What to do", std::string(why.todo)}};
  notice.actions = {{"Try again", sign_in_url(call.site(), return_to)}};
  http::Answer answer = page_answer(call, 400, render_notice(notice));
  answer.response.add("Set-Cookie", signed_in_marker(call.site(), false).print());
  return answer;
}

Result<void> end_presented_session(const Call& call, session::SessionStore& sessions, Revocations& revocations,
                                   std::string_view reason) {
  const auto id = http::cookie(call.request, call.site().session_cookie);
  if (!id || !session::may_be_session_id(*id)) return {};
  const auto digest = session::digest_of(SessionId(std::string(*id)));
  SALLYPORT_TRY(const auto ended, end_sessions(sessions, revocations, {.digest = digest}, call.essentials.clock.now()));
  if (!ended.empty()) call.essentials.metrics.count("sessions_ended", reason);
  return {};
}

http::Outcome start_sign_in(const Call& call, const SignInParts& parts) {
  const AskedSignIn asked = read_query(call);
  if (!parts.provider) return redirect_answer(call, local_sign_in_url(call, asked.return_to));
  if (asked.account == Account::any && lost_its_session(call)) return cookies_blocked(call, asked.return_to);
  const auto snapshot = parts.provider->ensure();
  if (!snapshot) return refusal_answer(call, snapshot.error());
  const ProviderSettings& provider = call.settings().provider;
  const UnixTime now = parts.clock.now();
  oidc::rp::AuthorizationOptions options;
  options.response_type = provider.response_type;
  options.response_mode = provider.response_mode;
  options.state = make_state(parts.sealer, parts.random, {asked.return_to, asked.second_round}, now);
  if (asked.account == Account::other) options.prompt = "select_account";
  const auto start = oidc::rp::build_authorization((*snapshot)->metadata, provider.client, options, asked.return_to,
                                                   now, parts.random);
  http::Answer answer = redirect_answer(call, start.url);
  answer.response.add("Set-Cookie",
                      pending_cookie(call.request, call.site(), parts.sealer, start.transaction, now).print());
  parts.metrics.count("sign_ins_started");
  return answer;
}

}  // namespace sallyport::gateway
