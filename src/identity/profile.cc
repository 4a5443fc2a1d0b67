#include "identity/profile.h"

#include <algorithm>

#include "base/characters.h"
#include "base/text.h"
#include "identity/access/access_edit.h"

namespace sallyport::identity {
namespace {

// The characters of names in the tz database. Whether the name is in it is for the reader to find out, because the
// database differs from machine to machine.
bool is_timezone(std::string_view text) {
  return text.size() <= kMaxTimezone && std::ranges::all_of(text, [](char c) {
           return is_letter_or_digit(c) || c == '/' || c == '_' || c == '-' || c == '+';
         });
}

// Pages show the address as the source of a picture, so it may be nothing but https, and may hold nothing that ends an
// attribute.
bool is_image_address(std::string_view text) {
  constexpr std::string_view kScheme = "https://";
  const auto may_stand = [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '\'' && c != '<' && c != '>'; };
  return text.starts_with(kScheme) && text.size() > kScheme.size() && text.size() <= kMaxImageAddress &&
         std::ranges::all_of(text, may_stand);
}

}  // namespace

Result<void> check_profile(const Profile& profile) {
  const auto fits = [](const std::string& text, std::size_t most) { return text.size() <= most && is_utf8(text); };
  if (!fits(profile.display_name, kMaxDisplayName) || has_control(profile.display_name))
    return failure(Kind::malformed, "profile_display_name", {}, "displayName must be one line of at most 256 bytes");
  if (!fits(profile.description, kMaxDescription))
    return failure(Kind::malformed, "profile_description", {}, "description must have at most 64 kB");
  if (!is_timezone(profile.timezone))
    return failure(Kind::malformed, "profile_timezone", {}, "timezone must be a name such as Europe/Berlin");
  for (const auto& [size, address] : profile.images)
    if (std::ranges::find(kImageSizes, size) == kImageSizes.end() || !is_image_address(address))
      return failure(Kind::malformed, "profile_image", {}, size + " is no https address, or of an unknown size");
  return {};
}

}  // namespace sallyport::identity
