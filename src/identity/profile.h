// What is set by hand about a person, beside the labels of their provider: a sign-in never changes it. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sallyport::identity {

struct Profile {
  std::string display_name{};                   // shown instead of the provider's; empty: the provider's is shown
  std::string description{};                    // Markdown; may be empty
  std::string timezone{};                       // "Europe/Berlin"; may be empty
  std::map<std::string, std::string> images{};  // addresses of pictures by their size, which is one of kImageSizes

  bool operator==(const Profile&) const = default;
};

// OpenMetadata's names for the sizes of a picture.
inline constexpr std::array<std::string_view, 7> kImageSizes{"image",   "image24",  "image32", "image48",
                                                             "image72", "image192", "image512"};

inline constexpr std::size_t kMaxTimezone = 64;        // bytes
inline constexpr std::size_t kMaxImageAddress = 2048;  // bytes

// Checks the fields of a profile. Display name and description have the limits of identity/access/access_edit.h.
// Errors: malformed/"profile_display_name", "profile_description", "profile_timezone", "profile_image" (not an https
//   address, or of an unknown size).
Result<void> check_profile(const Profile& profile);

}  // namespace sallyport::identity
