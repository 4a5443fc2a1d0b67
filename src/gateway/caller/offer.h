// The credentials that a request offers, and the two forms of what came of them.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "gateway/call/caller.h"
#include "gateway/caller/bearer.h"
#include "gateway/caller/parts.h"
#include "http/message.h"

namespace sallyport::gateway {

// The credentials in a request, as views into it.
struct Offer {
  std::optional<std::string_view> token;
  std::optional<std::string_view> session_id;
  bool cookie_came = false;
};

// Reads them. `bearer` says whose tokens the route carries. Errors: those of oidc::rs::bearer_credentials().
Result<Offer> read_offer(const CallerParts& parts, const http::Request& request, BearerOwner bearer);

Who refused(Error error);
Who known(CallerPtr caller, Credential credential);

// Whether the time when a session or a token was last used has to be written again. The difference is absolute, because
// a clock that was ahead may have left a time in the future.
bool is_news(UnixTime last_seen, UnixTime now);

}  // namespace sallyport::gateway
