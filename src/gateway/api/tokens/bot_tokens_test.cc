// The tokens of bots over HTTP: who makes and ends them, and what they open.
#include <gtest/gtest.h>

#include "base/json.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Headers;
using testing::Reply;
using testing::World;

// Ann is an administrator, and there is the bot that every store begins with.
class BotTokens : public ::testing::Test {
 protected:
  void SetUp() override {
    world_.sign_in();
    ann_ = world_.identities->list({}, 10).value().back().person.id;
    ASSERT_TRUE(world_.identities->give_role(ann_, {"Admin", identity::Origin::administrator}));
    bot_ = world_.bots->list().value().front();
  }

  Reply by_browser(std::string_view method, std::string_view path, std::string body = {}) {
    return world_.send(method, path,
                       {{"Cookie", "__Host-sallyport=" + world_.session_cookie()},
                        {"Sec-Fetch-Site", "same-origin"},
                        {"Content-Type", "application/json"}},
                       std::move(body));
  }
  Reply by_token(std::string_view method, std::string_view path, const std::string& token, std::string body = {}) {
    return world_.send(method, path, {{"Authorization", "Bearer " + token}, {"Content-Type", "application/json"}},
                       std::move(body));
  }

  std::string path(std::string_view verb) const {
    return "/api/v1/users/" + std::string(verb) + "/" + bot_.account.value;
  }
  Reply generate(std::string body = R"({"JWTTokenExpiry":"Unlimited"})") {
    return by_browser("PUT", path("generateToken"), std::move(body));
  }
  std::string token() {
    const Reply reply = generate();
    EXPECT_EQ(reply.status, 200) << reply.body;
    const auto object = json::parse_object(reply.body).value();
    return *object.find("JWTToken")->as_string();
  }
  int check(const std::string& token) {
    return world_.send("GET", "/check", {{"Authorization", "Bearer " + token}}).status;
  }
  std::string revocation() const { return R"({"id":")" + bot_.account.value + R"("})"; }

  World world_;
  PersonId ann_;
  identity::Bot bot_;
};

TEST_F(BotTokens, OneIsMadeByAnAdministratorAndLetsTheBotIn) {
  const Reply reply = generate();
  EXPECT_EQ(reply.status, 200) << reply.body;
  EXPECT_NE(reply.body.find(R"("JWTTokenExpiry":"Unlimited")"), std::string::npos);
  const std::string made = token();
  const Reply user = by_token("GET", "/api/v1/users/loggedInUser", made);
  EXPECT_EQ(user.status, 200);
  EXPECT_NE(user.body.find(bot_.account.value), std::string::npos) << user.body;
  EXPECT_NE(user.body.find(R"("isBot":true)"), std::string::npos) << user.body;
  EXPECT_EQ(world_.send("GET", "/check", {{"Authorization", "Bearer " + made}}).header("X-Auth-Request-User"),
            bot_.name);
}

TEST_F(BotTokens, Issue14720AnOldOneGoesOnUntilItIsRevoked) {
  const std::string one = token();
  const std::string other = token();
  EXPECT_EQ(check(one), 204);
  EXPECT_EQ(check(other), 204);
}

TEST_F(BotTokens, Issue29676NoAnswerButTheFirstHoldsTheToken) {
  RecordProperty("covers", "BOT-06");
  EXPECT_EQ(by_browser("GET", path("token")).status, 404) << "the seeded bot has none";
  token();
  for (const char* const verb : {"token", "auth-mechanism"}) {
    const Reply reply = by_browser("GET", path(verb));
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body.find("eyJ"), std::string::npos) << reply.body;
    EXPECT_NE(reply.body.find(R"("JWTTokenExpiry":"Unlimited")"), std::string::npos) << reply.body;
  }
}

TEST_F(BotTokens, NobodyElseMakesShowsOrEndsOne) {
  RecordProperty("covers", "BOT-05");
  const std::string made = token();
  ASSERT_TRUE(world_.identities->take_role(ann_, {"Admin", identity::Origin::administrator}));
  world_.shared->revocations.forget_all();
  EXPECT_EQ(generate().status, 403);
  EXPECT_EQ(by_browser("GET", path("token")).status, 403);
  EXPECT_EQ(by_browser("GET", path("auth-mechanism")).status, 403);
  EXPECT_EQ(by_browser("PUT", "/api/v1/users/revokeToken", revocation()).status, 403);
  EXPECT_EQ(by_browser("POST", "/api/v1/users/revokeToken", "not JSON").status, 403) << "the right comes first";
  EXPECT_EQ(by_token("PUT", path("generateToken"), made, R"({"JWTTokenExpiry":"7"})").status, 403);
  EXPECT_EQ(check(made), 204);
}

TEST_F(BotTokens, AStoredTokenOfAnAdministratorMakesNone) {
  RecordProperty("covers", "BOT-05");
  const Reply mine = by_browser("PUT", "/api/v1/users/security/token", R"({"tokenName":"mine","JWTTokenExpiry":"7"})");
  const std::string personal = *json::parse_object(mine.body).value().find("jwtToken")->as_string();
  EXPECT_EQ(by_token("PUT", path("generateToken"), personal, R"({"JWTTokenExpiry":"7"})").status, 403);
  EXPECT_EQ(by_token("PUT", "/api/v1/users/revokeToken", personal, revocation()).status, 403);
}

TEST_F(BotTokens, AllOfABotAreRevokedAtOnce) {
  RecordProperty("covers", "BOT-01");
  const std::string one = token();
  const std::string other = token();
  EXPECT_EQ(check(one), 204);
  const Reply reply = by_browser("PUT", "/api/v1/users/revokeToken", revocation());
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, R"({"JWTToken":""})");
  EXPECT_EQ(check(one), 401);
  EXPECT_EQ(check(other), 401);
  EXPECT_EQ(check(token()), 204) << "a new one is good";
}

TEST_F(BotTokens, WhatIsNoBotHasNone) {
  const std::string of_ann = "/api/v1/users/generateToken/" + ann_.value;
  EXPECT_EQ(by_browser("PUT", of_ann, R"({"JWTTokenExpiry":"7"})").status, 400);
  EXPECT_EQ(
      by_browser("PUT", "/api/v1/users/generateToken/11111111-0000-4000-8000-000000000001", R"({"JWTTokenExpiry":"7"})")
          .status,
      404);
  EXPECT_EQ(by_browser("PUT", "/api/v1/users/revokeToken", R"({"id":")" + ann_.value + R"("})").status, 400);
  for (const std::string body : {"", "{}", R"({"JWTTokenExpiry":"365"})", R"({"JWTTokenExpiry":"7","admin":true})"})
    EXPECT_EQ(generate(body).status, 400) << body;
}

TEST_F(BotTokens, OfABotThatIsDisabledAreRefused) {
  RecordProperty("covers", "BOT-02");
  const std::string made = token();
  EXPECT_EQ(check(made), 204);
  ASSERT_TRUE(world_.identities->set_disabled(bot_.account, true));
  world_.shared->revocations.forget_people();
  EXPECT_EQ(check(made), 403);
}

TEST_F(BotTokens, AreNoPersonalTokens) {
  EXPECT_EQ(by_token("GET", "/api/v1/users/security/token", token()).status, 400);
  EXPECT_EQ(
      by_token("PUT", "/api/v1/users/security/token", token(), R"({"tokenName":"a","JWTTokenExpiry":"7"})").status,
      400);
}

}  // namespace
}  // namespace sallyport::gateway
