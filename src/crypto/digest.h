// SHA-2 and SHA-1 digests of bytes in memory. Every thread may call these functions, and none of them fails. Except for
// token_name, a digest is returned as bytes, not as text. Source: FIPS 180-4.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sallyport::crypto {

using Sha256 = std::array<std::uint8_t, 32>;

// Reads the bytes once and does not allocate, because it runs for every request with a session.
Sha256 sha256(std::string_view bytes);

inline std::string_view view(const Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string sha384(std::string_view bytes);
std::string sha512(std::string_view bytes);

// Use SHA-1 only for thumbprints such as x5t, which other software asks for. It proves nothing. Source: RFC 7515 4.1.7.
std::string sha1(std::string_view bytes);

// Returns the name by which a log may mention a token: the first 8 hexadecimal characters of its SHA-256.
std::string token_name(std::string_view token);

}  // namespace sallyport::crypto
