#include "directory/authorize/browser.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
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

std::string sessions_cookie_name(const Exchange& exchange) {
  return is_secure(exchange) ? "__Host-ESTSSC" : "ESTSSC";
}

http::SetCookie browser_cookie(const Exchange& exchange, std::string name, std::string value) {
  http::SetCookie cookie;
  cookie.name = std::move(name);
  if (value.empty()) cookie.max_age = Seconds(0);
  cookie.value = std::move(value);
  cookie.secure = is_secure(exchange);
  cookie.same_site = cookie.secure ? http::SameSite::none : http::SameSite::lax;
  return cookie;
}

// A sign-in that the browser's cookie names.
struct Held {
  std::string id;  // the secret in the cookie
  SignedIn account;
  bool good = false;  // whether its user may still use it
};

Judged<std::vector<Held>> held_sign_ins(const AuthorizeServices& services, const Exchange& exchange) {
  std::vector<Held> held;
  const auto cookie = http::cookie(exchange.request, sign_in_cookie_name(exchange));
  if (!cookie) return held;
  for (const std::string_view id : split_words(*cookie, '.')) {
    if (held.size() == limits::kAccounts) break;
    SALLYPORT_JUDGE(auto found, services.sign_ins.find(oidc::op::digest_of(id), exchange.now));
    if (!found) continue;
    SALLYPORT_JUDGE(auto user, services.directory.find_user(entra::ObjectId(found->subject.value)));
    const bool good = user && user->enabled && found->authenticated >= user->tokens_valid_from;
    held.push_back({std::string(id), {*std::move(found), user ? *std::move(user) : entra::User()}, good});
  }
  return held;
}

bool is_revoked(const Held& held) {
  const entra::User& user = held.account.user;
  return user.enabled && held.account.sign_in.authenticated < user.tokens_valid_from;
}

// Only the list of session ids is readable by a script, because the check-session page compares them. They are in every
// ID token and open nothing.
std::vector<http::SetCookie> cookies_of(const Exchange& exchange, const std::vector<Held>& held) {
  std::string ids;
  std::string sessions;
  for (const Held& each : held) {
    ids += (ids.empty() ? "" : ".") + each.id;
    sessions += (sessions.empty() ? "" : ".") + each.account.sign_in.sid;
  }
  http::SetCookie readable = browser_cookie(exchange, sessions_cookie_name(exchange), sessions);
  readable.http_only = false;
  return {browser_cookie(exchange, sign_in_cookie_name(exchange), ids), readable};
}

std::string flow_token(const Exchange& exchange, std::string_view cookie, std::string_view request) {
  return base64url_encode(crypto::hmac_sha256(exchange.published->pairwise_secret,
                                              "form " + std::string(cookie) + " " + std::string(request)));
}

}  // namespace

Judged<std::vector<SignedIn>> signed_in_accounts(const AuthorizeServices& services, const Exchange& exchange) {
  SALLYPORT_JUDGE(const auto held, held_sign_ins(services, exchange));
  std::vector<SignedIn> accounts;
  for (const Held& each : held)
    if (each.good) accounts.push_back(each.account);
  return accounts;
}

Judged<std::optional<EndedSession>> ended_session(const AuthorizeServices& services, const Exchange& exchange) {
  std::optional<EndedSession> none;
  const auto cookie = http::cookie(exchange.request, sign_in_cookie_name(exchange));
  if (!cookie || cookie->empty()) return none;
  SALLYPORT_JUDGE(const auto held, held_sign_ins(services, exchange));
  if (held.empty()) return std::optional(EndedSession::expired);
  if (std::ranges::any_of(held, &Held::good)) return none;
  return std::ranges::any_of(held, is_revoked) ? std::optional(EndedSession::revoked) : none;
}

namespace {

// Stores the sign-in under a new id, in front of the browser's other ones. The account's own previous one ends.
Judged<NewSignIn> store_sign_in(const AuthorizeServices& services, const Exchange& exchange, const entra::User& user,
                                oidc::op::SignIn sign_in) {
  SALLYPORT_JUDGE(auto held, held_sign_ins(services, exchange));
  std::vector<Held> kept;
  for (Held& each : held) {
    const bool keeps = each.good && each.account.user.id != user.id && kept.size() + 1 < limits::kAccounts;
    if (keeps)
      kept.push_back(std::move(each));
    else
      SALLYPORT_DEMAND(services.sign_ins.end(each.account.sign_in.digest));
  }
  const std::string id = random_token(exchange.random);
  sign_in.digest = oidc::op::digest_of(id);
  SALLYPORT_DEMAND(services.sign_ins.create(sign_in));
  kept.insert(kept.begin(), Held{id, {sign_in, user}, true});
  return NewSignIn{std::move(sign_in), cookies_of(exchange, kept)};
}

}  // namespace

Judged<NewSignIn> begin_sign_in(const AuthorizeServices& services, const Exchange& exchange, const entra::User& user,
                                const oidc::op::Proofs& proofs) {
  return store_sign_in(services, exchange, user,
                       {{},
                        user.tenant,
                        Subject(user.id.value),
                        random_uuid(exchange.random),
                        exchange.now,
                        exchange.now + limits::kSignIn,
                        {},
                        proofs});
}

Judged<NewSignIn> renew_sign_in(const AuthorizeServices& services, const Exchange& exchange, const SignedIn& account,
                                const oidc::op::Proofs& proofs) {
  oidc::op::SignIn sign_in = account.sign_in;
  sign_in.proofs = proofs;
  return store_sign_in(services, exchange, account.user, std::move(sign_in));
}

Judged<EndedSignIns> end_sign_ins(const AuthorizeServices& services, const Exchange& exchange,
                                  const std::function<bool(const SignedIn&)>& ends) {
  SALLYPORT_JUDGE(auto held, held_sign_ins(services, exchange));
  EndedSignIns result;
  std::vector<Held> kept;
  for (Held& each : held) {
    if (each.good && !ends(each.account)) {
      kept.push_back(std::move(each));
      continue;
    }
    SALLYPORT_JUDGE(auto ended, services.sign_ins.end(each.account.sign_in.digest));
    if (ended && each.good) result.ended.push_back(*std::move(ended));
  }
  if (!held.empty()) result.cookies = cookies_of(exchange, kept);
  return result;
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
