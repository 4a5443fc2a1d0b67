#include "gateway/sign_in/used_states.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace sallyport::gateway {
namespace {

TEST(UsedStates, OneResponseAtATimeAndNoneAfterOneThatSignedIn) {
  RecordProperty("covers", "JWT-32");
  UsedStates used;
  auto use = used.begin("a", {1000});
  ASSERT_TRUE(use);
  EXPECT_FALSE(used.begin("a", {1000})) << "under way";
  EXPECT_TRUE(used.begin("b", {1000})) << "another tab";
  use->signed_in({1000});
  use.reset();
  EXPECT_FALSE(used.begin("a", {1599}));
  EXPECT_TRUE(used.begin("a", {1600})) << "its cookie is over";
}

TEST(UsedStates, AResponseThatFailedLeavesRoomForTheRightOne) {
  UsedStates used;
  EXPECT_TRUE(used.begin("a", {1000}));
  EXPECT_TRUE(used.begin("a", {1000}));
}

TEST(UsedStates, AnExceptionOnTheWayCountsAsAFailure) {
  UsedStates used;
  const auto fail = [&] {
    const auto use = used.begin("a", {1000});
    throw std::runtime_error("out of memory");
  };
  EXPECT_THROW(fail(), std::runtime_error);
  EXPECT_TRUE(used.begin("a", {1000}));
}

TEST(UsedStates, AUseThatMovedEndsOnce) {
  UsedStates used;
  auto first = used.begin("a", {1000});
  const auto moved = std::move(first);
  first.reset();
  EXPECT_FALSE(used.begin("a", {1000})) << "the other one still holds it";
}

}  // namespace
}  // namespace sallyport::gateway
