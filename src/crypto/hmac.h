// HMAC-SHA-256 and comparison in constant time. Source: RFC 2104.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.h"

namespace sallyport::crypto {

std::string hmac_sha256(const Secret& key, std::string_view message);

// True where equal. The time depends on the lengths alone.
bool constant_time_equal(std::string_view a, std::string_view b);

}  // namespace sallyport::crypto
