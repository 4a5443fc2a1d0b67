#include "http/cookie.h"

#include <algorithm>

#include "base/text.h"
#include "http/url.h"

namespace sallyport::http {
namespace {

// Calls `visit(name, value)` for each pair of the Cookie headers, until it returns false. Skips a piece without '=' or
// without a name, because no cookie of Sallyport looks like this. Quotes belong to the value. Source: RFC
// 6265bis 5.7.3, 5.5 (parsing).
template <class Visit>
void each_cookie(const Request& request, Visit visit) {
  for (const HeaderView& header : request.headers) {
    if (header.name.size() != 6 || !ascii_iequals(header.name, "cookie")) continue;
    std::string_view rest = header.value;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view piece = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const std::size_t equals = piece.find('=');
      if (equals == std::string_view::npos) continue;
      const std::string_view name = trim(piece.substr(0, equals));
      if (!name.empty() && !visit(name, trim(piece.substr(equals + 1)))) return;
    }
  }
}

// Source: RFC 6265bis 4.1.1 (cookie-octet). '%' is excluded, so that every '%' in a cookie begins an escape.
bool is_cookie_octet(char c) {
  return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\' && c != '%';
}

void append_octets(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (is_cookie_octet(c))
      out += c;
    else
      out += percent_encode(std::string_view(&c, 1));
  }
}

std::string_view print(SameSite same_site) {
  switch (same_site) {
    case SameSite::strict:
      return "Strict";
    case SameSite::lax:
      return "Lax";
    case SameSite::none:
      return "None";
  }
  return "Strict";
}

}  // namespace

std::optional<std::string_view> cookie(const Request& request, std::string_view name) {
  std::optional<std::string_view> found;
  bool unlike = false;
  each_cookie(request, [&](std::string_view cookie_name, std::string_view value) {
    if (cookie_name != name) return true;
    unlike = found && *found != value;
    found = value;
    return !unlike;
  });
  if (unlike) return std::nullopt;
  return found;
}

std::vector<HeaderView> cookies_with_prefix(const Request& request, std::string_view prefix) {
  std::vector<HeaderView> found;
  each_cookie(request, [&](std::string_view name, std::string_view value) {
    if (name.starts_with(prefix)) found.push_back({name, value});
    return true;
  });
  return found;
}

std::string SetCookie::print() const {
  std::string out;
  append_octets(out, name);
  out += '=';
  append_octets(out, value);
  out += "; Path=";
  append_octets(out, path);
  if (max_age) out += "; Max-Age=" + std::to_string(max_age->count());
  if (secure) out += "; Secure";
  if (http_only) out += "; HttpOnly";
  out += "; SameSite=";
  out += http::print(same_site);
  return out;
}

}  // namespace sallyport::http
