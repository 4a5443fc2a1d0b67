#include "gateway/proxy.h"

#include "base/text.h"
#include "gateway/authenticator.h"
#include "gateway/bearer.h"
#include "gateway/identity_headers.h"
#include "http/url.h"
#include "oidc/rs/bearer.h"

namespace sallyport::gateway {
namespace {

constexpr Seconds kTokenSpare{60};  // an upstream still has this long to use a token

bool is_fresh(const std::shared_ptr<const OwnToken>& token, const Caller& caller, UnixTime now) {
  return token && (now + kTokenSpare < token->expires || token->expires >= caller.expires);
}

Result<std::string> own_token_of(const Services& services, const Caller& caller) {
  auto token = caller.own_token.load();
  if (is_fresh(token, caller, services.clock.now())) return token->value;
  SALLYPORT_TRY(auto minted, mint_own_token(services, caller, OwnTokenUse::upstream));
  token = std::make_shared<const OwnToken>(std::move(minted));
  caller.own_token.store(token);
  return token->value;
}

bool wants_websocket(const http::Request& request) {
  const auto upgrade = request.header("Upgrade");
  return request.method == "GET" && upgrade && ascii_iequals(*upgrade, "websocket");
}

// Access and roles. Absent: the request may go on.
std::optional<http::Answer> deny(const Call& call, const Route& route) {
  if (route.access == RouteAccess::public_) return std::nullopt;
  if (call.who.refusal) return refusal_answer(call, *call.who.refusal);
  if (!call.who.caller) {
    if (route.access == RouteAccess::optional) return std::nullopt;
    std::string back(call.path);
    if (!call.request.query().empty()) back.append("?").append(call.request.query());
    return sign_in_needed(call, back);
  }
  const auto decided = identity::decide(route.requirement, call.who.caller->roles, call.who.caller->admin);
  if (!decided) return refusal_answer(call, decided.error());
  return std::nullopt;
}

// Source: RFC 9110 8.6. A body without a length cannot be held to a limit before it is passed on.
std::optional<http::Answer> check_body(const Call& call, const Route& route) {
  if (route.max_body == 0) return std::nullopt;
  if (call.request.count("Transfer-Encoding") > 0) return error_answer(call, 411, "Say the length of the body.");
  const auto text = call.request.header("Content-Length");
  const auto length = text ? parse_decimal(*text) : std::optional<long long>(0);
  if (!length || static_cast<unsigned long long>(*length) > route.max_body)
    return error_answer(call, 413, "The body is too large.");
  return std::nullopt;
}

// What an upgraded connection was let through for. Its watch asks again when its session was renewed or ended anywhere,
// and as often as any cache would.
struct Passage {
  Services& services;
  CallerPtr caller;
  identity::Requirement requirement;
  std::uint64_t epoch;
  UnixTime look_at;
};

http::Watch::Verdict glance(Passage& passage) {
  using enum http::Watch::Verdict;
  const Revocations& revocations = passage.services.shared.revocations;
  const UnixTime now = passage.services.clock.now();
  if (now >= passage.caller->expires) return end;
  const std::uint64_t newest = revocations.epoch();
  const auto& session = passage.caller->session;
  const bool touched =
      session ? revocations.ended_since(passage.epoch, *session) : revocations.all_since(passage.epoch);
  if (touched || now >= passage.look_at) return look;
  passage.epoch = newest;
  return go_on;
}

bool look_again(Passage& passage) {
  const std::uint64_t epoch = passage.services.shared.revocations.epoch();
  auto found = find_again(passage.services, passage.caller);
  if (!found || !*found) return false;  // also where the store does not answer
  passage.epoch = epoch;
  passage.look_at = (*found)->good_until;
  passage.caller = std::move((*found)->caller);
  return identity::decide(passage.requirement, passage.caller->roles, passage.caller->admin).has_value();
}

// It ends with the session or the token, and where the role that opened it is gone.
std::optional<http::Watch> watch_over(const Call& call, const Route& route) {
  if (!call.who.caller) return std::nullopt;
  Services& services = call.services;
  const auto passage = std::make_shared<Passage>(
      Passage{services, call.who.caller, route.requirement, services.shared.revocations.epoch(), UnixTime{}});
  return http::Watch{[passage] { return glance(*passage); }, [passage] { return look_again(*passage); }};
}

std::string target_of(const Call& call, const Route& route) {
  std::string target(call.path);
  if (route.strip_prefix && route.path != "/") target.erase(0, route.path.size());
  if (!target.starts_with('/')) target.insert(target.begin(), '/');
  if (call.request.target.find('?') != std::string_view::npos) target.append("?").append(call.request.query());
  return target;
}

}  // namespace

bool needs_minting(const Services& services, const Route& route, const Who& who) {
  return route.identity == IdentityForm::jwt && who.caller &&
         !is_fresh(who.caller->own_token.load(), *who.caller, services.clock.now());
}

http::Outcome proxy(const Call& call, const Route& route) {
  if (auto denied = deny(call, route)) return *std::move(denied);
  if (auto too_large = check_body(call, route)) return *std::move(too_large);
  const bool upgrade = wants_websocket(call.request);
  // A page elsewhere may open a WebSocket with the person's cookies: only our own pages may (RFC 6455 10.2).
  if (upgrade && call.who.caller && call.request.header("Origin") != call.site().origin &&
      call.who.credential == Credential::session)
    return refusal_answer(call, {Kind::forbidden, "websocket_origin", "RFC 6455 10.2", {}});
  UpstreamIdentity identity;
  identity.caller = call.who.caller.get();
  // A token that was meant for us goes no further; a header that we did not look at is the application's affair.
  const auto token = oidc::rs::bearer_token(call.request);
  const bool used = identity.caller && token && *token;
  const bool replaced = route.identity == IdentityForm::jwt && route.access != RouteAccess::public_;
  if (used || replaced) identity.authorization = ClientAuthorization::drop;
  if (identity.caller && route.identity == IdentityForm::jwt) {
    auto own_token = own_token_of(call.services, *identity.caller);
    if (!own_token) return refusal_answer(call, own_token.error());
    identity.own_token = *std::move(own_token);
  }
  http::Forward forward;
  forward.upstream = route.upstream;
  forward.target = target_of(call, route);
  forward.headers = upstream_headers(call, identity);
  forward.host = std::string(call.request.header("Host").value_or(call.site().authority));  // checked: one of ours
  forward.upgrade = upgrade;
  if (upgrade) forward.watch = watch_over(call, route);
  const Prepared& prepared = call.services.prepared;
  forward.response = route.access == RouteAccess::public_ ? prepared.public_response : prepared.personal_response;
  return forward;
}

}  // namespace sallyport::gateway
