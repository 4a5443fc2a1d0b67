// The cookie that carries a session.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"
#include "gateway/call/site.h"
#include "http/cookie.h"

namespace sallyport::gateway {

// Makes the session cookie. Without a max_age, it lasts until the browser closes; with a max_age of 0, the browser
// drops it immediately.
http::SetCookie session_cookie(const Site& site, std::string_view value, std::optional<Seconds> max_age);

}  // namespace sallyport::gateway
