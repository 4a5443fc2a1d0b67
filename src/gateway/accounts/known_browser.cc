#include "gateway/accounts/known_browser.h"

#include <utility>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "gateway/call/lifetimes.h"
#include "http/address.h"

namespace sallyport::gateway {
namespace {

// The text in the sealed cookie: the browser's name, and half of the hash's digest.
std::string browser_mark(std::string_view password_hash, std::string_view name) {
  return std::string(name) + ":" + hex_encode(crypto::view(crypto::sha256(password_hash))).substr(0, 16);
}

}  // namespace

std::optional<std::string> known_browser(const Call& call, const session::Sealer& sealer, const BrowserCookie& cookie,
                                         std::string_view password_hash) {
  const auto sealed = http::cookie(call.request, cookie.name);
  if (!sealed || password_hash.empty()) return std::nullopt;
  const auto mark = sealer.open(*sealed, cookie.purpose, call.essentials.clock.now());
  if (!mark) return std::nullopt;
  const std::string name = mark->substr(0, mark->find(':'));
  if (*mark != browser_mark(password_hash, name)) return std::nullopt;
  return name;
}

session::Guesser guesser_of(const Call& call, std::optional<std::string> browser, std::string account) {
  const bool known = browser.has_value();
  return {known ? *std::move(browser) : http::network_name(call.trace.client), known, std::move(account)};
}

http::SetCookie known_browser_cookie(const Call& call, const session::Sealer& sealer, const BrowserCookie& cookie,
                                     std::string_view password_hash, std::string name) {
  if (name.empty()) name = random_token(call.essentials.random);
  http::SetCookie made;
  made.name = cookie.name;
  made.value = sealer.seal(browser_mark(password_hash, name), cookie.purpose,
                           call.essentials.clock.now() + kKnownBrowserLifetime);
  made.same_site = http::SameSite::strict;
  made.secure = call.site().secure;
  made.path = call.site().cookie_path;
  made.max_age = kKnownBrowserLifetime;
  return made;
}

}  // namespace sallyport::gateway
