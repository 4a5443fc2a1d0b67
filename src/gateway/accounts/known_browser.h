// Remembers in which browsers the owner of a password has signed in with it. Guesses by strangers do not slow such a
// browser down (session/throttle.h). The proof is a sealed cookie that is bound to the password's hash, so a new
// password makes every browser a stranger.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/call/endpoint.h"
#include "http/cookie.h"
#include "session/seal.h"
#include "session/throttle.h"

namespace sallyport::gateway {

// Which accounts share a cookie, and so are told apart by their hashes alone.
struct BrowserCookie {
  std::string_view name;     // of the cookie
  std::string_view purpose;  // of the sealed text
};

// The name of this browser, if it is known for the password with this hash.
std::optional<std::string> known_browser(const Call& call, const session::Sealer& sealer, const BrowserCookie& cookie,
                                         std::string_view password_hash);

// Who tries the password: a known browser, or else the client's network, because a client with one address of a network
// can use all of them, and any port. `account` is as in session::Guesser.
session::Guesser guesser_of(const Call& call, std::optional<std::string> browser, std::string account);

// Makes the browser a known one. `name` is the one that it has already; empty: it gets one.
http::SetCookie known_browser_cookie(const Call& call, const session::Sealer& sealer, const BrowserCookie& cookie,
                                     std::string_view password_hash, std::string name);

}  // namespace sallyport::gateway
