#include "gateway/sign_in.h"

#include <algorithm>

#include "http/form.h"
#include "http/return_url.h"
#include "oidc/rp/authorization.h"

namespace sallyport::gateway {
namespace {

constexpr std::size_t kPending = 5;          // sign-ins under way in one browser
constexpr std::size_t kPendingBytes = 5000;  // of their cookies together, so that a request stays below 8 kB
constexpr std::size_t kMaxReturn = 1500;     // longer ones lead to "/"
constexpr std::size_t kStateCharacters = 8;

std::string return_to(const Call& call) {
  const auto form = http::Form::parse(call.request.query());
  const auto wanted = form ? form->one("redirectUri") : Result<std::optional<std::string>>(std::nullopt);
  if (!wanted || !*wanted) return "/";
  auto checked = http::check_return_url(**wanted, call.site().origin, call.settings().server.allowed_return_urls);
  if (checked && checked->size() <= kMaxReturn) return *std::move(checked);
  call.services.metrics.count("return_urls_refused");
  return "/";
}

// Browsers send older cookies first (RFC 6265 5.4): the first ones give way until the rest and a new one have room.
void drop_oldest(const Call& call, std::size_t new_bytes, http::Response& response) {
  const auto pending = http::cookies_with_prefix(call.request, call.site().sign_in_cookie);
  std::size_t bytes = new_bytes;
  for (const auto& [name, value] : pending) bytes += name.size() + value.size();
  std::size_t count = pending.size() + 1;
  for (const auto& [name, value] : pending) {
    if (count <= kPending && bytes <= kPendingBytes) break;
    --count;
    bytes -= name.size() + value.size();
    http::SetCookie gone = sign_in_cookie(call.site(), {}, oidc::rp::ResponseMode::query, {});
    gone.name = std::string(name);
    gone.max_age = Seconds(0);
    response.add("Set-Cookie", gone.print());
  }
}

}  // namespace

std::string sign_in_cookie_name(const Site& site, std::string_view state) {
  return site.sign_in_cookie + std::string(state.substr(0, kStateCharacters));
}

http::SetCookie sign_in_cookie(const Site& site, std::string_view state, oidc::rp::ResponseMode mode,
                               std::string sealed) {
  http::SetCookie cookie;
  cookie.name = sign_in_cookie_name(site, state);
  cookie.value = std::move(sealed);
  // A form_post comes from the provider's page: a Lax cookie would stay at home. Browsers take None with Secure alone.
  const bool form_post = mode == oidc::rp::ResponseMode::form_post;
  cookie.same_site = form_post ? http::SameSite::none : http::SameSite::lax;
  cookie.secure = site.secure || form_post;
  cookie.max_age = kSignInLifetime;
  return cookie;
}

http::SetCookie session_cookie(const Site& site, std::string_view value, std::optional<Seconds> max_age) {
  http::SetCookie cookie;
  cookie.name = site.session_cookie;
  cookie.value = std::string(value);
  cookie.secure = site.secure;
  cookie.max_age = max_age;
  return cookie;
}

Result<void> end_presented_session(const Call& call, std::string_view reason) {
  const auto id = http::cookie(call.request, call.site().session_cookie);
  if (!id || !session::may_be_session_id(*id)) return {};
  const auto digest = session::digest_of(SessionId(std::string(*id)));
  SALLYPORT_TRY(const auto ended,
                call.services.sessions.end({digest, std::nullopt, std::nullopt}, call.services.clock.now()));
  call.services.shared.revocations.publish({digest});
  if (!ended.empty()) call.services.metrics.count("sessions_ended", reason);
  return {};
}

http::Outcome start_sign_in(const Call& call) {
  Services& services = call.services;
  if (!services.provider) return redirect_answer(call, "/local-admin");
  const auto snapshot = services.provider->ensure();
  if (!snapshot) return refusal_answer(call, snapshot.error());
  const ProviderSettings& provider = call.settings().provider;
  oidc::rp::AuthorizationOptions options;
  options.response_type = provider.response_type;
  options.response_mode = provider.response_mode;
  const UnixTime now = services.clock.now();
  const auto start = oidc::rp::build_authorization((*snapshot)->metadata, provider.client, options, return_to(call),
                                                   now, services.random);
  std::string sealed = services.sealer.seal(start.transaction.print(), "sign_in", now + kSignInLifetime);
  http::Answer answer = redirect_answer(call, start.url);
  const http::SetCookie cookie =
      sign_in_cookie(call.site(), start.transaction.state, provider.response_mode, std::move(sealed));
  drop_oldest(call, cookie.name.size() + cookie.value.size(), answer.response);
  answer.response.add("Set-Cookie", cookie.print());
  services.metrics.count("sign_ins_started");
  return answer;
}

}  // namespace sallyport::gateway
