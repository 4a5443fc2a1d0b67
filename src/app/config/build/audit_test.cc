// The keys of the section audit.
#include <gtest/gtest.h>

#include "app/config/build/load_fixture.h"

namespace sallyport::app::config {
namespace {

LoadedConfig with_audit(const std::string& audit) {
  return load(std::string(kConfidential) + (audit.empty() ? "" : "audit:\n" + audit));
}

TEST(ConfigAudit, IsKeptForNinetyDaysUnlessToldOtherwise) {
  EXPECT_EQ(with_audit("").settings->audit.keep_for, Seconds(90 * 86400));
  EXPECT_EQ(with_audit("  keepFor: 1d\n").settings->audit.keep_for, Seconds(86400));
  EXPECT_EQ(with_audit("  keepFor: 365d\n").settings->audit.keep_for, Seconds(365 * 86400));
}

TEST(ConfigAudit, ATrailThatIsGoneWithinADayIsNone) {
  for (const char* const text : {"  keepFor: 23h\n", "  keepFor: 0\n"}) {
    const auto loaded = with_audit(text);
    EXPECT_FALSE(loaded.settings) << text;
    EXPECT_NE(print_all(loaded).find("audit.keepFor"), std::string::npos) << text << print_all(loaded);
  }
}

}  // namespace
}  // namespace sallyport::app::config
