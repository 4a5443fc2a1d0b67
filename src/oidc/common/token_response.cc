#include "oidc/common/token_response.h"

#include <algorithm>

#include "base/characters.h"
#include "base/json.h"
#include "base/text.h"
#include "oidc/common/readable.h"

namespace sallyport::oidc {
namespace {

constexpr std::size_t kMaxError = 64;           // characters
constexpr std::size_t kMaxDescription = 2048;   // bytes
constexpr std::size_t kMaxCodeDigits = 9;       // fits an int
constexpr std::int64_t kMaxLifetime = 1 << 30;  // seconds; longer than any token's, and far from overflow
constexpr std::string_view kPrefix = "AADSTS";

// RFC 6749 5.2: %x20-21 / %x23-5B / %x5D-7E.
bool is_error_character(char c) {
  return c >= 0x20 && c <= 0x7e && c != '"' && c != '\\';
}

bool is_error_word(std::string_view text) {
  return !text.empty() && text.size() <= kMaxError && std::ranges::all_of(text, is_error_character);
}

std::string clean(std::string_view text) {
  return std::string(trim(readable_line(text, kMaxDescription)));
}

bool is_json(std::string_view content_type) {
  return ascii_iequals(trim(content_type.substr(0, content_type.find(';'))), "application/json");
}

Failure wrong_member(std::string_view name) {
  return failure(Kind::malformed, "token_response", "RFC 6749 5.1", std::string(name));
}

// Requires the member to be absent or a text that is not empty.
Result<std::optional<Secret>> optional_secret(const json::Object& members, std::string_view name) {
  const auto* value = members.find(name);
  if (value == nullptr) return std::optional<Secret>{};
  const auto* text = value->as_string();
  if (text == nullptr || text->empty()) return wrong_member(name);
  return std::optional<Secret>(Secret(std::string_view(*text)));
}

Result<Seconds> lifetime(const json::Object& members) {
  const auto* value = members.find("expires_in");
  if (value == nullptr) return Seconds{0};  // only RECOMMENDED (RFC 6749 5.1)
  std::optional<long long> number;
  if (const auto* integer = value->as_integer()) number = *integer;
  if (const auto* text = value->as_string()) number = parse_decimal(*text);
  if (!number || *number < 0 || *number > kMaxLifetime) return wrong_member("expires_in");
  return Seconds{*number};
}

int first_code(const json::Object& members) {
  const auto* value = members.find("error_codes");
  const auto* codes = value != nullptr ? value->as_array() : nullptr;
  if (codes == nullptr || codes->empty()) return 0;
  const auto* code = codes->front().as_integer();
  return code != nullptr && *code > 0 && *code <= 999'999'999 ? static_cast<int>(*code) : 0;
}

std::string_view text_or_empty(const json::Object& members, std::string_view name) {
  const auto* value = members.find(name);
  const auto* text = value != nullptr ? value->as_string() : nullptr;
  return text != nullptr ? std::string_view(*text) : std::string_view();
}

}  // namespace

Result<TokenResponse> parse_token_response(std::string_view content_type, std::string_view body) {
  if (!is_json(content_type)) return failure(Kind::malformed, "token_response_type", "RFC 6749 5.1");
  SALLYPORT_TRY(const auto members, json::parse_object(body));
  if (!ascii_iequals(text_or_empty(members, "token_type"), "Bearer"))
    return failure(Kind::malformed, "token_type", "RFC 6749 7.1");

  TokenResponse response;
  SALLYPORT_TRY(auto access_token, optional_secret(members, "access_token"));
  if (!access_token) return wrong_member("access_token");
  response.access_token = *std::move(access_token);
  SALLYPORT_TRY(response.id_token, optional_secret(members, "id_token"));
  SALLYPORT_TRY(response.refresh_token, optional_secret(members, "refresh_token"));
  SALLYPORT_TRY(response.expires_in, lifetime(members));
  const auto* scope = members.find("scope");
  if (scope != nullptr && scope->as_string() == nullptr) return wrong_member("scope");
  response.scope = text_or_empty(members, "scope");
  return response;
}

OAuthError parse_oauth_error(std::string_view body) {
  const auto members = json::parse_object(body);
  if (!members) return clean_oauth_error({}, {});
  auto error = clean_oauth_error(text_or_empty(*members, "error"), text_or_empty(*members, "error_description"));
  const auto suberror = text_or_empty(*members, "suberror");
  if (is_error_word(suberror)) error.suberror = suberror;
  if (const int code = first_code(*members); code != 0) error.aadsts = code;
  return error;
}

OAuthError clean_oauth_error(std::string_view error, std::string_view description) {
  OAuthError out;
  out.error = is_error_word(error) ? error : "invalid_response";
  out.description = clean(description);
  out.aadsts = find_aadsts(out.description);
  return out;
}

int find_aadsts(std::string_view text) {
  for (auto at = text.find(kPrefix); at != std::string_view::npos; at = text.find(kPrefix, at + 1)) {
    const auto rest = text.substr(at + kPrefix.size());
    std::size_t digits = 0;
    while (digits < rest.size() && is_digit(rest[digits])) ++digits;
    if (digits == 0 || digits > kMaxCodeDigits) continue;
    int code = 0;
    for (const char c : rest.substr(0, digits)) code = code * 10 + (c - '0');
    return code;
  }
  return 0;
}

}  // namespace sallyport::oidc
