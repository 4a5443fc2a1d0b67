#include "app/config/syntax/visible.h"

#include <algorithm>
#include <cstdint>

namespace sallyport::app::config {
namespace {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 0;  // 0 if the byte here starts no character
};

constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};  // by length; a smaller value is an overlong form

CodePoint decode(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
  std::uint32_t value = first & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0) != 0x80) return {};
    value = (value << 6) | (next & 0x3Fu);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kSmallest[length] || surrogate || value > 0x10FFFF) return {};
  return {value, length};
}

bool is_safe(std::uint32_t c) {
  if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) return false;    // C0, DEL, C1
  if (c == 0xAD || c == 0x61C || c == 0x180E) return false;  // soft hyphen, Arabic letter mark, Mongolian separator
  if (c >= 0x200B && c <= 0x200F) return false;              // zero width, left-to-right and right-to-left marks
  if (c >= 0x2028 && c <= 0x202E) return false;              // line separators, bidirectional embeddings and overrides
  if (c >= 0x2060 && c <= 0x206F) return false;              // word joiner, bidirectional isolates
  return c != 0xFEFF && !(c >= 0xFFF9 && c <= 0xFFFB) && !(c >= 0xE0000 && c <= 0xE007F);  // BOM, annotations, tags
}

std::string hexadecimal(std::uint32_t value) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string digits;
  do {
    digits.insert(digits.begin(), kDigits[value & 0xF]);
    value >>= 4;
  } while (value != 0);
  if (digits.size() < 2) digits.insert(digits.begin(), '0');
  return digits;
}

// The length of the printable ASCII at the beginning of the text, which is nearly all of most texts. A quotation mark
// or a backslash ends it, so that each of them is a piece of its own.
std::size_t plain_length(std::string_view text) {
  const auto is_plain = [](char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; };
  return static_cast<std::size_t>(std::ranges::find_if_not(text, is_plain) - text.begin());
}

// Calls safe(piece), unsafe(code point) or broken(byte) for each part of the text. A piece
// has one character or more.
template <class Safe, class Unsafe, class Broken>
void walk(std::string_view text, const Safe& safe, const Unsafe& unsafe, const Broken& broken) {
  while (!text.empty()) {
    if (const std::size_t plain = plain_length(text); plain > 0) {
      safe(text.substr(0, plain));
      text.remove_prefix(plain);
      continue;
    }
    const auto c = decode(text);
    const std::size_t length = c.length == 0 ? 1 : c.length;
    if (c.length == 0)
      broken(static_cast<unsigned char>(text[0]));
    else if (is_safe(c.value))
      safe(text.substr(0, length));
    else
      unsafe(c.value);
    text.remove_prefix(length);
  }
}

// RFC 8259 7: a character beyond the basic plane becomes a surrogate pair.
std::string json_escape(std::uint32_t value) {
  if (value > 0xFFFF)
    return json_escape(0xD800 + ((value - 0x10000) >> 10)) + json_escape(0xDC00 + ((value - 0x10000) & 0x3FF));
  const auto digits = hexadecimal(value);
  return "\\u" + std::string(4 - digits.size(), '0') + digits;
}

}  // namespace

std::string make_visible(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  walk(
      text, [&](std::string_view piece) { result += piece; },
      [&](std::uint32_t value) { result += "\\u{" + hexadecimal(value) + "}"; },
      [&](std::uint32_t byte) { result += "\\x{" + hexadecimal(byte) + "}"; });
  return result;
}

std::string print_json_text(std::string_view text) {
  std::string result = "\"";
  result.reserve(text.size() + 2);
  walk(
      text,
      [&](std::string_view piece) {
        if (piece == "\"" || piece == "\\") result += '\\';
        result += piece;
      },
      [&](std::uint32_t value) { result += json_escape(value); }, [&](std::uint32_t) { result += "\\uFFFD"; });
  return result += '"';
}

}  // namespace sallyport::app::config
