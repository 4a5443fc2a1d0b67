// Who gets 429, and who never does.
#include "gateway/rate_limited.h"

#include <gtest/gtest.h>

#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Headers;
using testing::Reply;
using testing::World;

constexpr std::string_view kLogin = "/api/v1/auth/login";

// A world in which a client may send two requests of each kind in a minute.
std::function<void(Settings&)> two_of(Limited kind) {
  return [kind](Settings& settings) { settings.rate_limits.a_minute[static_cast<std::size_t>(kind)] = 2; };
}

std::string made_up_cookie(int number) {
  std::string id = std::to_string(number);
  id.insert(0, 43 - id.size(), 'A');
  return "__Host-sallyport=" + id;
}

Reply check_made_up(World& world, int number, Headers more = {}) {
  more.emplace_back("Cookie", made_up_cookie(number));
  return world.send("GET", "/check", more);
}

TEST(RateLimited, ABurstOfSignInsGets429UntilItsTimeHasCome) {
  World world(two_of(Limited::sign_in));
  EXPECT_EQ(world.send("GET", kLogin).status, 302);
  EXPECT_EQ(world.send("GET", kLogin).status, 302);
  const Reply refused = world.send("GET", kLogin);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.header("Retry-After"), "30");
  EXPECT_EQ(refused.count("Set-Cookie"), 0U);
  world.clock.advance(Seconds(30));
  EXPECT_EQ(world.send("GET", kLogin).status, 302);
}

TEST(RateLimited, EachAddressOfItsKindIsCounted) {
  struct Case {
    Limited kind;
    std::string_view method;
    std::string_view path;
  };
  for (const Case& row :
       {Case{Limited::sign_in, "GET", kLogin}, Case{Limited::sign_in, "POST", kLogin},
        Case{Limited::callback, "GET", "/callback?code=a&state=b"}, Case{Limited::callback, "POST", "/callback"},
        Case{Limited::local_sign_in, "GET", "/local-admin"}, Case{Limited::local_sign_in, "POST", "/local-admin"},
        Case{Limited::local_sign_in, "GET", "/local-admin/setup"},
        Case{Limited::local_sign_in, "POST", "/local-admin/setup"}}) {
    World world(two_of(row.kind));
    EXPECT_NE(world.send(row.method, row.path).status, 429) << row.path;
    EXPECT_NE(world.send(row.method, row.path).status, 429) << row.path << ": a body is not counted twice";
    EXPECT_EQ(world.send(row.method, row.path).status, 429) << row.path;
  }
}

TEST(RateLimited, PeopleGetAPageAndProgramsJson) {
  World world(two_of(Limited::sign_in));
  for (int i = 0; i < 2; ++i) world.send("GET", kLogin);
  const Reply page = world.get(kLogin);
  EXPECT_EQ(page.status, 429);
  EXPECT_EQ(page.header("Content-Type"), "text/html; charset=utf-8");
  EXPECT_NE(page.body.find("Too many requests"), std::string::npos);
  const Reply json = world.send("GET", kLogin, {{"Accept", "application/json"}});
  EXPECT_EQ(json.header("Content-Type"), "application/json");
  EXPECT_NE(json.body.find("\"code\":429"), std::string::npos);
}

TEST(RateLimited, AnotherClientIsUntouched) {
  World world(two_of(Limited::sign_in));
  for (int i = 0; i < 3; ++i) world.send("GET", kLogin);
  world.peer.address = "203.0.113.10";
  EXPECT_EQ(world.send("GET", kLogin).status, 302);
}

TEST(RateLimited, AnAddressThatAClientMakesUpIsNotBelieved) {
  RecordProperty("covers", "HTTP-03");
  World world(two_of(Limited::sign_in));
  for (int i = 0; i < 2; ++i) world.send("GET", kLogin, {{"X-Forwarded-For", "198.51.100." + std::to_string(i)}});
  EXPECT_EQ(world.send("GET", kLogin, {{"X-Forwarded-For", "198.51.100.77"}}).status, 429);
  EXPECT_TRUE(world.log.mentions("server.trustedProxies does not name its sender"));
}

TEST(RateLimited, BehindATrustedProxyEachClientIsCounted) {
  RecordProperty("covers", "HTTP-03");
  World world([](Settings& settings) {
    two_of(Limited::sign_in)(settings);
    settings.server.trusted_proxies = {"203.0.113.9"};
  });
  const auto login_from = [&](const std::string& forwarded) {
    return world.send("GET", kLogin, {{"X-Forwarded-For", forwarded}}).status;
  };
  EXPECT_EQ(login_from("198.51.100.1"), 302);
  EXPECT_EQ(login_from("198.51.100.1"), 302);
  EXPECT_EQ(login_from("198.51.100.1"), 429);
  EXPECT_EQ(login_from("192.0.2.1, 198.51.100.1"), 429) << "what the client put before it does not count";
  EXPECT_EQ(login_from("198.51.100.2"), 302);
}

TEST(RateLimited, AFloodOfMadeUpCookiesReadsTheStoreNoMoreThanTheLimitAllows) {
  World world(two_of(Limited::refused_credential));
  for (int i = 0; i < 50; ++i) EXPECT_EQ(check_made_up(world, i).status, i < 2 ? 401 : 429) << i;
  EXPECT_EQ(world.sessions->finds, 2);
  world.clock.advance(Seconds(30));
  EXPECT_EQ(check_made_up(world, 50).status, 401);
  EXPECT_EQ(check_made_up(world, 51).status, 429);
  EXPECT_EQ(world.sessions->finds, 3);
}

TEST(RateLimited, MadeUpCookiesAreCountedOnEveryWayThatAsksForTheCaller) {
  for (const std::string_view path : {"/", "/check/page", "/api/v1/users/loggedInUser", "/api/v1/auth/refresh",
                                      "/api/v1/auth/sessions", "/api/v1/auth/logout", "/page"}) {
    World world([](Settings& settings) {
      two_of(Limited::refused_credential)(settings);
      Route route;
      route.path = "/page";
      route.upstream = std::make_shared<const http::Upstream>();
      settings.routes = {route};
    });
    for (int i = 0; i < 2; ++i) check_made_up(world, i);
    const int finds = world.sessions->finds;
    EXPECT_EQ(world.send("GET", path, {{"Cookie", made_up_cookie(9)}}).status, 429) << path;
    EXPECT_EQ(world.sessions->finds, finds) << path;
  }
}

TEST(RateLimited, SignedInPeopleOfTheSameNetworkAreUntouched) {
  World world(two_of(Limited::refused_credential));
  world.sign_in();
  EXPECT_EQ(world.get("/check").status, 204);
  for (int i = 0; i < 50; ++i) check_made_up(world, i);
  EXPECT_EQ(world.get("/check").status, 204) << "from the cache";
  world.shared->revocations.forget_all();
  EXPECT_EQ(world.get("/check").status, 204) << "from the store";
  const auto other_loop = make_handler(*world.in_force);
  const Headers cookie{{"Cookie", "__Host-sallyport=" + world.session_cookie()}};
  EXPECT_EQ(world.send("GET", "/check", cookie, {}, other_loop.get()).status, 204) << "on another loop";
}

TEST(RateLimited, WhoSignsInDuringAFloodFromTheirNetworkGetsIn) {
  World world(two_of(Limited::refused_credential));
  for (int i = 0; i < 50; ++i) check_made_up(world, i);
  world.sign_in();
  EXPECT_EQ(world.get("/check").status, 204);
}

TEST(RateLimited, GoodTokensPassDuringAFloodOfBadOnes) {
  World world([](Settings& settings) {
    two_of(Limited::refused_credential)(settings);
    settings.provider.confidential = false;  // the browser's ID token is a bearer token
  });
  const auto check_with = [&](const std::string& token) {
    return world.send("GET", "/check", {{"Authorization", "Bearer " + token}}).status;
  };
  EXPECT_EQ(check_with(world.provider.sign(world.provider.id_token_claims())), 204);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(check_with("not.a.token" + std::to_string(i)), i < 2 ? 401 : 429) << i;
  json::Object another = world.provider.id_token_claims();
  another.set("jti", "another");
  EXPECT_EQ(check_with(world.provider.sign(another)), 204);
}

TEST(RateLimited, RequestsWithoutACredentialAreNotCounted) {
  World world(two_of(Limited::refused_credential));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(world.send("GET", "/check").status, 401);
}

TEST(RateLimited, WhoLacksARoleIsNotCounted) {
  World world([](Settings& settings) {
    two_of(Limited::refused_credential)(settings);
    Route route;
    route.path = "/admin";
    route.requirement.admin = true;
    route.upstream = std::make_shared<const http::Upstream>();
    settings.routes = {route};
  });
  world.sign_in();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(world.get("/admin").status, 403);
}

TEST(RateLimited, AStoreThatIsDownIsNotTheClientsFault) {
  World world(two_of(Limited::refused_credential));
  world.sessions->down = true;
  for (int i = 0; i < 20; ++i) EXPECT_EQ(check_made_up(world, i).status, 503);
}

TEST(RateLimited, IsCountedAndLoggedByKind) {
  World world(two_of(Limited::sign_in));
  for (int i = 0; i < 5; ++i) world.send("GET", kLogin);
  EXPECT_NE(world.metrics.print().find("sallyport_rate_limited_total{reason=\"sign_in\"} 3\n"), std::string::npos);
  EXPECT_TRUE(world.log.has("rate_limited"));
}

}  // namespace
}  // namespace sallyport::gateway
