#include "gateway/proxy/proxy.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "gateway/call/upstream_failure.h"
#include "gateway/caller/bearer.h"
#include "gateway/proxy/identity_headers.h"

namespace sallyport::gateway {
namespace {

constexpr Seconds kTokenSpare{60};  // a token is replaced this long before it expires, so that the upstream can use it

bool is_fresh(const OwnToken& token, const Caller& caller, UnixTime now) {
  return now + kTokenSpare < token.expires || token.expires >= caller.expires;
}

// The caller's token for this audience if it is still fresh; null if one has to be minted.
std::shared_ptr<const OwnToken> find_fresh(const Caller& caller, std::string_view audience, UnixTime now) {
  const auto tokens = caller.own_tokens.load();
  if (!tokens) return nullptr;
  for (const auto& token : *tokens)
    if (token->audience == audience) return is_fresh(*token, caller, now) ? token : nullptr;
  return nullptr;
}

// If two threads mint tokens at the same time, the last one to store wins, and the lost token is minted again later.
void remember(const Caller& caller, std::shared_ptr<const OwnToken> minted) {
  auto next = std::make_shared<OwnTokens>();
  if (const auto tokens = caller.own_tokens.load())
    std::ranges::copy_if(*tokens, std::back_inserter(*next),
                         [&](const auto& token) { return token->audience != minted->audience; });
  next->push_back(std::move(minted));
  caller.own_tokens.store(std::move(next));
}

Result<std::string> own_token_of(const CallerParts& parts, const Caller& caller, const std::string& audience) {
  if (const auto token = find_fresh(caller, audience, parts.clock.now())) return token->value;
  SALLYPORT_TRY(auto minted, mint_upstream_token(parts.own_tokens(), caller, audience));
  auto token = std::make_shared<const OwnToken>(std::move(minted));
  remember(caller, token);
  return token->value;
}

bool wants_websocket(const http::Request& request) {
  const auto upgrade = request.header("Upgrade");
  return request.method == "GET" && upgrade && ascii_iequals(*upgrade, "websocket");
}

// A body without a length is refused, because its size cannot be checked before it is passed on. Source: RFC 9110 8.6.
std::optional<http::Answer> check_body(const Call& call, const Route& route) {
  if (route.max_body == 0) return std::nullopt;
  if (call.request.count("Transfer-Encoding") > 0) return error_answer(call, 411, "Say the length of the body.");
  const auto text = call.request.header("Content-Length");
  const auto length = text ? parse_decimal(*text) : std::optional<long long>(0);
  if (!length || static_cast<unsigned long long>(*length) > route.max_body)
    return error_answer(call, 413, "The body is too large.");
  return std::nullopt;
}

// A browser lets any site open a WebSocket with the person's cookies, so we allow only our own origin (RFC 6455 10.2).
bool is_foreign_websocket(const Call& call, Permit permit) {
  return wants_websocket(call.request) && permit == Permit::caller && call.who.credential == Credential::session &&
         call.request.header("Origin") != call.site().origin;
}

std::string target_of(const Call& call, const Route& route) {
  std::string target(call.path);
  if (route.strip_prefix && route.path != "/") target.erase(0, route.path.size());
  if (!target.starts_with('/')) target.insert(target.begin(), '/');
  if (call.request.target.find('?') != std::string_view::npos) target.append("?").append(call.request.query());
  return target;
}

// What the application learns about the caller. A bearer token that the gateway has checked is not passed on, because
// it was meant for the gateway. One that the gateway did not look at is passed on, because it may be meant for the
// application.
Result<UpstreamIdentity> identity_for(const Call& call, const CallerParts& parts, const Route& route, Permit permit) {
  UpstreamIdentity identity;
  identity.text = route.header_text;
  const bool by_token = call.who.credential != Credential::session;
  if (permit == Permit::caller) identity.caller = call.who.caller.get();
  const bool jwt = route.identity == IdentityForm::jwt;
  const bool replaced = jwt && (permit == Permit::caller || permit == Permit::nobody);
  if (replaced || (identity.caller && by_token)) identity.authorization = ClientAuthorization::drop;
  if (identity.caller && jwt) {
    SALLYPORT_TRY(identity.own_token, own_token_of(parts, *identity.caller, audience_of(route)));
  }
  return identity;
}

}  // namespace

std::string audience_of(const Route& route) {
  if (!route.audience.empty()) return route.audience;
  const http::Upstream& upstream = *route.upstream;
  if (!upstream.unix_path.empty()) return "unix:" + upstream.unix_path;
  const bool brackets = upstream.host.find(':') != std::string::npos && !upstream.host.starts_with('[');
  const std::string host = brackets ? "[" + upstream.host + "]" : upstream.host;
  const bool usual = upstream.port.empty() || upstream.port == (upstream.tls ? "443" : "80");
  return (upstream.tls ? "https://" : "http://") + host + (usual ? std::string() : ":" + upstream.port);
}

bool needs_minting(const Essentials& essentials, const Route& route, const Who& who) {
  return route.identity == IdentityForm::jwt && who.caller &&
         !find_fresh(*who.caller, audience_of(route), essentials.clock.now());
}

http::Outcome proxy(const Call& call, const CallerParts& parts, const Route& route, Permit permit) {
  if (auto too_large = check_body(call, route)) return *std::move(too_large);
  if (is_foreign_websocket(call, permit))
    return refusal_answer(call, {Kind::forbidden, "websocket_origin", "RFC 6455 10.2", {}});
  const auto identity = identity_for(call, parts, route, permit);
  if (!identity) return refusal_answer(call, identity.error());
  http::Forward forward;
  forward.upstream = route.upstream;
  forward.target = target_of(call, route);
  forward.headers = upstream_headers(call, *identity, route);
  // There is a Host, because gateway.cc refuses every request without one. The access decision has checked that it is
  // one of ours, unless a proxy on the unix socket sent the request.
  forward.host = std::string(call.request.header("Host").value());
  forward.upgrade = wants_websocket(call.request);
  forward.failed = upstream_failure(call, *route.upstream);
  forward.heard = call.essentials.tracing.upstream_span(call.request, audience_of(route), call.essentials.clock,
                                                        call.essentials.random);
  forward.response = call.essentials.prepared.rules_of(call.settings(), route);
  return forward;
}

}  // namespace sallyport::gateway
