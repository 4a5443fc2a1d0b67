// What a password of the local administrator must be. Length is what counts: no rule asks for digits or signs.
// Source: OWASP ASVS 6.2.1 to 6.2.12, NIST SP 800-63B 3.1.1.2.
#pragma once

#include <cstddef>
#include <string_view>

namespace sallyport::gateway {

inline constexpr std::size_t kMinPassword = 12;   // characters, in UTF-8
inline constexpr std::size_t kMaxPassword = 256;  // bytes

// What is wrong with it, as people read it; empty where nothing is. Any text is taken, spaces and every script
// included, that is long enough and is not what guessers try first: words of this place, well-known passwords, runs and
// repetitions.
std::string_view complaint_about_password(std::string_view password);

}  // namespace sallyport::gateway
