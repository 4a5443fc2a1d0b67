#include "directory/authorize/browser.h"

#include "base/encoding.h"
#include "crypto/hmac.h"
#include "directory/call/limits.h"

namespace sallyport::directory {
namespace {

bool is_secure(const Exchange& exchange) {
  return exchange.origin.starts_with("https:");
}

std::string sign_in_cookie_name(const Exchange& exchange) {
  return is_secure(exchange) ? "__Host-ESTSAUTH" : "ESTSAUTH";
}
std::string form_cookie_name(const Exchange& exchange) {
  return is_secure(exchange) ? "__Host-esctx" : "esctx";
}

std::string flow_token(const Exchange& exchange, std::string_view cookie, std::string_view request) {
  return base64url_encode(crypto::hmac_sha256(exchange.published->pairwise_secret,
                                              "form " + std::string(cookie) + " " + std::string(request)));
}

}  // namespace

http::SetCookie sign_in_cookie(const Exchange& exchange, std::string_view value) {
  http::SetCookie cookie;
  cookie.name = sign_in_cookie_name(exchange);
  cookie.value = value;
  cookie.secure = is_secure(exchange);
  cookie.same_site = cookie.secure ? http::SameSite::none : http::SameSite::lax;
  return cookie;
}

http::SetCookie ended_sign_in_cookie(const Exchange& exchange) {
  http::SetCookie cookie = sign_in_cookie(exchange, "");
  cookie.max_age = Seconds(0);
  return cookie;
}

Judged<std::optional<SignedIn>> find_signed_in(const AuthorizeServices& services, const Exchange& exchange) {
  const auto cookie = http::cookie(exchange.request, sign_in_cookie_name(exchange));
  if (!cookie || cookie->empty()) return std::optional<SignedIn>();
  SALLYPORT_JUDGE(auto found, services.sign_ins.find(oidc::op::digest_of(*cookie), exchange.now));
  if (!found) return std::optional<SignedIn>();
  SALLYPORT_JUDGE(auto user, services.directory.find_user(entra::ObjectId(found->subject.value)));
  const bool good = user && user->enabled && found->authenticated >= user->tokens_valid_from;
  if (!good) return std::optional<SignedIn>();
  return std::optional<SignedIn>(SignedIn{*std::move(found), *std::move(user)});
}

Judged<std::optional<oidc::op::SignIn>> current_sign_in(const AuthorizeServices& services, const Exchange& exchange) {
  SALLYPORT_JUDGE(auto found, find_signed_in(services, exchange));
  if (!found) return std::optional<oidc::op::SignIn>();
  return std::optional<oidc::op::SignIn>(std::move(found->sign_in));
}

Judged<NewSignIn> begin_sign_in(const AuthorizeServices& services, const Exchange& exchange, const entra::User& user) {
  if (const auto before = http::cookie(exchange.request, sign_in_cookie_name(exchange)); before && !before->empty())
    SALLYPORT_DEMAND(services.sign_ins.end(oidc::op::digest_of(*before)));
  const std::string id = random_token(exchange.random);
  oidc::op::SignIn sign_in{
      oidc::op::digest_of(id),        user.tenant, Subject(user.id.value), random_uuid(exchange.random), exchange.now,
      exchange.now + limits::kSignIn, {}};
  SALLYPORT_DEMAND(services.sign_ins.create(sign_in));
  return NewSignIn{std::move(sign_in), sign_in_cookie(exchange, id)};
}

FormProof make_form_proof(const Exchange& exchange, std::string_view request) {
  const std::string name = form_cookie_name(exchange);
  if (const auto cookie = http::cookie(exchange.request, name); cookie && cookie->size() == 43)
    return {flow_token(exchange, *cookie, request), std::nullopt};
  http::SetCookie cookie;
  cookie.name = name;
  cookie.value = random_token(exchange.random);
  cookie.secure = is_secure(exchange);
  cookie.same_site = http::SameSite::lax;
  return {flow_token(exchange, cookie.value, request), cookie};
}

bool is_our_form(const Exchange& exchange, std::string_view request, std::string_view token) {
  const auto cookie = http::cookie(exchange.request, form_cookie_name(exchange));
  return cookie && cookie->size() == 43 && crypto::constant_time_equal(flow_token(exchange, *cookie, request), token);
}

}  // namespace sallyport::directory
