// New rules hold for upgraded connections that are open.
#include <gtest/gtest.h>

#include "gateway/exchange_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::lives_on;
using testing::open_socket;
using testing::reload;
using testing::Reply;
using testing::World;

Route socket_route(const std::function<void(Route&)>& edit = [](Route&) {}) {
  return testing::route("/ws", edit);
}

// Whether a connection that the route `before` let through lives on under the routes `after`.
bool outlives(const Route& before, const std::vector<Route>& after, const std::function<void(Settings&)>& more = {}) {
  World world([&](Settings& settings) { settings.routes = {before}; });
  world.sign_in();
  auto watch = open_socket(world);
  EXPECT_TRUE(lives_on(watch));
  reload(world, [&](Settings& settings) {
    settings.routes = after;
    if (more) more(settings);
  });
  const bool first = lives_on(watch);
  EXPECT_EQ(first && lives_on(watch), first);
  return first;
}

TEST(StandingOfWebSockets, ConnectionsThatTheNewRulesLetThroughLiveOn) {
  RecordProperty("covers", "HTTP-09");
  EXPECT_TRUE(outlives(socket_route(), {socket_route()}));
  EXPECT_TRUE(outlives(socket_route(), {socket_route([](Route& route) { route.requirement.any_role = {"Reader"}; })}));
  EXPECT_TRUE(outlives(socket_route(), {socket_route([](Route& route) { route.path = "/"; })}));
}

TEST(StandingOfWebSockets, TheOthersEnd) {
  RecordProperty("covers", "HTTP-09");
  EXPECT_FALSE(outlives(socket_route(), {})) << "no route any more";
  EXPECT_FALSE(outlives(socket_route(), {socket_route([](Route& r) { r.requirement.any_role = {"Steward"}; })}));
  EXPECT_FALSE(
      outlives(socket_route(), {socket_route([](Route& r) { r.upstream = std::make_shared<const http::Upstream>(); })}))
      << "another application";
  const Route reader = socket_route([](Route& r) { r.requirement.any_role = {"Reader"}; });
  EXPECT_FALSE(outlives(reader, {reader}, [](Settings& settings) { settings.roles.app_roles_as_is = false; }));
}

TEST(StandingOfWebSockets, APublicOneEndsWhereASignInIsNeededNow) {
  RecordProperty("covers", "HTTP-09");
  const auto public_route = socket_route([](Route& route) { route.access = RouteAccess::public_; });
  World world([&](Settings& settings) { settings.routes = {public_route}; });
  auto watch = open_socket(world);
  EXPECT_TRUE(lives_on(watch));
  reload(world, [](Settings&) {});
  EXPECT_TRUE(lives_on(watch));
  reload(world, [](Settings& settings) { settings.routes = {socket_route()}; });
  EXPECT_FALSE(lives_on(watch));
}

TEST(StandingOfWebSockets, OneThatABearerTokenOpenedIsJudgedByTheNewMapping) {
  RecordProperty("covers", "HTTP-09");
  World world([](Settings& settings) {
    settings.provider.confidential = false;
    settings.routes = {socket_route([](Route& route) { route.requirement.any_role = {"Reader"}; })};
  });
  const std::string token = world.provider.sign(world.provider.id_token_claims());
  Reply reply = world.send("GET", "/ws",
                           {{"Connection", "Upgrade"}, {"Upgrade", "websocket"}, {"Authorization", "Bearer " + token}});
  ASSERT_TRUE(reply.forward && reply.forward->watch);
  EXPECT_TRUE(lives_on(*reply.forward->watch));
  reload(world, [](Settings&) {});
  EXPECT_TRUE(lives_on(*reply.forward->watch));
  reload(world, [](Settings& settings) { settings.roles.app_roles_as_is = false; });
  EXPECT_FALSE(lives_on(*reply.forward->watch));
}

}  // namespace
}  // namespace sallyport::gateway
