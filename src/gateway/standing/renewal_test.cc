#include "gateway/standing/renewal.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::World;

// A world with a session that was used once and is due for renewal.
std::unique_ptr<World> due(std::function<void(Settings&)> edit = [](Settings&) {}) {
  auto world = std::make_unique<World>(std::move(edit));
  world->sign_in();
  world->get("/check");
  world->provider.nonce.clear();  // the ID token of a refresh has no nonce
  world->clock.advance(Seconds(3600));
  return world;
}

TEST(Renewal, BringsNewRolesWithOneTokenRequest) {
  const auto world = due();
  world->provider.edit = [](json::Object& claims) { claims.set("roles", json::Array{"Writer"}); };
  EXPECT_EQ(world->get("/check").header("X-Auth-Request-Roles"), "Writer");
  EXPECT_EQ(world->get("/check").header("X-Auth-Request-Roles"), "Writer");
  EXPECT_EQ(world->provider.token_requests, 2) << "the sign-in and one renewal";
  EXPECT_EQ(world->provider.last_token_request.one("grant_type").value(), "refresh_token");
}

TEST(Renewal, UsesTheRotatedTokenNextTime) {
  RecordProperty("covers", "RP-20");
  const auto world = due();
  world->get("/check");
  world->clock.advance(Seconds(3600));
  world->get("/check");
  EXPECT_EQ(world->provider.last_token_request.one("refresh_token").value(), "refresh-canary-2");
}

TEST(Renewal, ARoleThatIsGoneAtTheProviderIsGoneHere) {
  RecordProperty("covers", "SES-05");
  const auto world = due();
  world->provider.edit = [](json::Object& claims) { claims.set("roles", json::Array{}); };
  EXPECT_EQ(world->get("/check?role=Reader").status, 403);
}

TEST(Renewal, OtherLoopsReadTheNewRoles) {
  const auto world = due();
  const auto other = make_handler(*world->in_force);
  const testing::Headers cookie{{"Cookie", "__Host-sallyport=" + world->session_cookie()}};
  world->clock.advance(Seconds(-60));
  EXPECT_EQ(world->send("GET", "/check", cookie, {}, other.get()).header("X-Auth-Request-Roles"), "Reader");
  world->clock.advance(Seconds(60));
  world->provider.edit = [](json::Object& claims) { claims.set("roles", json::Array{"Writer"}); };
  world->get("/check");
  EXPECT_EQ(world->send("GET", "/check", cookie, {}, other.get()).header("X-Auth-Request-Roles"), "Writer");
  EXPECT_EQ(world->provider.token_requests, 2);
}

TEST(Renewal, WhileAnotherHoldsTheLeaseTheOldSessionIsGood) {  // RP-20
  const auto world = due();
  const auto digest = session::digest_of(SessionId(world->session_cookie()));
  ASSERT_TRUE(world->sessions->lease_renewal(digest, world->clock.now()).value().has_value());
  for (int i = 0; i < 20; ++i) EXPECT_EQ(world->get("/check").status, 204);
  EXPECT_EQ(world->provider.token_requests, 1);
}

TEST(Renewal, TwentyAtOnceAskTheProviderOnceAndAllGoOn) {
  RecordProperty("covers", "RP-20");
  const auto world = due();
  const auto digest = session::digest_of(SessionId(world->session_cookie()));
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 20; ++i)
    threads.emplace_back([&] {
      const auto session = find_session(world->parts->callers, digest);
      if (session && *session) ++good;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 20);
  EXPECT_EQ(world->provider.token_requests, 2) << "the sign-in and one renewal";
}

TEST(Renewal, ARefusalEndsTheSession) {
  const auto world = due();
  http::ClientResponse no;
  no.status = 400;
  no.headers = {{"Content-Type", "application/json"}};
  no.body = R"({"error":"invalid_grant","error_description":"AADSTS50173: revoked"})";
  world->provider.token_answer = no;
  EXPECT_EQ(world->get("/check").status, 401);
  world->provider.token_answer.reset();
  EXPECT_EQ(world->get("/check").status, 401) << "it does not come back";
  EXPECT_TRUE(world->log.has("session_ended"));
}

TEST(Renewal, ATokenOfSomebodyElseEndsTheSession) {
  RecordProperty("covers", "RP-20");
  const std::vector<std::pair<std::string_view, std::string_view>> changes{
      {"oid", "99999999-0000-0000-0000-000000000002"}, {"iss", "https://evil.example/v2.0"}, {"aud", "someone-else"}};
  for (const auto& [name, value] : changes) {
    const auto world = due();
    world->provider.edit = [&](json::Object& claims) { claims.set(name, value); };
    EXPECT_EQ(world->get("/check").status, 401) << name;
    world->provider.edit = [](json::Object&) {};
    EXPECT_EQ(world->get("/check").status, 401) << name;
  }
}

TEST(Renewal, ASignatureOfAnUnknownKeyEndsTheSession) {  // a refreshed token is checked like the first one
  const auto world = due();
  world->provider.signing_kid = "strange";
  EXPECT_EQ(world->get("/check").status, 401);
}

TEST(Renewal, AWrongClockIsAnOutageAndEndsNobody) {  // F-07
  RecordProperty("covers", "F-07");
  for (const std::int64_t apart : {-7200, 7200}) {
    const auto world = due();
    world->provider.edit = [apart](json::Object& claims) {
      for (const char* const name : {"iat", "nbf", "exp"})
        claims.set(name, json::Value(*claims.find(name)->as_integer() + apart));
    };
    EXPECT_EQ(world->get("/check").status, 204) << apart;
    world->provider.edit = [](json::Object&) {};
    world->clock.advance(Seconds(60));
    EXPECT_EQ(world->get("/check").status, 204) << apart;
    EXPECT_EQ(world->provider.token_requests, 3) << "tried, and tried again";
  }
}

TEST(Renewal, ADateThatAFutureClockLeftBehindIsNotWaitedFor) {  // F-07
  RecordProperty("covers", "F-07");
  const auto world = due();
  world->clock.advance(Seconds(6 * 3600));
  world->get("/check");
  ASSERT_EQ(world->provider.token_requests, 2);
  world->clock.advance(Seconds(-6 * 3600));  // the clock is set back
  const auto digest = session::digest_of(SessionId(world->session_cookie()));
  ASSERT_TRUE(find_session(world->parts->callers, digest).value());
  EXPECT_EQ(world->provider.token_requests, 3);
}

TEST(Renewal, AnOutageIsBridgedOnce) {
  const auto world = due();
  http::ClientResponse broken;
  broken.status = 503;
  world->provider.token_answer = broken;
  EXPECT_EQ(world->get("/check").status, 204);
  EXPECT_EQ(world->get("/check").status, 204);
  EXPECT_EQ(world->provider.token_requests, 2) << "not asked again at once";
  world->clock.advance(Seconds(3600));
  EXPECT_EQ(world->get("/check").status, 503) << "for too long";
  world->provider.token_answer.reset();
  world->clock.advance(Seconds(31));
  EXPECT_EQ(world->get("/check").status, 204) << "and it comes back";
}

TEST(Renewal, AWrongSecretOfOursDoesNotSignPeopleOut) {
  const auto world = due();
  http::ClientResponse no;
  no.status = 401;
  no.headers = {{"Content-Type", "application/json"}};
  no.body = R"({"error":"invalid_client","error_description":"AADSTS7000222: expired"})";
  world->provider.token_answer = no;
  EXPECT_EQ(world->get("/check").status, 204);
}

TEST(Renewal, AnAnswerThatComesTooLateIsNoSignOut) {
  const auto world = due();
  world->sessions->lose_leases = true;
  EXPECT_EQ(world->get("/check").header("X-Auth-Request-Roles"), "Reader");
}

TEST(Renewal, ASignOutWinsOverARenewalUnderWay) {
  const auto world = due();
  const auto digest = session::digest_of(SessionId(world->session_cookie()));
  world->provider.edit = [&](json::Object&) {  // the session ends while the provider answers
    ASSERT_TRUE(world->sessions->end({digest, std::nullopt, std::nullopt}, world->clock.now()));
  };
  EXPECT_EQ(world->get("/check").status, 401);
  EXPECT_EQ(world->get("/check").status, 401);
}

TEST(Renewal, ADisabledPersonIsNotRenewed) {
  const auto world = due();
  ASSERT_TRUE(world->identities->set_disabled(world->sessions->last.person, true));
  EXPECT_EQ(world->get("/check").status, 401);
  EXPECT_EQ(world->provider.token_requests, 1);
}

TEST(Renewal, WithoutARefreshTokenTheSessionLivesByItsOwnLimits) {
  World world;
  world.provider.refresh_tokens = false;
  world.sign_in();
  world.clock.advance(Seconds(7 * 3600));
  EXPECT_EQ(world.get("/check").status, 204);
  EXPECT_EQ(world.provider.token_requests, 1);
}

}  // namespace
}  // namespace sallyport::gateway
