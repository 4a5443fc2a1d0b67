#include "gateway/operation/maintenance.h"

#include <gtest/gtest.h>

#include "gateway/operation/health_listener.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::World;

TEST(Maintenance, ANewVersionOfTheConfigurationIsNoted) {
  World world;
  hear_changes(world.parts->operation);
  EXPECT_FALSE(world.shared->configuration_news);
  world.sessions->elsewhere.configuration = true;
  hear_changes(world.parts->operation);
  EXPECT_TRUE(world.shared->configuration_news);
}

TEST(Maintenance, AVersionThatWentUnnoticedIsLookedFor) {
  World world;
  world.sessions->elsewhere.all = true;
  hear_changes(world.parts->operation);
  EXPECT_TRUE(world.shared->configuration_news);
}

TEST(Maintenance, OtherChangesAreNoNewsOfTheConfiguration) {
  World world;
  world.sessions->elsewhere.people = true;
  hear_changes(world.parts->operation);
  EXPECT_FALSE(world.shared->configuration_news);
}

TEST(HealthListener, SaysWhichVersionOfTheConfigurationIsInForce) {
  World world([](Settings& settings) { settings.config_version = 7; });
  world.sign_in();  // the provider is asked
  hear_changes(world.parts->operation);
  const auto health = make_health_handler(
      [&world] { return std::shared_ptr<const OperationParts>(world.parts, &world.parts->operation); });
  EXPECT_EQ(world.send("GET", "/readyz", {}, {}, health.get()).body, "ready\nidp=ok\nconfig=7\n");
  EXPECT_NE(world.send("GET", "/metrics", {}, {}, health.get()).body.find("sallyport_config_version 7\n"),
            std::string::npos);
}

TEST(Maintenance, DoubtsTheCachesInTimeAndNotMoreOftenThanNeeded) {
  RecordProperty("covers", "F-09");
  World world([](Settings& settings) { settings.store.stale_after = Seconds(30); });
  const OperationParts& parts = world.parts->operation;
  hear_changes(parts);
  EXPECT_EQ(doubt_caches(parts), kDoubtsAtLeastEvery);
  world.sessions->out_of_sight = true;
  world.clock.advance(Seconds(29));
  hear_changes(parts);
  const auto pause = doubt_caches(parts);
  EXPECT_FALSE(parts.revocations.is_deaf());
  EXPECT_LT(pause, std::chrono::milliseconds(1000)) << "the next call must come before the 30 s are over";
  world.clock.advance(Seconds(1));
  EXPECT_EQ(doubt_caches(parts), kDoubtsWithin);
  EXPECT_TRUE(parts.revocations.is_deaf());
  world.sessions->out_of_sight = false;
  hear_changes(parts);
  EXPECT_EQ(doubt_caches(parts), kDoubtsAtLeastEvery);
  EXPECT_FALSE(parts.revocations.is_deaf());
}

TEST(Maintenance, ACallThatLeftTheQuestionToTheNextOneIsNoAnswer) {
  World world([](Settings& settings) { settings.store.stale_after = Seconds(30); });
  const OperationParts& parts = world.parts->operation;
  hear_changes(parts);
  world.clock.advance(Seconds(20));
  world.sessions->elsewhere.asked = false;
  hear_changes(parts);
  EXPECT_EQ(parts.store_watch.silence(), Seconds(20));
  hear_changes(parts);
  EXPECT_EQ(parts.store_watch.silence(), Seconds(0));
}

}  // namespace
}  // namespace sallyport::gateway
