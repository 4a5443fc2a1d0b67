// Which kind of ASCII character a byte is. No answer depends on the locale, and bytes above 0x7f are none of these.
#pragma once

namespace sallyport {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

constexpr bool is_letter(char c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z');
}

constexpr bool is_letter_or_digit(char c) {
  return is_letter(c) || is_digit(c);
}

// Whether the byte is below 0x20, or is 0x7f.
constexpr bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

// Whether the byte is a control character that no field value may hold: all but the tab (RFC 9110 5.5).
constexpr bool is_field_control(char c) {
  return is_control(c) && c != '\t';
}

// The value of a hexadecimal digit of either case: 0 to 15. -1 for every other character.
constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr bool is_hex_digit(char c) {
  return hex_value(c) >= 0;
}

}  // namespace sallyport
