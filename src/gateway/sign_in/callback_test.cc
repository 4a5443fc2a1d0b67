// Responses of the provider that sign nobody in, and those that come twice or late.
#include <gtest/gtest.h>

#include "crypto/digest.h"
#include "gateway/call/lifetimes.h"
#include "gateway/sign_in/pending.h"
#include "gateway/sign_in/sign_in_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::expect_begun_again;
using testing::expect_nobody;
using testing::query_value;
using testing::Reply;
using testing::World;

TEST(SignIn, AResponseWithoutAFittingStateIsRefusedBeforeAnyRequest) {
  RecordProperty("covers", "RP-01, RP-02");
  World world;
  const std::string state = world.start();
  World elsewhere;  // another browser: its jar is empty
  elsewhere.jar.clear();
  for (const std::string& target : {std::string("/callback?code=c"), std::string("/callback?code=c&state="),
                                    "/callback?code=c&state=" + std::string(43, 'A'),
                                    "/callback?code=c&state=" + state.substr(0, 8) + std::string(35, 'A')}) {
    expect_nobody(world, world.send("GET", target, {{"Accept", "text/html"}}));
    EXPECT_EQ(world.provider.token_requests, 0) << target;
  }
  expect_begun_again(elsewhere, elsewhere.back(state));
  EXPECT_EQ(elsewhere.provider.token_requests, 0);
}

TEST(SignIn, AStateThatOnlyBeginsAlikeIsRefused) {
  RecordProperty("covers", "RP-01");
  World world;
  const std::string state = world.start();
  expect_nobody(world, world.back(state.substr(0, 8) + std::string(35, 'A')));
  EXPECT_EQ(world.provider.token_requests, 0);
  EXPECT_EQ(world.back(state).status, 303) << "the right response still finds its sign-in";
}

TEST(SignIn, AnExpiredSignInIsRefusedBeforeAnyRequest) {
  RecordProperty("covers", "RP-01");
  World world;
  const std::string state = world.start();
  world.clock.advance(Seconds(600));
  expect_begun_again(world, world.back(state));
  EXPECT_EQ(world.provider.token_requests, 0);
}

TEST(SignIn, TheNonceOfAnotherTabIsRefused) {
  RecordProperty("covers", "RP-03");
  World world;
  const std::string first = world.start();
  world.start();  // the provider now signs the nonce of this one
  expect_nobody(world, world.back(first));
}

TEST(SignIn, TheSameResponseTwiceMakesOneSession) {
  RecordProperty("covers", "RP-16");
  World world;
  const std::string state = world.start();
  const auto jar = world.jar;
  EXPECT_EQ(world.back(state).status, 303);
  world.jar = jar;  // the browser sends the request again before it has the answer
  const Reply again = world.back(state);
  EXPECT_EQ(again.status, 303);
  EXPECT_EQ(query_value(again.header("Location"), "again"), "1");
  EXPECT_EQ(world.sessions->created, 1);
  EXPECT_EQ(world.provider.token_requests, 1);
}

TEST(SignIn, AResponseThatAnotherNodeHasTakenAsksNothingAtTheProvider) {
  RecordProperty("covers", "RP-16");
  World world;
  const std::string state = world.start();
  const session::SignInDigest taken{std::string(crypto::view(crypto::sha256(name_of_sign_in(state))))};
  ASSERT_TRUE(world.sign_ins.take(taken, world.clock.now() + kSignInLifetime, world.clock.now()).value());
  const Reply reply = world.back(state);
  EXPECT_EQ(reply.status, 303);
  EXPECT_EQ(query_value(reply.header("Location"), "again"), "1");
  EXPECT_EQ(world.provider.token_requests, 0);
  EXPECT_EQ(world.sessions->created, 0);
}

TEST(SignIn, WithoutTheStoreNobodyIsSignedInAndTheCodeIsNotSpent) {
  RecordProperty("covers", "F-09, RP-16");
  World world;
  const std::string state = world.start();
  const auto jar = world.jar;
  world.sign_ins.down = true;
  const Reply away = world.back(state);
  EXPECT_EQ(away.status, 503);
  EXPECT_NE(away.body.find("Sign-in is not available at the moment"), std::string::npos);
  EXPECT_EQ(world.provider.token_requests, 0);
  EXPECT_EQ(world.sessions->created, 0);
  world.sign_ins.down = false;
  world.jar = jar;
  EXPECT_EQ(world.back(state).status, 303) << "the same response is good later";
  EXPECT_EQ(world.sessions->created, 1);
}

TEST(SignIn, AMadeUpResponseWritesNothing) {
  RecordProperty("covers", "RP-16");
  World world;
  const std::string state = world.start();
  world.jar.clear();  // nobody vouches for the state
  world.sign_ins.down = true;
  const Reply reply = world.back(state);
  EXPECT_EQ(reply.status, 303) << "the store was not asked";
  EXPECT_EQ(query_value(reply.header("Location"), "again"), "1");
}

TEST(SignIn, WhatIsLeftOfASignInIsSweptAway) {
  World world;
  world.sign_in();
  world.clock.advance(Seconds(3599));
  testing::maintain(world.parts->operation);
  EXPECT_EQ(world.sign_ins.swept, 0U) << "the clock may not be set yet";
  world.clock.advance(Seconds(1));
  testing::maintain(world.parts->operation);
  EXPECT_EQ(world.sign_ins.swept, 1U);
  EXPECT_EQ(world.sessions->sweeps, 1);
  world.clock.advance(Seconds(59));
  testing::maintain(world.parts->operation);
  EXPECT_EQ(world.sessions->sweeps, 1) << "its turn, or another node's, is not over";
  world.clock.advance(Seconds(1));
  testing::maintain(world.parts->operation);
  EXPECT_EQ(world.sessions->sweeps, 2);
}

TEST(SignIn, TheSameResponseWithItsSessionGoesOn) {  // the back button, a restored tab, a second tab that comes late
  RecordProperty("covers", "Q7");
  for (const bool keeps_its_cookie : {true, false}) {
    World world;
    const std::string state = world.start("/reports?week=3");
    const auto pending = world.jar;
    ASSERT_EQ(world.back(state).status, 303);
    if (keeps_its_cookie) world.jar.insert(pending.begin(), pending.end());
    const Reply again = world.back(state);
    EXPECT_EQ(again.status, 303);
    EXPECT_EQ(again.header("Location"), "/reports?week=3");
    EXPECT_EQ(world.provider.token_requests, 1);
    world.clock.advance(Seconds(86400));
    world.jar.clear();
    EXPECT_EQ(query_value(world.back(state).header("Location"), "redirectUri"), "/reports?week=3") << "the day after";
  }
}

TEST(SignIn, ADeadSessionIsNoneForALateResponse) {
  RecordProperty("covers", "Q7");
  World world;
  const std::string state = world.start("/reports");
  world.back(state);
  world.clock.advance(Seconds(5 * 86400));  // longer than the idle time
  const Reply again = world.back(state);
  EXPECT_EQ(query_value(again.header("Location"), "redirectUri"), "/reports");
}

TEST(SignIn, DuplicateAndMixedParametersAreRefused) {
  RecordProperty("covers", "RP-07");
  for (const std::string_view extra : {"&code=other", "&state=other", "&error=access_denied"}) {
    World world;
    const std::string state = world.start();
    expect_nobody(world, world.get("/callback?code=c&state=" + state + std::string(extra)));
    EXPECT_EQ(world.provider.token_requests, 0) << extra;
  }
}

TEST(SignIn, AResponseThatArrivesTheOtherWayIsRefused) {
  RecordProperty("covers", "RP-07");
  World world;
  http::Form form;
  form.add("code", "c");
  form.add("state", world.start());
  expect_nobody(world, world.post("/callback", form));
  EXPECT_EQ(world.provider.token_requests, 0);
}

TEST(SignIn, AJsonBodyIsNoFormPost) {
  RecordProperty("covers", "RP-07");
  World world;
  const std::string state = world.start();
  expect_nobody(world, world.send("POST", "/callback", {{"Content-Type", "application/json"}},
                                  "{\"code\":\"c\",\"state\":\"" + state + "\"}"));
}

TEST(SignIn, TheIssOfAnotherProviderIsRefused) {
  RecordProperty("covers", "RP-06");
  World world;
  const std::string state = world.start();
  expect_nobody(world, world.get("/callback?code=c&state=" + state + "&iss=https%3A%2F%2Fevil.example"));
  EXPECT_EQ(world.provider.token_requests, 0);
}

struct BadToken {
  std::string_view why;
  std::function<void(json::Object&)> edit;
  int status = 400;
};

TEST(SignIn, AnIdTokenThatIsNotForThisSignInIsRefused) {  // RP-03, RP-08
  const std::vector<BadToken> cases{
      {"another client", [](json::Object& c) { c.set("aud", "someone-else"); }},
      {"a second audience", [](json::Object& c) { c.set("aud", json::Array{testing::kClient, "x"}); }},
      {"another issuer", [](json::Object& c) { c.set("iss", "https://login.example/other/v2.0"); }, 403},
      {"another tenant", [](json::Object& c) { c.set("tid", "11111111-2222-3333-4444-000000000000"); }, 403},
      {"no nonce", [](json::Object& c) { c.set("nonce", nullptr); }},
      {"another nonce", [](json::Object& c) { c.set("nonce", "other"); }},
      {"expired", [](json::Object& c) { c.set("exp", std::int64_t{1'000}); }},
      {"an access token",
       [](json::Object& c) {
         c.set("scp", "User.Read");
         c.set("azp", "x");
       }},
  };
  for (const BadToken& bad : cases) {
    SCOPED_TRACE(bad.why);
    World world;
    world.provider.edit = bad.edit;
    expect_nobody(world, world.sign_in(), bad.status);
  }
}

TEST(SignIn, ABadTokenAnswerGivesAPageAndNoSession) {
  RecordProperty("covers", "RP-10");
  const auto answer = [](int status, std::string_view type, std::string body) {
    http::ClientResponse response;
    response.status = status;
    response.headers = {{"Content-Type", std::string(type)}};
    response.body = std::move(body);
    return response;
  };
  const std::vector<std::pair<http::ClientResponse, int>> cases{
      {answer(200, "application/json", R"({"access_token":"a","token_type":"Bearer","expires_in":1})"), 400},
      {answer(200, "application/json", R"({"access_token":"a","token_type":"mac","expires_in":1,"id_token":"x.y.z"})"),
       400},
      {answer(200, "text/html", "<p>hello"), 400},
      {answer(302, "text/html", ""), 400},
      {answer(503, "text/html", ""), 503},
      {answer(401, "application/json", R"({"error":"invalid_client","error_description":"AADSTS7000215: bad secret"})"),
       400},
  };
  for (const auto& [response, status] : cases) {
    SCOPED_TRACE(response.body);
    World world;
    world.provider.token_answer = response;
    expect_nobody(world, world.sign_in(), status);
  }
}

TEST(SignIn, AStoreThatIsDownGivesNoSession) {
  World world;
  const std::string state = world.start();
  world.sessions->down = true;
  EXPECT_EQ(world.back(state).status, 503);
  EXPECT_EQ(world.session_cookie(), "");
}

TEST(SignIn, ARefusedPersonLeavesNoTrace) {
  World off([](Settings& settings) { settings.authorizer.provisioning = Provisioning::off; });
  expect_nobody(off, off.sign_in(), 403);
  World domain([](Settings& settings) {
    settings.authorizer.provisioning = Provisioning::allowed_domains;
    settings.authorizer.allowed_domains = {"other.example"};
  });
  expect_nobody(domain, domain.sign_in(), 403);
  World enforced([](Settings& settings) {
    settings.authorizer.enforce_principal_domain = true;
    settings.authorizer.principal_domain = "other.example";
  });
  expect_nobody(enforced, enforced.sign_in(), 403);
}

TEST(SignIn, ADisabledPersonIsRefused) {
  World world;
  world.sign_in();
  ASSERT_TRUE(world.identities->set_disabled(world.sessions->last.person, true));
  world.jar.clear();
  EXPECT_EQ(world.sign_in().status, 403);
  EXPECT_EQ(world.sessions->created, 1);
  EXPECT_EQ(world.session_cookie(), "");
}

}  // namespace
}  // namespace sallyport::gateway
