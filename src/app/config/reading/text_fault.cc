#include "app/config/reading/text_fault.h"

#include <algorithm>

#include "app/config/reading/placeholder.h"
#include "base/text.h"

namespace sallyport::app::config {
namespace {

enum class Shows { yes, no };

struct OddCharacter {
  std::string_view bytes;  // UTF-8
  std::string_view name;
  std::string_view instead;
  Shows shows;
};

constexpr OddCharacter kOddCharacters[] = {
    {"\u201C", "a typographic quotation mark (U+201C)", "", Shows::yes},
    {"\u201D", "a typographic quotation mark (U+201D)", "", Shows::yes},
    {"\u201E", "a typographic quotation mark (U+201E)", "", Shows::yes},
    {"\u2018", "a typographic quotation mark (U+2018)", "", Shows::yes},
    {"\u2019", "a typographic quotation mark (U+2019)", "", Shows::yes},
    {"\u2010", "a typographic hyphen (U+2010)", "-", Shows::yes},
    {"\u2011", "a hyphen that does not break (U+2011)", "-", Shows::yes},
    {"\u2013", "a dash (U+2013)", "-", Shows::yes},
    {"\u2014", "a dash (U+2014)", "-", Shows::yes},
    {"\u00A0", "a blank that does not break (U+00A0)", " ", Shows::no},
    {"\u3000", "a wide blank (U+3000)", " ", Shows::no},
    {"\u00AD", "a soft hyphen (U+00AD)", "", Shows::no},
    {"\u200B", "a blank without width (U+200B)", "", Shows::no},
    {"\u200C", "a character without width (U+200C)", "", Shows::no},
    {"\u200D", "a character without width (U+200D)", "", Shows::no},
    {"\u200E", "a direction mark (U+200E)", "", Shows::no},
    {"\u200F", "a direction mark (U+200F)", "", Shows::no},
    {"\u202A", "a direction mark (U+202A)", "", Shows::no},
    {"\u202E", "a direction mark (U+202E)", "", Shows::no},
    {"\u2060", "a character without width (U+2060)", "", Shows::no},
    {"\uFEFF", "a byte-order mark (U+FEFF)", "", Shows::no},
};

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string without_odd_characters(std::string_view text) {
  std::string result(text);
  for (const auto& odd : kOddCharacters) result = replaced(std::move(result), odd.bytes, odd.instead);
  return std::string(trim(result));
}

std::optional<TextFault> odd_character(Type type, std::string_view text) {
  for (const auto& odd : kOddCharacters) {
    if (text.find(odd.bytes) == std::string_view::npos || (type == Type::label && odd.shows == Shows::yes)) continue;
    return TextFault{&rule("odd_character"), "holds " + std::string(odd.name),
                     type == Type::secret ? std::string() : without_odd_characters(text)};
  }
  return std::nullopt;
}

std::optional<TextFault> bad_secret(std::string_view text) {
  if (auto fault = odd_character(Type::secret, text)) return fault;
  const bool visible = std::ranges::all_of(text, [](char c) { return c >= 0x20 && c <= 0x7e; });
  if (!visible)
    return TextFault{&rule("odd_character"), "holds a character beyond ASCII, which no secret can have", ""};
  if (text.starts_with(' ') || text.ends_with(' '))
    return TextFault{&rule("odd_character"), "begins or ends with a blank", ""};
  const bool in_quotes =
      text.size() > 1 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
  if (in_quotes)
    return TextFault{&rule("odd_character"), "stands in quotation marks, which would be sent as part of it", ""};
  if (is_placeholder(text)) return TextFault{&rule("placeholder"), "still holds a placeholder", ""};
  return std::nullopt;
}

bool ends_in_stray_quote(std::string_view text) {
  if (text.empty()) return false;
  for (const char quote : {'"', '\''})
    if (std::ranges::count(text, quote) == 1 && (text.front() == quote || text.back() == quote)) return true;
  return false;
}

std::string without_quotes(std::string_view text) {
  std::string result(text);
  std::erase_if(result, [](char c) { return c == '"' || c == '\''; });
  return result;
}

}  // namespace

std::optional<TextFault> find_fault(Type type, std::string_view text) {
  if (has_control(text)) return TextFault{&rule("bad_value"), "holds a line break or another control character", ""};
  if (type == Type::secret) return bad_secret(text);
  if (auto fault = odd_character(type, text)) return fault;
  if (ends_in_stray_quote(text))
    return TextFault{&rule("stray_quote"), "`" + std::string(text) + "` has a quotation mark without a partner",
                     without_quotes(text)};
  if (holds_placeholder(text))
    return TextFault{&rule("placeholder"), "`" + std::string(text) + "` still holds a placeholder", ""};
  return std::nullopt;
}

}  // namespace sallyport::app::config
