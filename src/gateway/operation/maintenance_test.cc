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

}  // namespace
}  // namespace sallyport::gateway
