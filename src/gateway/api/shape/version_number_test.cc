#include "gateway/api/shape/version_number.h"

#include <gtest/gtest.h>

namespace sallyport::gateway {
namespace {

TEST(VersionNumber, CountsInTenths) {
  EXPECT_EQ(version_value(1), json::Value(0.1));
  EXPECT_EQ(version_value(12), json::Value(1.2));
  EXPECT_EQ(version_value(20), json::Value(2.0));
}

TEST(VersionNumber, ReadsWhatClientsPrint) {
  EXPECT_EQ(parse_version_number("0.1"), 1);
  EXPECT_EQ(parse_version_number("1.2"), 12);
  EXPECT_EQ(parse_version_number("2.0"), 20);
  EXPECT_EQ(parse_version_number("2"), 20);
}

TEST(VersionNumber, RefusesEverythingElse) {
  for (const std::string_view text :
       {"", "0.0", "0", "-0.1", ".1", "1.", "1.23", "1.2.3", "1e1", "x", "0x1", " 1", "9999999999999.1"})
    EXPECT_EQ(parse_version_number(text), std::nullopt) << text;
}

}  // namespace
}  // namespace sallyport::gateway
