#include "directory/graph/shape/times.h"

#include <gtest/gtest.h>

namespace sallyport::directory::graph {
namespace {

TEST(GraphTimes, ReadsWhatItPrints) {
  for (const std::int64_t seconds : {1LL, 951'782'400LL, 1'800'000'000LL, 4'102'444'799LL})
    EXPECT_EQ(parse_time(print_rfc3339(UnixTime{seconds})), UnixTime{seconds});
  EXPECT_TRUE(print_time(UnixTime{0}).is_null());
}

TEST(GraphTimes, CutsTheFraction) {
  EXPECT_EQ(parse_time("2027-01-15T08:00:00.1234567Z"), UnixTime{1'800'000'000});
}

TEST(GraphTimes, RefusesEveryOtherText) {
  for (const char* text :
       {"", "2027-01-15", "2027-01-15T08:00:00", "2027-01-15 08:00:00Z", "2027-02-30T00:00:00Z", "2027-13-01T00:00:00Z",
        "2027-00-01T00:00:00Z", "2027-01-15T24:00:00Z", "2027-01-15T08:60:00Z", "2027-01-15T08:00:60Z",
        "2027-01-15T08:00:00.Z", "2027-01-15T08:00:00.12345678901Z", "2027-01-15T08:00:00+01:00",
        "20a7-01-15T08:00:00Z", "1969-01-01T00:00:00Z", "2027-01-15T08:00:00,5Z"})
    EXPECT_FALSE(parse_time(text)) << text;
}

}  // namespace
}  // namespace sallyport::directory::graph
