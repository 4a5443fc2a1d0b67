// HMAC, and a comparison in constant time. Every thread may call these functions. Source: RFC 2104.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.h"

namespace sallyport::crypto {

// Returns the code, which has 32 bytes.
std::string hmac_sha256(const Secret& key, std::string_view message);

// With SHA-1, for RFC 6238 alone. Returns 20 bytes.
std::string hmac_sha1(const Secret& key, std::string_view message);

// Whether the two texts are equal. The time depends only on their lengths.
bool constant_time_equal(std::string_view a, std::string_view b);

}  // namespace sallyport::crypto
