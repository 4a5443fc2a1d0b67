#include "gateway/sign_in/pending.h"

#include <algorithm>

#include "base/encoding.h"
#include "crypto/hmac.h"
#include "gateway/call/lifetimes.h"

namespace sallyport::gateway {
namespace {

using oidc::rp::Transaction;

constexpr std::size_t kPlaces = 5;
constexpr std::size_t kNameSize = 43;         // 256 bits, base64url
constexpr std::size_t kLongestInState = 500;  // bytes of a return address; the provider limits the whole query
constexpr std::size_t kMostOpened = 16;       // cookies that are tried for one response
constexpr std::string_view kCookiePurpose = "sign_in";

// A long return address does not fit into the state, so the cookie holds it. All such sign-ins share this place.
constexpr char kPlaceOfLongOnes = 'l';

std::string way_purpose(std::string_view name) {
  return "sign_in_way " + std::string(name);
}

char place_name(std::size_t place) {
  return static_cast<char>('0' + place);
}

bool has_cookie(const http::Request& request, const std::string& name) {
  return std::ranges::any_of(http::cookies_with_prefix(request, name),
                             [&](const http::HeaderView& cookie) { return cookie.name == name; });
}

// The oldest cookie in a place; `otherwise` if the request has none. Browsers send older cookies first (RFC 6265 5.4).
std::string oldest_of(const http::Request& request, const Site& site, const std::string& otherwise) {
  for (const http::HeaderView& cookie : http::cookies_with_prefix(request, site.sign_in_cookie)) {
    const std::string_view place = cookie.name.substr(site.sign_in_cookie.size());
    if (place.size() == 1 && place[0] >= place_name(0) && place[0] < place_name(kPlaces))
      return std::string(cookie.name);
  }
  return otherwise;
}

std::string place_for(const http::Request& request, const Site& site, const Transaction& transaction) {
  if (transaction.return_to.size() > kLongestInState) return site.sign_in_cookie + kPlaceOfLongOnes;
  const std::size_t first = static_cast<unsigned char>(transaction.state.front()) % kPlaces;
  for (std::size_t i = 0; i < kPlaces; ++i) {
    std::string name = site.sign_in_cookie + place_name((first + i) % kPlaces);
    if (!has_cookie(request, name)) return name;
  }
  return oldest_of(request, site, site.sign_in_cookie + place_name(first));
}

http::SetCookie cookie_of(const Site& site, std::string name, oidc::rp::ResponseMode mode) {
  http::SetCookie cookie;
  cookie.name = std::move(name);
  // A form_post comes from the provider's page, and browsers send no Lax cookie with it. They accept None only together
  // with Secure.
  const bool form_post = mode == oidc::rp::ResponseMode::form_post;
  cookie.same_site = form_post ? http::SameSite::none : http::SameSite::lax;
  cookie.secure = site.secure || form_post;
  cookie.path = site.cookie_path;
  cookie.max_age = kSignInLifetime;
  return cookie;
}

}  // namespace

std::string make_state(const session::Sealer& sealer, Random& random, const WayBack& way, UnixTime now) {
  const bool fits = way.return_to.size() <= kLongestInState;
  const std::string text = (way.second_round ? "2" : "1") + (fits ? way.return_to : std::string("/"));
  const std::string name = random_token(random);
  return name + "." + sealer.seal(text, way_purpose(name), now + kWayBackLifetime);
}

std::optional<WayBack> open_way(const session::Sealer& sealer, std::string_view state, UnixTime now) {
  if (state.size() <= kNameSize || state[kNameSize] != '.') return std::nullopt;
  const auto text = sealer.open(state.substr(kNameSize + 1), way_purpose(name_of_sign_in(state)), now);
  if (!text || text->size() < 2) return std::nullopt;
  return WayBack{text->substr(1), text->front() == '2'};
}

std::string_view name_of_sign_in(std::string_view state) {
  return state.substr(0, kNameSize);
}

http::SetCookie pending_cookie(const http::Request& request, const Site& site, const session::Sealer& sealer,
                               const Transaction& transaction, UnixTime now) {
  Transaction kept = transaction;
  kept.state = std::string(name_of_sign_in(transaction.state));
  if (kept.return_to.size() <= kLongestInState) kept.return_to.clear();  // the state has it
  http::SetCookie cookie = cookie_of(site, place_for(request, site, transaction), transaction.response_mode);
  cookie.value = sealer.seal(kept.print(), kCookiePurpose, now + kSignInLifetime);
  return cookie;
}

Result<Pending> find_pending(const http::Request& request, const Site& site, const session::Sealer& sealer,
                             std::string_view state, UnixTime now) {
  const auto way = open_way(sealer, state, now);
  if (!way) return failure(Kind::rejected, "state_missing", "RFC 6749 10.12");
  std::size_t opened = 0;
  for (const http::HeaderView& cookie : http::cookies_with_prefix(request, site.sign_in_cookie)) {
    if (++opened > kMostOpened) break;
    const auto text = sealer.open(cookie.value, kCookiePurpose, now);
    auto transaction = text ? Transaction::parse(*text) : failure(Kind::rejected, "sealed_text");
    if (!transaction || !crypto::constant_time_equal(name_of_sign_in(state), transaction->state)) continue;
    if (transaction->return_to.empty()) transaction->return_to = way->return_to;
    transaction->state = std::string(state);
    return Pending{*std::move(transaction), std::string(cookie.name)};
  }
  return failure(Kind::rejected, "transaction_missing", "RFC 9700 4.7");
}

http::SetCookie pending_cookie_over(const Site& site, std::string_view name, oidc::rp::ResponseMode mode) {
  http::SetCookie cookie = cookie_of(site, std::string(name), mode);
  cookie.max_age = Seconds(0);
  return cookie;
}

}  // namespace sallyport::gateway
