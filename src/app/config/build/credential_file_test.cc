#include "app/config/section/credential_file.h"

#include <gtest/gtest.h>

#include "app/config/build/load_fixture.h"
#include "base/reason_of.h"

namespace sallyport::app::config {
namespace {

Result<Secret> password_in(const std::string& text) {
  return read_store_password(surroundings({}, {{"/run/password", {text, false}}}), "/run/password");
}

TEST(StorePassword, IsTheOnlyLineOfItsFile) {
  for (const std::string text : {"pass word", "pass word\n", "pass word\r\n"}) {
    const auto password = password_in(text);
    ASSERT_TRUE(password) << text;
    EXPECT_EQ(password->reveal(), "pass word");
  }
}

TEST(StorePassword, AFileWithoutOneIsUnavailableAndNamedWithoutItsText) {
  for (const std::string text : {"", "\n", "hush\nhush\n", "hush\thush"}) {
    const auto password = password_in(text);
    ASSERT_EQ(reason_of(password), "postgres_password_file") << text;
    EXPECT_EQ(password.error().kind, Kind::unavailable);
    EXPECT_EQ(password.error().detail.find("hush"), std::string::npos);
    EXPECT_TRUE(password.error().detail.starts_with("/run/password: ")) << password.error().detail;
  }
  EXPECT_EQ(reason_of(read_store_password(surroundings(), "/run/nowhere")), "postgres_password_file");
}

}  // namespace
}  // namespace sallyport::app::config
