#include "identity/profile.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"
#include "identity/access/access_edit.h"

namespace sallyport::identity {
namespace {

TEST(Profile, AnEmptyOneAndAFullOneFit) {
  EXPECT_TRUE(check_profile({}));
  EXPECT_TRUE(check_profile({.display_name = std::string(kMaxDisplayName, 'n'),
                             .description = "**Ann**\nfrom \xc3\x9c" + std::string(kMaxDescription - 15, 'd'),
                             .timezone = "America/Argentina/Buenos_Aires",
                             .images = {{"image", "https://img.example/a.png"}, {"image512", "https://i/b?s=5"}}}));
  EXPECT_TRUE(check_profile({.timezone = "Etc/GMT+3"}));
}

TEST(Profile, TheDisplayNameIsOneLineOfBoundedText) {
  EXPECT_EQ(reason_of(check_profile({.display_name = std::string(kMaxDisplayName + 1, 'n')})), "profile_display_name");
  EXPECT_EQ(reason_of(check_profile({.display_name = "a\nb"})), "profile_display_name");
  EXPECT_EQ(reason_of(check_profile({.display_name = "\xff"})), "profile_display_name");
}

TEST(Profile, TheDescriptionIsBoundedText) {
  EXPECT_EQ(reason_of(check_profile({.description = std::string(kMaxDescription + 1, 'd')})), "profile_description");
  EXPECT_EQ(reason_of(check_profile({.description = "\xc3"})), "profile_description");
}

TEST(Profile, ATimezoneHasTheCharactersOfTheTzDatabase) {
  EXPECT_EQ(reason_of(check_profile({.timezone = "Europe/Berlin; DROP"})), "profile_timezone");
  EXPECT_EQ(reason_of(check_profile({.timezone = "<b>"})), "profile_timezone");
  EXPECT_EQ(reason_of(check_profile({.timezone = std::string(kMaxTimezone + 1, 'a')})), "profile_timezone");
}

TEST(Profile, AnImageIsAnHttpsAddressOfAKnownSize) {
  for (const char* address : {"", "https://", "http://img.example/a.png", "javascript:alert(1)", "data:image/png,x",
                              "https://img.example/a b", "https://img.example/\"onerror=x", "HTTPS://img.example/a"})
    EXPECT_EQ(reason_of(check_profile({.images = {{"image", address}}})), "profile_image") << address;
  EXPECT_EQ(reason_of(check_profile({.images = {{"image1000", "https://img.example/a"}}})), "profile_image");
  EXPECT_EQ(reason_of(check_profile({.images = {{"image", "https://" + std::string(kMaxImageAddress, 'a')}}})),
            "profile_image");
}

}  // namespace
}  // namespace sallyport::identity
