#include "gateway/check.h"

#include <gtest/gtest.h>

#include "gateway/world_test.h"

namespace sallyport::gateway {
namespace {

using testing::Headers;
using testing::Reply;
using testing::World;

// A public client, whose browser sends its ID token as bearer.
World public_world() {
  return World([](Settings& settings) { settings.provider.confidential = false; });
}

Headers bearer(const std::string& token) {
  return {{"Authorization", "Bearer " + token}};
}

json::Object access_token_claims(const World& world) {
  json::Object claims = world.provider.id_token_claims();
  claims.set("scp", "access_as_user");
  claims.set("azp", "some-client");
  return claims;
}

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
  maintain(*world.services);
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
  maintain(*world.services);  // writes down when it was seen
  world.clock.advance(-kWrong);
  EXPECT_EQ(world.get("/check").status, 204);
  maintain(*world.services);
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
    maintain(*world.services);
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
  maintain(*world.services);
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

TEST(CheckRole, OneOfTheNamedRolesIsEnough) {
  World world;
  world.sign_in();
  EXPECT_EQ(world.get("/check?role=Writer&role=Reader").status, 204);
}

TEST(CheckRole, WithoutTheRoleIts403AndNamesIt) {
  World world;
  world.sign_in();
  const Reply page = world.get("/check?role=Writer");
  EXPECT_EQ(page.status, 403);
  EXPECT_NE(page.body.find("Writer"), std::string::npos);
  const Reply json = world.get("/check?role=Writer", {{"Accept", "application/json"}});
  EXPECT_EQ(json.status, 403);
  EXPECT_TRUE(json.body.starts_with("{\"code\":403,")) << json.body;
  EXPECT_TRUE(world.log.has("forbidden"));
}

TEST(CheckRole, AQueryThatCannotBeReadIsNever204) {
  World world;
  world.sign_in();
  EXPECT_EQ(world.get("/check?role=%zz").status, 400);
}

TEST(CheckRedirect, ABrowserIsLedToTheSignInWhereAsked) {
  World world;
  EXPECT_EQ(world.send("GET", "/check?redirect=1", {{"Accept", "text/html"}}).status, 302);
  EXPECT_EQ(world.send("GET", "/check", {{"Accept", "text/html"}}).status, 401) << "not asked for";
  EXPECT_EQ(world.send("GET", "/check?redirect=1", {{"Accept", "application/json"}}).status, 401) << "a program";
}

TEST(CheckRedirect, TheWayBackIsBelievedFromTrustedProxiesAlone) {
  RecordProperty("covers", "HTTP-11");
  World world([](Settings& settings) { settings.server.trusted_proxies = {"10.0.0.0/8"}; });
  const Headers headers{{"Accept", "text/html"}, {"X-Forwarded-Uri", "/reports?week=3"}};
  const auto back = [&] {
    return testing::query_value(world.send("GET", "/check?redirect=1", headers).header("Location"), "redirectUri");
  };
  EXPECT_EQ(back(), "/");
  world.peer.address = "10.1.2.3";
  EXPECT_EQ(back(), "/reports?week=3");
  world.peer = {"", true, false};
  EXPECT_EQ(back(), "/reports?week=3");
}

TEST(CheckPath, EnvoysPathTakesItsRulesFromTheRoutes) {
  World world([](Settings& settings) {
    Route route;
    route.path = "/admin";
    route.requirement.any_role = {"Boss"};
    Route open;
    open.path = "/public";
    open.access = RouteAccess::public_;
    settings.routes = {route, open};
  });
  EXPECT_EQ(world.send("GET", "/check/public/x").status, 200);
  EXPECT_EQ(world.send("GET", "/check/other").status, 401);
  world.sign_in();
  EXPECT_EQ(world.get("/check/other?role=Nobody").status, 200) << "the query is the client's";
  EXPECT_EQ(world.get("/check/admin/x").status, 403);
  EXPECT_EQ(world.get("/check/public/../admin").status, 400);
  EXPECT_EQ(world.get("/check/%2e%2e/admin").status, 400);
}

TEST(CheckPath, NoWeakerRuleStandsInWhereTheHostIsNotKnown) {  // HTTP-04
  World world([](Settings& settings) {
    Route admin;
    admin.path = "/admin";
    admin.host = "app.example";
    admin.requirement.any_role = {"Boss"};
    Route elsewhere = admin;
    elsewhere.host = "other.example";
    elsewhere.requirement.any_role = {};
    Route rest;
    rest.path = "/";
    settings.routes = {admin, elsewhere, rest};
    settings.server.extra_hosts = {"other.example"};
  });
  world.sign_in();
  for (const char* const host : {"app.example", "APP.example", "app.example:8080", "app.example.", "127.0.0.1", "a.b"})
    EXPECT_EQ(world.get("/check/admin/x", {{"Host", host}}).status, 403) << host;
  EXPECT_EQ(world.get("/check/admin/x", {{"Host", "other.example"}}).status, 200);
  EXPECT_EQ(world.get("/check/rest", {{"Host", "127.0.0.1"}}).status, 200) << "the rule of every host";
}

TEST(CheckPath, AYesForNobodyOverwritesWhatTheClientClaims) {
  World world([](Settings& settings) {
    Route open;
    open.path = "/public";
    open.access = RouteAccess::public_;
    settings.routes = {open};
  });
  const Reply reply = world.send("GET", "/check/public/x");
  EXPECT_EQ(reply.count("X-Auth-Request-User"), 1U);
  EXPECT_EQ(reply.header("X-Auth-Request-User"), "");
}

TEST(CheckPath, ABrowserComesBackWithItsQuery) {
  World world;
  const Headers browser{{"Accept", "text/html"}};
  const auto back = [&](const std::string& target) {
    return testing::query_value(world.send("GET", target, browser).header("Location"), "redirectUri");
  };
  EXPECT_EQ(back("/check/reports?week=3&day=2"), "/reports?week=3&day=2");
  EXPECT_EQ(back("/check/reports"), "/reports");
  EXPECT_EQ(world.send("GET", "/check//evil.example/x", browser).status, 400);
}

TEST(CheckBearer, RememberedWhileTheClockStoodInTheFutureItIsJudgedAnew) {
  RecordProperty("covers", "F-07");
  World world = public_world();
  world.clock.advance(Seconds(3600));
  const Headers token = bearer(world.provider.sign(world.provider.id_token_claims()));
  EXPECT_EQ(world.send("GET", "/check", token).status, 204);
  world.clock.advance(Seconds(-3600));
  EXPECT_EQ(world.send("GET", "/check", token).status, 401);
}

TEST(CheckBearer, AnIdTokenOfAPublicClientIsGood) {
  World world = public_world();
  const Reply reply = world.send("GET", "/check", bearer(world.provider.sign(world.provider.id_token_claims())));
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.header("X-Auth-Request-User"), "ann");
  EXPECT_EQ(reply.header("X-Auth-Request-Roles"), "Reader");
  EXPECT_EQ(world.people(), 1U);
}

TEST(CheckBearer, AnIdTokenIsNoKeyToAConfidentialClient) {
  RecordProperty("covers", "JWT-24");
  World world;
  EXPECT_EQ(world.send("GET", "/check", bearer(world.provider.sign(world.provider.id_token_claims()))).status, 401);
  EXPECT_EQ(world.send("GET", "/check", bearer(world.provider.sign(access_token_claims(world)))).status, 204);
}

TEST(CheckBearer, ASecondTokenOfAKnownPersonNeedsNoWorker) {
  World world;
  world.send("GET", "/check", bearer(world.provider.sign(access_token_claims(world))));
  world.send("GET", "/check");
  json::Object claims = access_token_claims(world);
  claims.set("jti", "second");
  const std::string header = "Bearer " + world.provider.sign(claims);
  http::Request request;
  request.method = "GET";
  request.target = "/check";
  request.headers = {{"Authorization", header}};
  request.peer = std::make_shared<http::Peer>();
  EXPECT_TRUE(std::holds_alternative<http::Answer>(world.handler->on_request(request, false)));
}

TEST(CheckBearer, DiesWithItsExpiryAlsoInTheCache) {
  World world;
  json::Object claims = access_token_claims(world);
  claims.set("exp", world.clock.now().seconds + 30);
  const std::string token = world.provider.sign(claims);
  EXPECT_EQ(world.send("GET", "/check", bearer(token)).status, 204);
  EXPECT_EQ(world.send("GET", "/check", bearer(token)).status, 204);
  world.clock.advance(Seconds(30 + 60));  // the skew that a token is given
  EXPECT_EQ(world.send("GET", "/check", bearer(token)).status, 401);
}

TEST(CheckBearer, DiesWithItsKeyAlsoInTheCache) {
  RecordProperty("covers", "JWT-23");
  World world;
  json::Object claims = access_token_claims(world);
  claims.set("exp", world.clock.now().seconds + 100'000);
  const std::string token = world.provider.sign(claims);
  EXPECT_EQ(world.send("GET", "/check", bearer(token)).status, 204);
  world.provider.published_kids = {"key-2"};
  world.clock.advance(Seconds(3601));
  maintain(*world.services);
  EXPECT_EQ(world.send("GET", "/check", bearer(token)).status, 401);
}

TEST(CheckBearer, AFlippedByteIsAnotherToken) {
  RecordProperty("covers", "JWT-28");
  World world;
  std::string token = world.provider.sign(access_token_claims(world));
  EXPECT_EQ(world.send("GET", "/check", bearer(token)).status, 204);
  token[token.size() / 2] = token[token.size() / 2] == 'A' ? 'B' : 'A';
  const Reply reply = world.send("GET", "/check", bearer(token));
  EXPECT_EQ(reply.status, 401);
  EXPECT_NE(reply.header("WWW-Authenticate").find("invalid_token"), std::string::npos);
  EXPECT_FALSE(world.log.mentions(token));
}

TEST(CheckBearer, ABadTokenIsNotRescuedByAGoodCookie) {
  World world;
  world.sign_in();
  for (const std::string_view value : {"Bearer x.y.z", "Bearer", "Bearer ", "bearer e30.e30."})
    EXPECT_EQ(world.get("/check", {{"Authorization", std::string(value)}}).status, 401) << value;
}

TEST(CheckBearer, AnotherSchemeIsTheApplicationsAffair) {
  World world;
  world.sign_in();
  EXPECT_EQ(world.get("/check", {{"Authorization", "Basic YTpi"}}).status, 204);
}

TEST(CheckBearer, AnUnknownKeyIsFetchedOnceAndThenRefused) {
  World world;
  EXPECT_EQ(world.send("GET", "/check", bearer(world.provider.sign(access_token_claims(world), "strange"))).status,
            401);
  world.provider.published_kids = {"key-1", "key-3"};
  world.clock.advance(Seconds(301));
  EXPECT_EQ(world.send("GET", "/check", bearer(world.provider.sign(access_token_claims(world), "key-3"))).status, 204);
}

TEST(CheckBearer, AProgramIsNamedByItsClientAndMakesNoPerson) {
  World world;
  json::Object claims = world.provider.id_token_claims();
  for (const std::string_view name : {"preferred_username", "email", "name", "login_hint", "sid"}) claims.set(name, "");
  json::Object app{{"iss", testing::kIssuer},
                   {"aud", testing::kClient},
                   {"sub", testing::kAnn},
                   {"oid", testing::kAnn},
                   {"tid", testing::kTenant},
                   {"ver", "2.0"},
                   {"azp", "robot"},
                   {"azpacr", "1"},
                   {"idtyp", "app"},
                   {"roles", json::Array{"Robot"}},
                   {"iat", world.clock.now().seconds},
                   {"exp", world.clock.now().seconds + 600}};
  const Reply reply = world.send("GET", "/check?role=Robot", bearer(world.provider.sign(app)));
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.header("X-Auth-Request-User"), "robot");
  EXPECT_EQ(world.people(), 0U);
}

TEST(CheckBearer, WithoutAProviderNoTokenIsGood) {
  World world([](Settings& settings) { settings.sign_in_configured = false; });
  EXPECT_EQ(world.send("GET", "/check", bearer(world.provider.sign(access_token_claims(world)))).status, 401);
}

TEST(CheckBearer, AProviderThatIsDownIs503) {
  World world;
  world.provider.down = true;
  EXPECT_EQ(world.send("GET", "/check", bearer(world.provider.sign(access_token_claims(world)))).status, 503);
}

TEST(CheckBearer, ADisabledPersonIsOutWithinTwoMinutes) {
  RecordProperty("covers", "SES-05");
  World world;
  const std::string token = world.provider.sign(access_token_claims(world));
  EXPECT_EQ(world.send("GET", "/check", bearer(token)).status, 204);
  const auto people = world.identities->list({}, 10);
  ASSERT_TRUE(world.identities->set_disabled(people->front().id, true));
  world.clock.advance(Seconds(120));
  EXPECT_EQ(world.send("GET", "/check", bearer(token)).status, 403);
}

TEST(CheckElsewhere, WhatAnotherProcessDidIsSeenByEveryCacheAtTheNextMaintenance) {
  World world;
  world.sign_in();
  EXPECT_EQ(world.get("/check").status, 204);
  const std::string token = world.provider.sign(access_token_claims(world));
  const auto by_token = [&] { return world.send("GET", "/check", {{"Authorization", "Bearer " + token}}).status; };
  EXPECT_EQ(by_token(), 204);
  const auto person = world.identities->list({}, 1)->front().id;
  ASSERT_TRUE(world.identities->set_disabled(person, true));
  EXPECT_EQ(world.get("/check").status, 204) << "remembered";
  world.sessions->elsewhere = true;
  maintain(*world.services);
  EXPECT_EQ(world.get("/check").status, 401);
  EXPECT_EQ(by_token(), 403);
}

}  // namespace
}  // namespace sallyport::gateway
