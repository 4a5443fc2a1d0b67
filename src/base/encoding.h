// Writes bytes as text and reads them back: base64url (JOSE), base64 (HTTP Basic, x5c) and hexadecimal digits. The
// base64 decoders are strict: they accept exactly one text for each value. Bytes are held in std::string.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sallyport {

std::string base64url_encode(std::string_view bytes);

// Errors: malformed/"base64url" for padding, white space, characters of plain base64, an impossible length, and
// trailing bits that are not zero. Source: RFC 7515 2, RFC 4648 3.5.
Result<std::string> base64url_decode(std::string_view text);

std::string base64_encode(std::string_view bytes);

// Padding is required. Errors: malformed/"base64". Source: RFC 4648 4.
Result<std::string> base64_decode(std::string_view text);

std::string hex_encode(std::string_view bytes);

// Accepts digits of either case. Errors: malformed/"hex".
Result<std::string> hex_decode(std::string_view text);

}  // namespace sallyport
