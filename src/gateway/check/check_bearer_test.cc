// What /check answers for a bearer token, and for how long.
#include <gtest/gtest.h>

#include <new>

#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Headers;
using testing::maintain;
using testing::Reply;
using testing::World;

// A public client, whose browser sends its ID token as the bearer token.
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
  world.clock.advance(Seconds(30 + 60));  // the rest of its life, and the skew
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
  maintain(world.parts->operation);
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

TEST(CheckBearer, AFloodOfUnknownKeysStaysOnTheLoopWhileTheProviderIsNotAskedAgain) {
  RecordProperty("covers", "JWT-05");
  World world;
  const auto status = [&](std::string_view kid) {
    return world.send("GET", "/check", bearer(world.provider.sign(access_token_claims(world), kid))).status;
  };
  EXPECT_EQ(status("strange-0"), 401);  // finds the provider's keys
  EXPECT_EQ(status("strange-1"), 401);  // fetches them again
  const int before = world.deferred;
  for (int i = 2; i < 20; ++i) EXPECT_EQ(status("strange-" + std::to_string(i)), 401);
  EXPECT_EQ(world.deferred, before);
  world.clock.advance(Seconds(300));
  EXPECT_EQ(status("strange-20"), 401);
  EXPECT_EQ(world.deferred, before + 1) << "after the cooldown the provider may have a new key";
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
  ASSERT_TRUE(world.identities->set_disabled(people->front().person.id, true));
  world.clock.advance(Seconds(120));
  EXPECT_EQ(world.send("GET", "/check", bearer(token)).status, 403);
}

TEST(CheckElsewhere, CachesAreNotTrustedWhileNobodyCanTellWhetherAnotherProcessHasWritten) {
  RecordProperty("covers", "SES-04");
  World world([](Settings& settings) { settings.store.stale_after = Seconds(5); });
  world.sign_in();
  EXPECT_EQ(world.get("/check").status, 204);
  maintain(world.parts->operation);
  world.sessions->out_of_sight = true;
  const auto finds_after = [&](Seconds time) {
    world.clock.advance(time);
    maintain(world.parts->operation);
    const int before = world.sessions->finds;
    EXPECT_EQ(world.get("/check").status, 204);
    return world.sessions->finds - before;
  };
  EXPECT_EQ(finds_after(Seconds(4)), 0);
  EXPECT_FALSE(world.log.has("store_out_of_sight"));
  EXPECT_EQ(finds_after(Seconds(1)), 1);
  EXPECT_EQ(finds_after(Seconds(1)), 1) << "and at each request";
  EXPECT_TRUE(world.log.has("store_out_of_sight"));
  world.sessions->down = true;
  maintain(world.parts->operation);
  EXPECT_EQ(world.get("/check").status, 503) << "a store that does not answer admits nobody";
  world.sessions->down = world.sessions->out_of_sight = false;
  EXPECT_EQ(finds_after(Seconds(1)), 1);
  EXPECT_TRUE(world.log.has("store_in_sight"));
  EXPECT_EQ(finds_after(Seconds(1)), 0);
}

TEST(CheckElsewhere, WhatAnotherProcessDidIsSeenByEveryCacheAtTheNextMaintenance) {
  World world;
  world.sign_in();
  EXPECT_EQ(world.get("/check").status, 204);
  const std::string token = world.provider.sign(access_token_claims(world));
  const auto by_token = [&] { return world.send("GET", "/check", {{"Authorization", "Bearer " + token}}).status; };
  EXPECT_EQ(by_token(), 204);
  const auto person = world.identities->list({}, 1)->front().person.id;
  ASSERT_TRUE(world.identities->set_disabled(person, true));
  EXPECT_EQ(world.get("/check").status, 204) << "remembered";
  world.sessions->elsewhere.all = true;
  maintain(world.parts->operation);
  EXPECT_EQ(world.get("/check").status, 401);
  EXPECT_EQ(by_token(), 403);
}

TEST(CheckElsewhere, NoCacheIsTrustedWhereMemoryRanOutWhileChangesWereHeard) {
  World world;
  world.sign_in();
  EXPECT_EQ(world.get("/check").status, 204);
  ASSERT_TRUE(world.identities->set_disabled(world.sessions->last.person, true));
  EXPECT_EQ(world.get("/check").status, 204) << "remembered";
  world.sessions->elsewhere.people = true;
  world.sessions->out_of_memory = true;
  EXPECT_THROW(maintain(world.parts->operation), std::bad_alloc);
  EXPECT_EQ(world.get("/check").status, 401);
}

}  // namespace
}  // namespace sallyport::gateway
