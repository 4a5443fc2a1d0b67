#include "gateway/call/places.h"

#include <gtest/gtest.h>

#include <optional>

namespace sallyport::gateway {
namespace {

TEST(Places, AreTakenAndGivenBack) {
  Places places(1);
  {
    const Places::Place one(places);
    EXPECT_TRUE(one);
    EXPECT_FALSE(Places::Place(places));
  }
  EXPECT_TRUE(Places::Place(places));
}

TEST(Places, OneThatFoundNoRoomTakesNoneFromOthers) {
  Places places(1);
  std::optional<Places::Place> one(std::in_place, places);
  const Places::Place none(places);
  ASSERT_FALSE(none);
  one.reset();
  EXPECT_TRUE(Places::Place(places)) << "while the one that found no room still lives";
}

}  // namespace
}  // namespace sallyport::gateway
