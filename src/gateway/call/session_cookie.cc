#include "gateway/call/session_cookie.h"

namespace sallyport::gateway {

http::SetCookie session_cookie(const Site& site, std::string_view value, std::optional<Seconds> max_age) {
  http::SetCookie cookie;
  cookie.name = site.session_cookie;
  cookie.value = std::string(value);
  cookie.path = site.cookie_path;
  cookie.secure = site.secure;
  cookie.max_age = max_age;
  return cookie;
}

}  // namespace sallyport::gateway
