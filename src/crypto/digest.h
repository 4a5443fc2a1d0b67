// SHA-2 over bytes held by the caller. Source: FIPS 180-4.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sallyport::crypto {

using Sha256 = std::array<std::uint8_t, 32>;

// One pass, no allocation: stands on the check path.
Sha256 sha256(std::string_view bytes);

inline std::string_view view(const Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string sha384(std::string_view bytes);
std::string sha512(std::string_view bytes);

// For x5t and thumbprints that others ask for; never as a proof. Source: RFC 7515 4.1.7.
std::string sha1(std::string_view bytes);

// The first 8 characters of the SHA-256, hexadecimal: how a log names a token.
std::string token_name(std::string_view token);

}  // namespace sallyport::crypto
