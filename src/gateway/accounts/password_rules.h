// The rules for the passwords of local accounts and of the local administrator. Length counts; no rule asks for digits
// or special characters. Source: OWASP ASVS 6.2.1 to 6.2.12, NIST SP 800-63B 3.1.1.2.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sallyport::gateway {

inline constexpr std::size_t kMinPassword = 12;   // characters, in UTF-8
inline constexpr std::size_t kMaxPassword = 256;  // bytes

// Returns a sentence that tells people what is wrong with the password; empty if nothing is. Any text that is long
// enough is accepted, with spaces and in every script, unless it is made of what guessers try first: names of this
// product, of its owner (`names`), well-known passwords, runs and repetitions. Pure. The returned text lives as long as
// the process.
std::string_view complaint_about_password(std::string_view password, const std::vector<std::string>& names = {});

}  // namespace sallyport::gateway
