#include "gateway/caller/offer.h"

#include <chrono>
#include <utility>

#include "gateway/call/lifetimes.h"
#include "http/cookie.h"
#include "oidc/rs/bearer.h"

namespace sallyport::gateway {
namespace {

// The bearer token that we have to check; absent: the cookie decides. Credentials of another scheme (Basic) are for the
// application, and so is a token that the route leaves to it. Anything else that is wrong with the token is an error.
Result<std::optional<std::string_view>> read_token(const CallerParts& parts, const http::Request& request,
                                                   BearerOwner bearer) {
  if (bearer == BearerOwner::application) return std::optional<std::string_view>();
  auto token = oidc::rs::bearer_credentials(request);
  if (!token && token.error().reason == "bearer_scheme") return std::optional<std::string_view>();
  if (!token || !*token || bearer == BearerOwner::ours) return token;
  return claims_to_be_ours(parts, **token) ? token : std::optional<std::string_view>();
}

}  // namespace

Result<Offer> read_offer(const CallerParts& parts, const http::Request& request, BearerOwner bearer) {
  SALLYPORT_TRY(const auto token, read_token(parts, request, bearer));
  if (token) return Offer{token, std::nullopt, false};
  const Site& site = parts.prepared.site;
  const auto cookie = http::cookie(request, site.session_cookie);
  Offer offer;
  offer.cookie_came = cookie.has_value();
  if (cookie && session::may_be_session_id(*cookie)) offer.session_id = cookie;
  return offer;
}

Who refused(Error error) {
  return {nullptr, std::move(error), false, {}};
}

Who known(CallerPtr caller, Credential credential) {
  return {std::move(caller), std::nullopt, false, credential};
}

bool is_news(UnixTime last_seen, UnixTime now) {
  return std::chrono::abs(now - last_seen) >= kSeenReportedEvery;
}

}  // namespace sallyport::gateway
