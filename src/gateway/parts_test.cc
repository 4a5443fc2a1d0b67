// A reload replaces all parts in one step: which requests see which parts, and what the caches keep.
#include "gateway/parts.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Headers;
using testing::reload;
using testing::Reply;
using testing::World;

Route upstream_route(std::string path, RouteAccess access) {
  Route route;
  route.path = std::move(path);
  route.access = access;
  route.upstream = std::make_shared<const http::Upstream>();
  return route;
}

Headers cookie_of(const World& world) {
  return {{"Cookie", "__Host-sallyport=" + world.session_cookie()}};
}

http::Action ask(World& world, std::string_view target) {
  http::Request request;
  request.method = "GET";
  request.target = target;
  request.peer = std::make_shared<http::Peer>(world.peer);
  request.headers.push_back({"Host", "app.example"});
  return world.handler->on_request(request, false);
}

TEST(PartsInForce, TheNextRequestFindsTheNewOnes) {
  World world([](Settings& settings) { settings.routes = {upstream_route("/old", RouteAccess::public_)}; });
  EXPECT_TRUE(world.send("GET", "/old").forward);
  reload(world, [](Settings& settings) { settings.routes = {upstream_route("/new", RouteAccess::public_)}; });
  EXPECT_EQ(world.send("GET", "/old").status, 404);
  EXPECT_TRUE(world.send("GET", "/new").forward);
}

TEST(PartsInForce, WorkThatHadBegunKeepsTheOldOnes) {
  World world([](Settings& settings) { settings.routes = {upstream_route("/app", RouteAccess::required)}; });
  world.sign_in();
  http::Request request;
  request.method = "GET";
  request.target = "/app";
  request.peer = std::make_shared<http::Peer>(world.peer);
  const std::string cookie = cookie_of(world).front().second;
  request.headers = {{"Host", "app.example"}, {"Cookie", cookie}};
  const http::Action action = world.handler->on_request(request, false);
  ASSERT_TRUE(std::holds_alternative<http::Defer>(action)) << "the session is in no cache yet";
  reload(world, [](Settings& settings) { settings.routes.clear(); });
  EXPECT_EQ(world.send("GET", "/app", {{"Cookie", cookie}}).status, 404);
  EXPECT_TRUE(std::holds_alternative<http::Forward>(std::get<http::Defer>(action).work()));
}

TEST(PartsInForce, LiveAsLongAsAnExchangeThatRefersToThem) {
  World world([](Settings& settings) { settings.routes = {upstream_route("/old", RouteAccess::public_)}; });
  const std::weak_ptr<const Parts> before = world.parts;
  http::Action action = ask(world, "/old");
  reload(world, [](Settings&) {});
  world.parts.reset();
  EXPECT_FALSE(before.expired());
  action = http::Answer{};
  ask(world, "/old");
  EXPECT_TRUE(before.expired()) << "and no longer";
}

TEST(PartsInForce, NewLimitsHoldForSessionsThatAreRemembered) {
  World world;
  world.sign_in();
  EXPECT_EQ(world.send("GET", "/check", cookie_of(world)).status, 204);
  const int finds = world.sessions->finds;
  reload(world, [](Settings& settings) { settings.sessions.limits.idle = Seconds(120); });
  EXPECT_EQ(world.send("GET", "/check", cookie_of(world)).status, 204);
  EXPECT_GT(world.sessions->finds, finds);
}

TEST(PartsInForce, ATokenIsJudgedByTheNewOnes) {
  World world([](Settings& settings) { settings.provider.confidential = false; });
  const std::string token = world.provider.sign(world.provider.id_token_claims());
  const Headers bearer{{"Authorization", "Bearer " + token}};
  EXPECT_EQ(world.send("GET", "/check", bearer).status, 204);
  EXPECT_EQ(world.send("GET", "/check", bearer).status, 204);
  reload(world, [](Settings& settings) { settings.provider.audiences = {"somebody-else"}; });
  EXPECT_EQ(world.send("GET", "/check", bearer).status, 401) << "though it was in the cache";
}

TEST(CheckPath, HasOneSpelling) {
  World world;
  world.sign_in();
  for (const std::string_view path : {"/check", "/%63heck", "/chec%6B"})
    EXPECT_EQ(world.send("GET", path, cookie_of(world)).status, 204) << path;
  EXPECT_EQ(world.send("GET", "/%63heck").status, 401);
  EXPECT_EQ(world.send("GET", "/%63heck/any", {{"Host", "elsewhere.example"}}).status, 401) << "any Host, as /check";
  EXPECT_EQ(world.send("GET", "/check/../x", cookie_of(world)).status, 400);
}

}  // namespace
}  // namespace sallyport::gateway
