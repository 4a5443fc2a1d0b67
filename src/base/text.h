// Small questions about text. ASCII unless said otherwise; nothing here depends on a locale.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sallyport {

std::string ascii_lower(std::string_view text);
bool ascii_iequals(std::string_view a, std::string_view b);

// Without leading and trailing space and tab (RFC 9110 OWS).
std::string_view trim(std::string_view text);

// "a b  c" by ' ' gives a, b, c: empty pieces are left out.
std::vector<std::string_view> split_words(std::string_view text, char separator = ' ');

// 8-4-4-4-12 hexadecimal digits, either case.
bool is_guid(std::string_view text);

// Well-formed UTF-8 without overlong forms and surrogates. Source: RFC 3629.
bool is_utf8(std::string_view text);

// No byte below 0x20, no 0x7f.
bool has_control(std::string_view text);

// The whole text as a decimal number; absent where it is anything else or does not fit.
std::optional<long long> parse_decimal(std::string_view text);

}  // namespace sallyport
