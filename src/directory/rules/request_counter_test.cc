#include "directory/rules/request_counter.h"

#include <gtest/gtest.h>

namespace sallyport::directory {
namespace {

constexpr UnixTime kNow{1'800'000'000};

TEST(RequestCounter, CountsEachKeyUntilItsWindowEnds) {
  RequestCounter counter(Seconds(300));
  EXPECT_EQ(counter.count("a", kNow), 1);
  EXPECT_EQ(counter.count("a", kNow + Seconds(299)), 2);
  EXPECT_EQ(counter.count("b", kNow + Seconds(299)), 1);
  EXPECT_EQ(counter.rest("a", kNow + Seconds(299)), Seconds(1));
  EXPECT_EQ(counter.rest("a", kNow + Seconds(300)), Seconds(0));
  EXPECT_EQ(counter.rest("c", kNow), Seconds(0));
  EXPECT_EQ(counter.count("a", kNow + Seconds(300)), 1);
}

TEST(RequestCounter, KeepsNoMoreKeysThanItHasRoomFor) {
  RequestCounter counter(Seconds(300));
  EXPECT_EQ(counter.count("old", kNow), 1);
  for (std::size_t i = 1; i < RequestCounter::kMostKeys; ++i) counter.count(std::to_string(i), kNow + Seconds(200));
  EXPECT_EQ(counter.count("new", kNow + Seconds(300)), 1);  // the old one has ended and makes room
  EXPECT_EQ(counter.count("1", kNow + Seconds(300)), 2) << "windows that run are kept";
  EXPECT_EQ(counter.count("one more", kNow + Seconds(300)), 1);
  EXPECT_EQ(counter.count("1", kNow + Seconds(300)), 1) << "there was no room, so all began again";
}

}  // namespace
}  // namespace sallyport::directory
