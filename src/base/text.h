// Small functions on text. Letters are those of ASCII, and no result depends on the locale. Every function is pure. A
// view that a function returns points into the text that the caller passed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sallyport {

std::string ascii_lower(std::string_view text);
bool ascii_iequals(std::string_view a, std::string_view b);

// Returns the text without spaces and tabs at its ends (RFC 9110 5.6.3, OWS).
std::string_view trim(std::string_view text);

// Splits the text at each separator and drops empty pieces: "a b  c" gives a, b, c.
std::vector<std::string_view> split_words(std::string_view text, char separator = ' ');

// Whether the text has the form 8-4-4-4-12 in hexadecimal digits of either case.
bool is_guid(std::string_view text);

// Whether the text is well-formed UTF-8. Overlong forms and surrogates are not. Source: RFC 3629.
bool is_utf8(std::string_view text);

// Returns at most `most` bytes from the start of a UTF-8 text, cut between two characters.
std::string_view cut_utf8(std::string_view text, std::size_t most);

// Whether a byte of the text is below 0x20, or is 0x7f.
bool has_control(std::string_view text);

// Reads the whole text as one number: an optional minus sign and decimal digits. Absent for every other text, and for a
// number that does not fit.
std::optional<long long> parse_decimal(std::string_view text);

}  // namespace sallyport
