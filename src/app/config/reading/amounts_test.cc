#include "app/config/reading/amounts.h"

#include <gtest/gtest.h>

namespace sallyport::app::config {
namespace {

TEST(Amounts, ADurationMayHaveAUnit) {
  EXPECT_EQ(parse_duration("90"), Seconds(90));
  EXPECT_EQ(parse_duration("90s"), Seconds(90));
  EXPECT_EQ(parse_duration("15m"), Seconds(900));
  EXPECT_EQ(parse_duration("8h"), Seconds(28800));
  EXPECT_EQ(parse_duration("7d"), Seconds(604800));
  for (const std::string_view text : {"", "h", "-1", "1.5h", "1 h", "8hours", "1w", "99999d", "9223372036854775807d"})
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
}

TEST(Amounts, ASizeMayHaveAUnit) {
  EXPECT_EQ(parse_size("10"), 10);
  EXPECT_EQ(parse_size("10k"), 10240);
  EXPECT_EQ(parse_size("2m"), 2 * 1024 * 1024);
  for (const std::string_view text : {"", "m", "-1", "1g", "9223372036854775807m"})
    EXPECT_EQ(parse_size(text), std::nullopt) << text;
}

}  // namespace
}  // namespace sallyport::app::config
