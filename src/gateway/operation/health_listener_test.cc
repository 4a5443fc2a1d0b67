#include "gateway/operation/health_listener.h"

#include <gtest/gtest.h>

#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::maintain;
using testing::Reply;
using testing::World;

constexpr Seconds kStaleAfter{5};

// A gateway that has reached its provider, and its health listener.
struct Watched {
  World world{[](Settings& settings) { settings.store.stale_after = kStaleAfter; }};
  std::unique_ptr<http::Handler> listener = make_health_handler(
      [this] { return std::shared_ptr<const OperationParts>(world.parts, &world.parts->operation); });

  Watched() {
    world.sign_in();
    maintain(world.parts->operation);
  }

  Reply ready() { return world.send("GET", "/readyz", {}, {}, listener.get()); }

  void pass(Seconds time) {
    world.clock.advance(time);
    maintain(world.parts->operation);
  }
};

TEST(Readiness, ANodeWithoutItsStoreIsReadyForAsLongAsItsCachesAreTrusted) {
  RecordProperty("covers", "F-09");
  Watched watched;
  EXPECT_EQ(watched.ready().body, "ready\nidp=ok\n");
  watched.world.sessions->down = watched.world.sessions->out_of_sight = true;
  const Reply at_once = watched.ready();
  EXPECT_EQ(at_once.status, 200) << "all nodes share the store, so no other node could do better";
  EXPECT_EQ(at_once.body, "ready\nidp=ok\nstore=degraded\n");
  watched.pass(kStaleAfter - Seconds(1));
  EXPECT_EQ(watched.ready().status, 200);
  watched.pass(Seconds(1));
  const Reply stale = watched.ready();
  EXPECT_EQ(stale.status, 503);
  EXPECT_EQ(stale.body, "the session store does not answer\n");
  watched.world.sessions->down = watched.world.sessions->out_of_sight = false;
  watched.pass(Seconds(1));
  EXPECT_EQ(watched.ready().body, "ready\nidp=ok\n");
}

TEST(Readiness, AStoreThatHasNotToldWhatChangedIsNotAsked) {
  Watched watched;
  watched.world.sessions->out_of_sight = true;
  watched.pass(Seconds(3));
  const int before = watched.world.sessions->finds;
  EXPECT_EQ(watched.ready().body, "ready\nidp=ok\nstore=degraded\n");
  EXPECT_EQ(watched.world.sessions->finds, before) << "the question would hang, and the probe with it";
}

TEST(Readiness, AStoreThatTellsWhatChangedAndFindsNoSessionIsNotEnoughForLong) {
  Watched watched;
  EXPECT_EQ(watched.ready().status, 200);
  watched.world.sessions->down = true;
  EXPECT_EQ(watched.ready().status, 200);
  watched.pass(kStaleAfter);
  EXPECT_EQ(watched.ready().status, 503);
}

TEST(Readiness, ANodeThatStopsIsNotReady) {
  Watched watched;
  watched.world.shared->stopping = true;
  EXPECT_EQ(watched.ready().status, 503);
  EXPECT_EQ(watched.ready().body, "stopping\n");
}

}  // namespace
}  // namespace sallyport::gateway
