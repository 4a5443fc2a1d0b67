// Who may open a WebSocket to an application, and when the gateway closes it.
#include <gtest/gtest.h>

#include "gateway/proxy/proxy_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Headers;
using testing::lives_on;
using testing::maintain;
using testing::open_socket;
using testing::Reply;
using testing::route;
using testing::World;
using testing::world_with;

TEST(WebSocket, NeedsASessionAndOurOwnOrigin) {
  RecordProperty("covers", "HTTP-09");
  World world = world_with({route("/")});
  const auto upgrade = [&](std::string_view origin) {
    Headers headers{{"Connection", "Upgrade"}, {"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}};
    if (!origin.empty()) headers.emplace_back("Origin", std::string(origin));
    return world.get("/ws", headers);
  };
  EXPECT_EQ(upgrade("https://app.example").status, 401);
  world.sign_in();
  EXPECT_EQ(upgrade("https://evil.example").status, 403);
  EXPECT_EQ(upgrade("").status, 403);
  const Reply reply = upgrade("https://app.example");
  ASSERT_TRUE(reply.forward);
  EXPECT_TRUE(reply.forward->upgrade);
  EXPECT_EQ(reply.forward->headers.find("Upgrade"), std::string::npos) << "the server adds the lines of one hop";
}

TEST(WebSocket, ClosesWhenTheSessionEnds) {
  RecordProperty("covers", "HTTP-09");
  World world = world_with({route("/")});
  world.sign_in();
  auto watch = open_socket(world);
  EXPECT_TRUE(lives_on(watch));
  EXPECT_EQ(watch.glance(), http::Watch::Verdict::go_on) << "looked at a moment ago";
  world.post("/api/v1/auth/logout", {}, {{"Sec-Fetch-Site", "same-origin"}});
  EXPECT_FALSE(lives_on(watch));
}

TEST(WebSocket, ClosesWhenTheRoleIsGoneAtTheProvider) {
  World world = world_with({route("/", [](Route& r) { r.requirement.any_role = {"Steward"}; })});
  world.provider.edit = [](json::Object& claims) { claims.set("roles", json::Array{"Steward"}); };
  world.sign_in();
  auto watch = open_socket(world);
  EXPECT_TRUE(lives_on(watch));
  world.provider.edit = [](json::Object& claims) { claims.set("roles", json::Array{"Reader"}); };
  EXPECT_TRUE(lives_on(watch)) << "nobody has told us yet";
  world.clock.advance(world.settings().sessions.renew_every);
  EXPECT_FALSE(lives_on(watch)) << "it renews the session by itself";
}

TEST(WebSocket, OutlivesARenewalThatTakesNothingAway) {
  World world = world_with({route("/")});
  world.sign_in();
  auto watch = open_socket(world);
  world.clock.advance(world.settings().sessions.renew_every);
  world.get("/check");
  EXPECT_TRUE(lives_on(watch));
}

TEST(WebSocket, ClosesWhenAnotherProcessDisabledThePerson) {
  World world = world_with({route("/")});
  world.sign_in();
  auto watch = open_socket(world);
  EXPECT_TRUE(lives_on(watch));
  const auto people = world.identities->list({}, 1);
  ASSERT_TRUE(world.identities->set_disabled(people->front().person.id, true));
  world.sessions->elsewhere.all = true;
  maintain(world.parts->operation);
  EXPECT_FALSE(lives_on(watch));
}

TEST(WebSocket, ClosesWhereTheStoreDoesNotAnswer) {
  World world = world_with({route("/")});
  world.sign_in();
  auto watch = open_socket(world);
  world.sessions->down = true;
  EXPECT_FALSE(lives_on(watch));
}

TEST(WebSocket, AnotherProtocolIsNoUpgrade) {
  World world = world_with({route("/", [](Route& r) { r.access = RouteAccess::public_; })});
  const Reply reply = world.send(
      "GET", "/x", {{"Connection", "Upgrade, HTTP2-Settings"}, {"Upgrade", "h2c"}, {"HTTP2-Settings", "AA"}});
  ASSERT_TRUE(reply.forward);
  EXPECT_FALSE(reply.forward->upgrade);
  EXPECT_EQ(reply.forward->headers.find("h2c"), std::string::npos);
}

}  // namespace
}  // namespace sallyport::gateway
