// The name of a browser in a person's list of sessions, such as "Firefox on Linux". Pure.
#pragma once

#include <string>
#include <string_view>

namespace sallyport::session {

inline constexpr std::size_t kMaxDeviceLabel = 48;  // characters

// Makes a short label for the browser and its system from the User-Agent header. For a program that is not a browser,
// it is the header's first word, which may be empty. The label has at most kMaxDeviceLabel characters, all of them
// printable ASCII. The client chooses the header, so do not base a decision on the label.
std::string device_label(std::string_view user_agent);

}  // namespace sallyport::session
