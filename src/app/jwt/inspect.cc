#include "app/jwt/inspect.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/encoding.h"
#include "jose/jwt.h"

namespace sallyport::app {
namespace {

constexpr std::string_view kNote = "Nobody checked the signature: anyone could have written this.";
constexpr std::array<std::string_view, 4> kTimes{"iat", "nbf", "exp", "auth_time"};

// Empty parts count: "a.." has three.
std::vector<std::string_view> split_parts(std::string_view token) {
  std::vector<std::string_view> parts;
  for (std::size_t start = 0; start <= token.size();) {
    const std::size_t end = std::min(token.find('.', start), token.size());
    parts.push_back(token.substr(start, end - start));
    start = end + 1;
  }
  return parts;
}

constexpr json::Limits kLimits{.bytes = jose::kMaxToken};

Result<json::Object> open_part(std::string_view part) {
  SALLYPORT_TRY(const auto text, base64url_decode(part));
  return json::parse_object(text, kLimits);
}

json::Object readable_times(const jose::Claims& claims) {
  json::Object times;
  for (const std::string_view name : kTimes)
    if (const auto time = claims.time(name); time && *time) times.set(name, print_rfc3339(**time));
  return times;
}

}  // namespace

Result<json::Object> inspect(std::string_view token) {
  if (token.size() > jose::kMaxToken) return failure(Kind::malformed, "jws_size", "RFC 8725 3.15");
  const auto parts = split_parts(token);
  if (parts.size() != 3 && parts.size() != 5) return failure(Kind::malformed, "jws_parts", "RFC 7515 7.1");
  SALLYPORT_TRY(auto header, open_part(parts[0]));
  json::Object shown{{"unverified", kNote}, {"header", std::move(header)}};
  if (parts.size() == 3) {
    SALLYPORT_TRY(auto text, base64url_decode(parts[1]));
    SALLYPORT_TRY(auto claims, json::parse_object(text, kLimits));
    shown.set("claims", std::move(claims));
    SALLYPORT_TRY(auto members, json::Document::parse(std::move(text), kLimits));
    json::Object times = readable_times({std::move(members)});
    if (!times.empty()) shown.set("times", std::move(times));
  }
  if (const auto jws = jose::CompactJws::parse(token); !jws) shown.set("refused", jws.error().reason);
  return shown;
}

std::string indented(std::string_view compact) {
  std::string out;
  std::size_t level = 0;
  bool in_text = false;
  const auto new_line = [&] { out += '\n' + std::string(2 * level, ' '); };
  for (std::size_t i = 0; i < compact.size(); ++i) {
    const char c = compact[i];
    if (c == '"') in_text = !in_text;
    if (in_text) {
      out += c;
      if (c == '\\') out += compact[++i];  // an escaped quotation mark does not end the text
      continue;
    }
    const bool opens = c == '{' || c == '[';
    const bool closes = c == '}' || c == ']';
    if (closes) --level;
    if (closes && out.back() != '{' && out.back() != '[') new_line();
    out += c;
    if (opens) ++level;
    const bool empty = opens && i + 1 < compact.size() && (compact[i + 1] == '}' || compact[i + 1] == ']');
    if ((opens && !empty) || c == ',') new_line();
    if (c == ':') out += ' ';
  }
  return out;
}

}  // namespace sallyport::app
