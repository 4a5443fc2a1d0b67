#include "oidc/rs/bearer.h"

#include <algorithm>

#include "base/characters.h"
#include "base/eight_bytes.h"
#include "base/text.h"

namespace sallyport::oidc::rs {
namespace {

constexpr std::string_view kScheme = "Bearer";

Failure malformed(std::string detail) {
  return failure(Kind::malformed, "bearer_malformed", "RFC 6750 2.1", std::move(detail));
}

// ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/". In ASCII "-", ".", "/" and the digits are one range.
bool is_b64token_character(char c) {
  return is_letter(c) || (c >= '-' && c <= '9') || c == '_' || c == '~' || c == '+';
}

// Checks eight characters in one step, which saves time because tokens are long.
bool are_b64token_characters(std::uint64_t eight) {
  using eight_bytes::within;
  if ((eight & eight_bytes::kHigh) != 0) return false;
  const std::uint64_t letters = within(eight | eight_bytes::kOnes * 0x20, 'a', 'z');
  const std::uint64_t marks = within(eight, '_', '_') | within(eight, '~', '~') | within(eight, '+', '+');
  return (letters | marks | within(eight, '-', '9')) == eight_bytes::kHigh;
}

// b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
bool is_b64token(std::string_view text) {
  const auto last = text.find_last_not_of('=');
  if (last == std::string_view::npos) return false;
  text = text.substr(0, last + 1);
  for (; text.size() >= 8; text.remove_prefix(8))
    if (!are_b64token_characters(eight_bytes::read(text.data()))) return false;
  return std::ranges::all_of(text, is_b64token_character);
}

// Makes a quoted-string, without the characters that RFC 6750 3 forbids in error_description.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text)
    if (c >= 0x20 && c <= 0x7e && c != '"' && c != '\\') out.push_back(c);
  out.push_back('"');
  return out;
}

}  // namespace

Result<void> check_b64token(std::string_view token) {
  if (!is_b64token(token)) return malformed("not a b64token");
  return {};
}

Result<std::optional<std::string_view>> bearer_token(const http::Request& request) {
  SALLYPORT_TRY(const auto token, bearer_credentials(request));
  if (token) SALLYPORT_CHECK(check_b64token(*token));
  return token;
}

Result<std::optional<std::string_view>> bearer_credentials(const http::Request& request) {
  const auto count = request.count("authorization");
  if (count == 0) return std::optional<std::string_view>{};
  if (count > 1) return malformed("two Authorization headers");
  const auto value = request.header("authorization");
  if (!value) return malformed("no value");

  const auto scheme = value->substr(0, value->find(' '));
  if (!ascii_iequals(scheme, kScheme)) return failure(Kind::unauthenticated, "bearer_scheme", "RFC 9110 11.1");
  auto token = value->substr(scheme.size());
  token.remove_prefix(std::min(token.find_first_not_of(' '), token.size()));  // 1*SP
  if (token.empty()) return malformed("no token");
  return std::optional<std::string_view>(token);
}

Result<void> check_audience(const jose::Claims& claims, const std::vector<std::string>& accepted) {
  SALLYPORT_TRY(const auto audiences, claims.texts("aud"));
  const auto is_accepted = [&](std::string_view audience) {
    return !audience.empty() && std::ranges::find(accepted, audience) != accepted.end();
  };
  if (std::ranges::none_of(audiences, is_accepted))
    return failure(Kind::rejected, "token_audience", "RFC 7519 4.1.3");  // RFC 8725 3.9
  return {};
}

std::string challenge(std::string_view realm, std::string_view error, std::string_view description) {
  std::string out = "Bearer realm=" + quoted(realm);
  if (error.empty()) return out;  // RFC 6750 3.1: no error code if the request has no credentials
  out += ", error=" + quoted(error);
  if (!description.empty()) out += ", error_description=" + quoted(description);
  return out;
}

}  // namespace sallyport::oidc::rs
