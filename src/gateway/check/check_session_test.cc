// What /check answers for a session cookie, and for how long.
#include <gtest/gtest.h>

#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Headers;
using testing::maintain;
using testing::Reply;
using testing::World;

TEST(CheckSession, SaysWhoItIs) {
  World world;
  world.provider.edit = [](json::Object& claims) { claims.set("groups", json::Array{"g1", "g2"}); };
  world.sign_in();
  const Reply reply = world.get("/check");
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.header("X-Auth-Request-User"), "ann");
  EXPECT_EQ(reply.header("X-Auth-Request-Email"), "ann@contoso.example");
  EXPECT_EQ(reply.header("X-Auth-Request-Preferred-Username"), "ann@contoso.example");
  EXPECT_EQ(reply.header("X-Auth-Request-Groups"), "g1,g2");
  EXPECT_EQ(reply.header("X-Auth-Request-Roles"), "Reader");
  EXPECT_EQ(reply.header("Cache-Control"), "no-store");
  EXPECT_EQ(reply.header("X-Content-Type-Options"), "nosniff");
}

TEST(CheckSession, EveryMethodIsAnswered) {
  World world;
  world.sign_in();
  const std::string cookie = "__Host-sallyport=" + world.session_cookie();
  for (const std::string_view method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"})
    EXPECT_EQ(world.send(method, "/check", {{"Cookie", cookie}}).status, 204) << method;
}

TEST(CheckSession, OpenedWhileTheClockStoodInTheFutureItIsRefusedOnceThatIsRight) {
  RecordProperty("covers", "F-07");
  constexpr Seconds kWrong{400 * 86400};
  World world;
  world.clock.advance(kWrong);
  world.sign_in();
  EXPECT_EQ(world.get("/check").status, 204);
  EXPECT_EQ(world.get("/check").status, 204) << "from the cache";
  const Headers cookie{{"Cookie", "__Host-sallyport=" + world.session_cookie()}};
  world.clock.advance(-kWrong);
  EXPECT_EQ(world.send("GET", "/check", cookie).status, 401) << "at once, and not for as long as the clock was wrong";
  maintain(world.parts->operation);
  EXPECT_EQ(world.send("GET", "/check", cookie).status, 401);
  world.clock.advance(kWrong);
  EXPECT_EQ(world.send("GET", "/check", cookie).status, 204) << "had it been the other way round, nobody would be lost";
}

TEST(CheckSession, UsedWhileTheClockStoodInTheFutureItLivesAndIdlesAgain) {
  RecordProperty("covers", "F-07");
  constexpr Seconds kWrong{6 * 3600};
  World world;
  world.provider.refresh_tokens = false;
  world.sign_in();
  world.clock.advance(kWrong);
  EXPECT_EQ(world.get("/check").status, 204);
  maintain(world.parts->operation);  // writes to the store when the session was seen
  world.clock.advance(-kWrong);
  EXPECT_EQ(world.get("/check").status, 204);
  maintain(world.parts->operation);
  world.clock.advance(world.settings().sessions.limits.idle);
  EXPECT_EQ(world.get("/check").status, 401);
}

TEST(CheckSession, ASecondCheckAsksNoStore) {
  World world;
  world.sign_in();
  world.get("/check");
  const int finds = world.sessions->finds;
  EXPECT_EQ(world.get("/check").status, 204);
  EXPECT_EQ(world.sessions->finds, finds);
}

TEST(CheckSession, AValueOfAClaimCannotSplitTheAnswer) {
  RecordProperty("covers", "JWT-27, HTTP-10");
  World world;
  world.provider.edit = [](json::Object& claims) {
    claims.set("roles", json::Array{"a\r\nX-Evil: 1", "b,Admin", "fine"});
    claims.set("preferred_username", "x\r\nX-Evil: 1");
  };
  world.sign_in();
  const Reply reply = world.get("/check");
  EXPECT_EQ(reply.header("X-Auth-Request-Roles"), "fine");
  EXPECT_EQ(reply.header("X-Evil"), "");
  EXPECT_EQ(reply.header("X-Auth-Request-Preferred-Username"), "");
}

TEST(CheckSession, NobodyGets401WithAChallenge) {
  World world;
  const Reply reply = world.send("GET", "/check");
  EXPECT_EQ(reply.status, 401);
  EXPECT_TRUE(reply.header("WWW-Authenticate").starts_with("Bearer"));
  EXPECT_EQ(reply.header("WWW-Authenticate").find("error"), std::string::npos) << "RFC 6750 3.1: none was offered";
  EXPECT_EQ(reply.header("Cache-Control"), "no-store");
}

TEST(CheckSession, ACookieThatIsNoSessionIs401) {
  RecordProperty("covers", "SES-03, SES-08");
  World world;
  world.sign_in();
  const std::string good = world.session_cookie();
  for (const std::string& value : {std::string(), std::string("x"), good.substr(1), good + good, good + "A",
                                   std::string(good.rbegin(), good.rend()), std::string(16'000, 'A')})
    EXPECT_EQ(world.send("GET", "/check", {{"Cookie", "__Host-sallyport=" + value}}).status, 401) << value;
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string flipped = good;
    flipped[i] = flipped[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(world.send("GET", "/check", {{"Cookie", "__Host-sallyport=" + flipped}}).status, 401) << i;
  }
}

TEST(CheckSession, TwoUnlikeCookiesOfOneNameAreNobody) {
  RecordProperty("covers", "SES-08");
  World world;
  world.sign_in();
  const std::string good = "__Host-sallyport=" + world.session_cookie();
  const std::string other = "__Host-sallyport=" + std::string(43, 'A');
  EXPECT_EQ(world.send("GET", "/check", {{"Cookie", good + "; " + other}}).status, 401);
  EXPECT_EQ(world.send("GET", "/check", {{"Cookie", other + "; " + good}}).status, 401);
}

TEST(CheckSession, EndsAtItsAbsoluteLimitEvenInTheCache) {
  RecordProperty("covers", "SES-06");
  World world([](Settings& settings) {
    settings.sessions.limits = {Seconds(100'000), Seconds(1000)};
    settings.provider.client.scopes = {"openid"};
  });
  world.provider.refresh_tokens = false;
  world.sign_in();
  world.get("/check");
  world.clock.advance(Seconds(999));
  EXPECT_EQ(world.get("/check").status, 204);
  world.clock.advance(Seconds(1));
  EXPECT_EQ(world.get("/check").status, 401);
}

TEST(CheckSession, EndsWhenIdleEvenInTheCache) {
  RecordProperty("covers", "SES-06");
  World world([](Settings& settings) { settings.sessions.limits = {Seconds(200), Seconds(100'000)}; });
  world.provider.refresh_tokens = false;
  world.sign_in();
  world.get("/check");
  world.clock.advance(Seconds(200));
  EXPECT_EQ(world.get("/check").status, 401);
}

TEST(CheckSession, WhoIsSeenStays) {
  World world([](Settings& settings) { settings.sessions.limits = {Seconds(200), Seconds(100'000)}; });
  world.provider.refresh_tokens = false;
  world.sign_in();
  for (int i = 0; i < 10; ++i) {
    world.clock.advance(Seconds(100));
    EXPECT_EQ(world.get("/check").status, 204) << i;
    maintain(world.parts->operation);
  }
  EXPECT_GE(world.sessions->touches, 9);
}

TEST(CheckSession, SeenIsWrittenAtMostOnceAMinute) {
  World world;
  world.sign_in();
  for (int i = 0; i < 59; ++i) {
    world.get("/check");
    world.clock.advance(Seconds(1));
  }
  maintain(world.parts->operation);
  EXPECT_EQ(world.sessions->touches, 0);
}

TEST(CheckSession, ASignOutIsSeenByEveryLoopAtItsNextRequest) {
  RecordProperty("covers", "SES-04");
  World world;
  world.sign_in();
  const auto other_loop = make_handler(*world.in_force);
  const Headers cookie{{"Cookie", "__Host-sallyport=" + world.session_cookie()}};
  EXPECT_EQ(world.send("GET", "/check", cookie, {}, other_loop.get()).status, 204);
  EXPECT_EQ(world.send("GET", "/check", cookie, {}, other_loop.get()).status, 204);
  world.send("POST", "/api/v1/auth/logout", {cookie[0], {"Sec-Fetch-Site", "same-origin"}});
  EXPECT_EQ(world.send("GET", "/check", cookie, {}, other_loop.get()).status, 401);
  EXPECT_EQ(world.send("GET", "/check", cookie).status, 401);
}

TEST(CheckSession, AStoreThatIsDownIs503AndNever204) {
  World world;
  world.sign_in();
  world.sessions->down = true;
  const Reply reply = world.send("GET", "/check", {{"Cookie", "__Host-sallyport=" + world.session_cookie()}});
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.header("X-Auth-Request-User"), "");
}

TEST(CheckSession, ADisabledPersonIsOutWhenTheCacheLooksAgain) {
  RecordProperty("covers", "SES-05, F-28");
  World world;
  world.sign_in();
  world.get("/check");
  ASSERT_TRUE(world.identities->set_disabled(world.sessions->last.person, true));
  world.clock.advance(Seconds(301));
  EXPECT_EQ(world.get("/check").status, 401);
}

}  // namespace
}  // namespace sallyport::gateway
