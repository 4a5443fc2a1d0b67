// The sign-ins that one browser has begun and not finished. The state of a sign-in says where it leads. A small cookie,
// one for each sign-in, holds the values that the response must fit. The server keeps nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "gateway/call/lifetimes.h"
#include "gateway/call/site.h"
#include "http/cookie.h"
#include "http/message.h"
#include "oidc/rp/authorization.h"
#include "session/seal.h"

namespace sallyport::gateway {

// Where a sign-in leads. It is sealed into the state, so that a response which comes late, twice or without its cookie
// can still go on from there. It proves nothing about the browser.
struct WayBack {
  std::string return_to = "/";
  bool second_round = false;  // this sign-in began because the previous one was over when its response came
};

// Makes a new state: 256 random bits and the sealed way. The seal is bound to the bits, so the halves of two states do
// not fit together.
std::string make_state(const session::Sealer& sealer, Random& random, const WayBack& way, UnixTime now);

// Absent: we did not make the state, or it is more than a week old.
std::optional<WayBack> open_way(const session::Sealer& sealer, std::string_view state, UnixTime now);

// The random part of the state, which names the sign-in.
std::string_view name_of_sign_in(std::string_view state);

// Makes the cookie of a new sign-in. The cookie has one of five names (places), so that a browser does not collect
// more, even if it opens forty pages together; sign-ins with a long return address share one more place. A place whose
// cookie is not in the request is taken first, then the one with the oldest cookie. If several sign-ins begin at the
// same moment, the state chooses a place for each. A sign-in whose cookie was overwritten begins again when its
// response comes.
http::SetCookie pending_cookie(const http::Request& request, const Site& site, const session::Sealer& sealer,
                               const oidc::rp::Transaction& transaction, UnixTime now);

struct Pending {
  oidc::rp::Transaction transaction;  // complete: state and return_to are filled in
  std::string cookie;                 // the cookie's name
};

// Finds the sign-in that this browser began with the state. Errors: rejected/"state_missing" (we did not make the
// state, or it is too old), "transaction_missing" (the request has no cookie that fits the state).
Result<Pending> find_pending(const http::Request& request, const Site& site, const session::Sealer& sealer,
                             std::string_view state, UnixTime now);

// Makes the Set-Cookie that removes the cookie from the browser.
http::SetCookie pending_cookie_over(const Site& site, std::string_view name, oidc::rp::ResponseMode mode);

}  // namespace sallyport::gateway
