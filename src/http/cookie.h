// Cookies: read from a request, written to a response. Source: RFC 6265bis.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace sallyport::http {

// The value of the cookie in all Cookie headers; absent where it is not there, or there twice with unlike values
// (a sub-domain's or a proxy's copy must not be chosen from). No allocation: stands on the check path.
std::optional<std::string_view> cookie(const Request& request, std::string_view name);

// All cookies whose name starts with the prefix, in order.
std::vector<HeaderView> cookies_with_prefix(const Request& request, std::string_view prefix);

enum class SameSite { strict, lax, none };

struct SetCookie {
  std::string name;
  std::string value;
  std::string path = "/";
  SameSite same_site = SameSite::lax;
  bool secure = true;
  bool http_only = true;
  std::optional<std::chrono::seconds> max_age = std::nullopt;  // absent: until the browser closes; 0: delete

  // The value of a Set-Cookie header. What no cookie-octet is (and '%') is written as %XX, so that nothing in name,
  // value or path ends it early; readers get the escapes as they are. Values are base64url: none is ever needed.
  std::string print() const;
};

}  // namespace sallyport::http
