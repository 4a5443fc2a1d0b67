#include "app/config/reading/placeholder.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/characters.h"
#include "base/text.h"

namespace sallyport::app::config {
namespace {

constexpr std::size_t kLongestName = 48;

constexpr std::array<std::string_view, 12> kWords{"changeme",   "change-me",   "change_me", "replaceme",
                                                  "replace-me", "replace_me",  "todo",      "tbd",
                                                  "fixme",      "placeholder", "...",       "\u2026"};

// The gateway's own messages and the guides write these in place of an id or a name.
constexpr std::array<std::string_view, 10> kNames{"TENANT-ID",     "TENANT_ID",    "OBJECT-ID", "OBJECT_ID",
                                                  "CLIENT-ID",     "CLIENT_ID",    "ISSUER",    "APPLICATION-ID",
                                                  "CLIENT-SECRET", "CLIENT_SECRET"};

bool is_name_character(char c) {
  return is_letter(c) || is_digit(c) || c == ' ' || c == '_' || c == '-' || c == '.' || c == '(' || c == ')' ||
         c == '\'';
}

// The length of a placeholder such as "{Tenant ID}" at the start of the text; 0 if there is none.
std::size_t bracketed_length(std::string_view text) {
  const char close = text.starts_with('{') ? '}' : text.starts_with('<') ? '>' : '\0';
  if (close == '\0' || text.size() < 3 || !is_letter(text[1])) return 0;
  const auto end = text.find(close);
  if (end == std::string_view::npos || end > kLongestName) return 0;
  return std::ranges::all_of(text.substr(1, end - 1), is_name_character) ? end + 1 : 0;
}

bool holds_brackets(std::string_view text) {
  for (std::size_t at = text.find_first_of("{<"); at != std::string_view::npos; at = text.find_first_of("{<", at + 1))
    if (bracketed_length(text.substr(at)) > 0) return true;
  return false;
}

// Finds "your.host", "yourcompany.com" and "YOUR_CLIENT_SECRET" at the start of the text, or at the start of the host
// of a URL or an address. It ignores paths such as "/your-orders".
bool holds_your(std::string_view lower) {
  for (auto at = lower.find("your"); at != std::string_view::npos; at = lower.find("your", at + 1)) {
    const bool begins = at == 0 || lower[at - 1] == '@' || (at > 1 && lower.substr(at - 2, 2) == "//");
    const auto rest = lower.substr(at + 4);
    const bool separated = rest.starts_with('-') || rest.starts_with('_') || rest.starts_with('.');
    const bool named = rest.starts_with("domain") || rest.starts_with("company") || rest.starts_with("tenant") ||
                       rest.starts_with("client") || rest.starts_with("host") || rest.starts_with("secret");
    if (begins && (separated || named)) return true;
  }
  return false;
}

// A text in the form of a GUID that repeats one letter or digit, such as "00000000-0000-0000-0000-000000000000".
bool is_guid_of_one_character(std::string_view token) {
  if (token.size() != 36 || token[8] != '-' || token[13] != '-' || token[18] != '-' || token[23] != '-') return false;
  return std::ranges::all_of(token, [&](char c) { return c == '-' || c == token[0]; });
}

bool is_placeholder_token(std::string_view token) {
  return is_guid_of_one_character(token) || token.starts_with("12345678-1234-1234-1234-") ||
         std::ranges::find(kNames, token) != kNames.end();
}

// Checks the pieces between the separators of URLs, addresses and lists.
bool any_token_is_placeholder(std::string_view text) {
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of("/:@,= "), text.size());
    if (is_placeholder_token(text.substr(0, end))) return true;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

bool is_of_one_character(std::string_view text) {
  return text.size() >= 3 && (text[0] == 'x' || text[0] == 'X' || text[0] == '*') &&
         std::ranges::all_of(text, [&](char c) { return c == text[0]; });
}

}  // namespace

bool is_placeholder(std::string_view secret) {
  const auto text = trim(secret);
  const auto lower = ascii_lower(text);
  return (!text.empty() && bracketed_length(text) == text.size()) || text.starts_with("${") ||
         is_of_one_character(text) || lower.starts_with("your_") || lower.starts_with("your-") ||
         lower.starts_with("replace_with") || std::ranges::find(kWords, lower) != kWords.end() ||
         std::ranges::find(kNames, text) != kNames.end();
}

bool holds_placeholder(std::string_view text) {
  // A value from a variable may hold ${…}, which nothing replaces.
  const bool holds_reference = text.find("${") != std::string_view::npos;
  return holds_reference || is_placeholder(text) || holds_brackets(text) || holds_your(ascii_lower(text)) ||
         any_token_is_placeholder(text);
}

}  // namespace sallyport::app::config
