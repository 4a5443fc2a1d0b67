// Which new passwords are accepted. Source: Microsoft Entra, "Password policies and account restrictions".
#pragma once

#include <string_view>

namespace sallyport::directory {

inline constexpr std::size_t kLeastPassword = 8;
inline constexpr std::size_t kMostPassword = 256;

// 8 to 256 bytes, with characters of at least three of four kinds: small letters, capitals, digits, and others.
bool is_acceptable_password(std::string_view password);

}  // namespace sallyport::directory
