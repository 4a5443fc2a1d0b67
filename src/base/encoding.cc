#include "base/encoding.h"

#include <array>
#include <cstdint>

#include "base/characters.h"

namespace sallyport {
namespace {

constexpr std::string_view kUrlAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kPlainAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNoDigit = 0xff;

constexpr std::array<std::uint8_t, 256> digits_of(std::string_view alphabet) {
  std::array<std::uint8_t, 256> digits{};
  digits.fill(kNoDigit);
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    digits[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  return digits;
}

constexpr auto kUrlDigits = digits_of(kUrlAlphabet);
constexpr auto kPlainDigits = digits_of(kPlainAlphabet);

std::uint32_t byte_at(std::string_view bytes, std::size_t i) {
  return static_cast<unsigned char>(bytes[i]);
}

// Writes into the text's final size, because every token that the directory or the gateway issues comes through here.
std::string encode(std::string_view bytes, std::string_view alphabet, bool padded) {
  const std::size_t rest = bytes.size() % 3;
  const std::size_t last = rest == 0 ? 0 : rest + 1;  // characters of an incomplete group
  std::string text(bytes.size() / 3 * 4 + last, '\0');
  const char* const digits = alphabet.data();
  char* out = text.data();
  std::size_t i = 0;
  for (; i + 2 < bytes.size(); i += 3, out += 4) {
    const std::uint32_t group = byte_at(bytes, i) << 16 | byte_at(bytes, i + 1) << 8 | byte_at(bytes, i + 2);
    out[0] = digits[group >> 18];
    out[1] = digits[group >> 12 & 63];
    out[2] = digits[group >> 6 & 63];
    out[3] = digits[group & 63];
  }
  if (rest == 0) return text;
  const std::uint32_t group = byte_at(bytes, i) << 16 | (rest == 2 ? byte_at(bytes, i + 1) << 8 : 0);
  for (std::size_t place = 0; place < last; ++place) out[place] = digits[group >> (18 - 6 * place) & 63];
  if (padded) text.append(3 - rest, '=');
  return text;
}

// For each of the four places in a group, the bits that a character contributes there, or kForeign for a character
// outside the alphabet. With this table, decoding takes one look-up per character and no shift. Speed matters here,
// because every incoming token is decoded and tokens are long.
using GroupDigits = std::array<std::array<std::uint32_t, 256>, 4>;
constexpr std::uint32_t kForeign = 0x80000000u;

constexpr GroupDigits group_digits_of(const std::array<std::uint8_t, 256>& digits) {
  GroupDigits group{};
  for (std::size_t place = 0; place < group.size(); ++place)
    for (std::size_t c = 0; c < digits.size(); ++c)
      group[place][c] = digits[c] == kNoDigit ? kForeign : std::uint32_t{digits[c]} << (18 - 6 * place);
  return group;
}

constexpr GroupDigits kUrlGroups = group_digits_of(kUrlDigits);
constexpr GroupDigits kPlainGroups = group_digits_of(kPlainDigits);

// Decodes each group of four characters to three bytes. False if a character is outside the alphabet.
bool decode_groups(std::string_view text, const GroupDigits& digits, char* bytes) {
  std::uint32_t seen = 0;
  const auto* at = reinterpret_cast<const unsigned char*>(text.data());
  for (const auto* const end = at + text.size(); at != end; at += 4, bytes += 3) {
    const std::uint32_t group = digits[0][at[0]] | digits[1][at[1]] | digits[2][at[2]] | digits[3][at[3]];
    seen |= group;
    bytes[0] = static_cast<char>(group >> 16);
    bytes[1] = static_cast<char>(group >> 8);
    bytes[2] = static_cast<char>(group);
  }
  return (seen & kForeign) == 0;
}

// False if a character is outside the alphabet, the length is impossible, or the trailing bits are not zero.
bool decode(std::string_view text, const std::array<std::uint8_t, 256>& digits, const GroupDigits& groups,
            std::string& bytes) {
  const std::size_t rest = text.size() % 4;
  if (rest == 1) return false;
  bytes.resize(text.size() / 4 * 3 + (rest == 0 ? 0 : rest - 1));
  const std::size_t i = text.size() - rest;
  if (!decode_groups(text.substr(0, i), groups, bytes.data())) return false;
  if (rest == 0) return true;
  const auto digit = [&](std::size_t at) { return digits[static_cast<unsigned char>(text[at])]; };
  const std::uint8_t a = digit(i), b = digit(i + 1), c = rest == 3 ? digit(i + 2) : std::uint8_t{0};
  if ((a | b | c) & 0xc0) return false;
  if (rest == 2 ? (b & 15) != 0 : (c & 3) != 0) return false;
  std::size_t out = i / 4 * 3;
  bytes[out++] = static_cast<char>(a << 2 | b >> 4);
  if (rest == 3) bytes[out++] = static_cast<char>(b << 4 | c >> 2);
  return true;
}

}  // namespace

std::string base64url_encode(std::string_view bytes) {
  return encode(bytes, kUrlAlphabet, false);
}

Result<std::string> base64url_decode(std::string_view text) {
  std::string bytes;
  if (!decode(text, kUrlDigits, kUrlGroups, bytes)) return failure(Kind::malformed, "base64url", "RFC 7515 2");
  return bytes;
}

std::string base64_encode(std::string_view bytes) {
  return encode(bytes, kPlainAlphabet, true);
}

Result<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return failure(Kind::malformed, "base64", "RFC 4648 4");
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  std::string bytes;
  if (!decode(text, kPlainDigits, kPlainGroups, bytes)) return failure(Kind::malformed, "base64", "RFC 4648 4");
  return bytes;
}

std::string hex_encode(std::string_view bytes) {
  constexpr std::string_view alphabet = "0123456789abcdef";
  std::string text(bytes.size() * 2, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text[2 * i] = alphabet[byte_at(bytes, i) >> 4];
    text[2 * i + 1] = alphabet[byte_at(bytes, i) & 15];
  }
  return text;
}

Result<std::string> hex_decode(std::string_view text) {
  if (text.size() % 2 != 0) return failure(Kind::malformed, "hex");
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]);
    const int low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return failure(Kind::malformed, "hex");
    bytes.push_back(static_cast<char>(high * 16 + low));
  }
  return bytes;
}

}  // namespace sallyport
