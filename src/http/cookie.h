// Reads the cookies of a request and writes the Set-Cookie header of a response. Source: RFC 6265bis.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace sallyport::http {

// Returns the value of the cookie, from all Cookie headers. Absent if the cookie is missing, or occurs twice with
// different values: one of them may come from a sub-domain or a proxy, and we must not choose. The view points into the
// request. Does not allocate, because it runs for every request.
std::optional<std::string_view> cookie(const Request& request, std::string_view name);

// Returns all cookies whose name starts with the prefix, in order, duplicates included. The views point into the
// request.
std::vector<HeaderView> cookies_with_prefix(const Request& request, std::string_view prefix);

enum class SameSite { strict, lax, none };

struct SetCookie {
  std::string name;
  std::string value;
  std::string path = "/";
  SameSite same_site = SameSite::lax;
  bool secure = true;
  bool http_only = true;
  // Absent: the cookie lives until the browser closes. 0: the browser deletes the cookie.
  std::optional<std::chrono::seconds> max_age = std::nullopt;

  // Prints the value of a Set-Cookie header. Bytes that a cookie may not hold, and '%', become %XX, so that nothing in
  // name, value or path can end the cookie early. cookie() does not decode these escapes. Sallyport's own values are
  // base64url and need none.
  std::string print() const;
};

}  // namespace sallyport::http
