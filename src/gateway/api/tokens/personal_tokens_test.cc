// /api/v1/users/security/token over HTTP: making, listing and ending one's own tokens.
#include <gtest/gtest.h>

#include "base/json.h"
#include "gateway/world_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::Headers;
using testing::Reply;
using testing::World;

constexpr std::string_view kTokens = "/api/v1/users/security/token";

class PersonalTokens : public ::testing::Test {
 protected:
  void SetUp() override { world_.sign_in(); }

  // As the browser of the person who is signed in sends it.
  Reply by_browser(std::string_view method, std::string_view path, std::string body = {}) {
    Headers more;
    more.emplace_back("Cookie", "__Host-sallyport=" + world_.session_cookie());
    more.emplace_back("Sec-Fetch-Site", "same-origin");
    more.emplace_back("Content-Type", "application/json");
    return world_.send(method, path, std::move(more), std::move(body));
  }
  Reply by_token(std::string_view method, std::string_view path, const std::string& token, std::string body = {}) {
    return world_.send(method, path, {{"Authorization", "Bearer " + token}, {"Content-Type", "application/json"}},
                       std::move(body));
  }

  Reply create(std::string body) { return by_browser("PUT", kTokens, std::move(body)); }
  json::Object created(std::string body = R"({"tokenName":"script","JWTTokenExpiry":"7"})") {
    const Reply reply = create(std::move(body));
    EXPECT_EQ(reply.status, 200) << reply.body;
    return json::parse_object(reply.body).value();
  }
  static std::string text(const json::Object& object, std::string_view name) {
    const json::Value* const value = object.find(name);
    return value && value->as_string() ? *value->as_string() : "";
  }
  int check(const std::string& token) {
    return world_.send("GET", "/check", {{"Authorization", "Bearer " + token}}).status;
  }
  std::size_t listed(const Reply& reply) {
    return json::parse_object(reply.body).value().find("data")->as_array()->size();
  }

  World world_;
};

TEST_F(PersonalTokens, OneIsShownInTheAnswerToItsCreationAndIsGood) {
  const json::Object token = created();
  EXPECT_EQ(text(token, "tokenName"), "script");
  EXPECT_EQ(text(token, "tokenType"), "PERSONAL_ACCESS_TOKEN");
  EXPECT_EQ(*token.find("expiryDate")->as_integer(), (world_.clock.now().seconds + 7 * 86400) * 1000);
  EXPECT_EQ(text(token, "userId"), world_.identities->list({}, 1).value().front().person.id.value);
  EXPECT_EQ(check(text(token, "jwtToken")), 204);
  EXPECT_TRUE(world_.log.has("token_created"));
}

// OpenMetadata issue 29676: tokens were in the answers of its API.
TEST_F(PersonalTokens, Issue29676NoAnswerButTheFirstHoldsTheToken) {
  RecordProperty("covers", "BOT-06");
  const json::Object token = created();
  const Reply list = by_browser("GET", kTokens);
  EXPECT_EQ(list.status, 200);
  EXPECT_EQ(list.body.find("eyJ"), std::string::npos);
  EXPECT_EQ(list.body.find("jwtToken"), std::string::npos);
  EXPECT_NE(list.body.find(text(token, "token")), std::string::npos);
  EXPECT_FALSE(world_.log.mentions(text(token, "jwtToken")));
}

// OpenMetadata issue 14720: a new token ended the old one.
TEST_F(PersonalTokens, Issue14720SeveralAreGoodAtTheSameTime) {
  const std::string one = text(created(), "jwtToken");
  const std::string other = text(created(), "jwtToken");
  EXPECT_EQ(check(one), 204);
  EXPECT_EQ(check(other), 204);
  EXPECT_EQ(listed(by_browser("GET", kTokens)), 2U);
}

TEST_F(PersonalTokens, ABodyThatCannotBeReadMakesNone) {
  for (const std::string body :
       {R"({})",
        R"({"tokenName":"a"})",
        R"({"tokenName":"","JWTTokenExpiry":"7"})",
        R"({"tokenName":"a","JWTTokenExpiry":"365"})",
        R"({"tokenName":"a","JWTTokenExpiry":7})",
        R"({"tokenName":"a\u0007","JWTTokenExpiry":"7"})",
        R"({"tokenName":"a","JWTTokenExpiry":"7","userId":"x"})",
        R"({"tokenName":"a","JWTTokenExpiry":"7","scope":{}})",
        R"({"tokenName":"a","JWTTokenExpiry":"7","scope":{"roles":[]}})",
        R"({"tokenName":"a","JWTTokenExpiry":"7","scope":{"roles":["x"],"admin":true}})",
        R"({"tokenName":"a","JWTTokenExpiry":"7","scope":{"roles":[1]}})",
        R"({"tokenName":"a","JWTTokenExpiry":"7","scope":{"roles":["x"],"operations":[]}})",
        R"({"tokenName":"a","JWTTokenExpiry":"7","scope":{"operations":["ViewAll"]}})",
        R"({"tokenName":"a","JWTTokenExpiry":"7","scope":{"operations":[{"resource":"dashboard"}]}})",
        R"({"tokenName":"a","JWTTokenExpiry":"7","scope":{"operations":[{"operations":["ViewAll"]}]}})",
        R"({"tokenName":"a","JWTTokenExpiry":"7","scope":{"operations":[{"resource":"dashboard","operations":[]}]}})",
        R"({"tokenName":"a","JWTTokenExpiry":"7","scope":{"operations":[{"resource":"x","operations":["ViewAll"]}]}})",
        R"({"tokenName":"a","JWTTokenExpiry":"7","scope":{"operations":[{"resource":"table","operations":["Fly"]}]}})",
        R"([])",
        R"(x)"})
    EXPECT_EQ(create(body).status, 400) << body;
  EXPECT_EQ(create("{\"tokenName\":\"" + std::string(300, 'a') + "\",\"JWTTokenExpiry\":\"7\"}").status, 400);
  EXPECT_EQ(listed(by_browser("GET", kTokens)), 0U);
}

TEST_F(PersonalTokens, ExpireUnlessTheOperatorSaysOtherwise) {
  RecordProperty("covers", "BOT-04");
  const std::string unlimited = R"({"tokenName":"a","JWTTokenExpiry":"Unlimited"})";
  const Reply refused = create(unlimited);
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.body.find("unlimitedPersonalTokens"), std::string::npos) << refused.body;
  testing::reload(world_, [](Settings& settings) { settings.own_tokens.unlimited_personal = true; });
  EXPECT_EQ(create(unlimited).status, 200);
}

TEST_F(PersonalTokens, AreMadeAtALimitedRate) {
  RecordProperty("covers", "BOT-07");
  testing::reload(world_, [](Settings& settings) {
    settings.rate_limits.a_minute[static_cast<std::size_t>(Limited::new_token)] = 2;
  });
  EXPECT_EQ(create(R"({"tokenName":"a","JWTTokenExpiry":"7"})").status, 200);
  EXPECT_EQ(create("x").status, 400) << "a body that cannot be read counts, too";
  const Reply refused = create(R"({"tokenName":"a","JWTTokenExpiry":"7"})");
  EXPECT_EQ(refused.status, 429);
  EXPECT_FALSE(refused.header("Retry-After").empty());
  EXPECT_EQ(listed(by_browser("GET", kTokens)), 1U);
  EXPECT_EQ(by_browser("PUT", "/api/v1/users/generateToken/6f1c2d3e-0000-4000-8000-00000000000a", "{}").status, 429);
}

// OpenMetadata's clients refuse members that they do not know, so that they see none of it.
TEST_F(PersonalTokens, WhatOneIsForIsShownUnderOurOwnPathAndAudited) {
  created(R"({"tokenName":"a","JWTTokenExpiry":"7",
      "scope":{"roles":["Reader"],"operations":[{"resource":"table","operations":["ViewAll"]}]}})");
  const std::string scope =
      R"("scope":{"roles":["Reader"],"operations":[{"resource":"table","operations":["ViewAll"]}]})";
  const Reply ours = by_browser("GET", "/api/sallyport/v1/users/security/token");
  EXPECT_NE(ours.body.find(scope), std::string::npos) << ours.body;
  EXPECT_NE(ours.body.find("createdAt"), std::string::npos) << ours.body;
  EXPECT_EQ(ours.body.find("lastUsed"), std::string::npos) << "it was not used yet";
  const Reply theirs = by_browser("GET", kTokens);
  for (const std::string_view member : {"scope", "createdAt"})
    EXPECT_EQ(theirs.body.find(member), std::string::npos) << theirs.body;
  EXPECT_TRUE(world_.log.mentions(R"({"roles":["Reader"],"operations":[{"resource":"table")"));
}

TEST_F(PersonalTokens, AScopeNarrows) {
  const json::Object token = created(R"({"tokenName":"a","JWTTokenExpiry":"7","scope":{"roles":["Other"]}})");
  const Reply reply = world_.send("GET", "/check", {{"Authorization", "Bearer " + text(token, "jwtToken")}});
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.header("X-Auth-Request-Roles"), "");
}

// It is for what it names, also for its owner's own account, and also if the owner is an administrator.
TEST_F(PersonalTokens, AScopeOfOperationsNarrowsTheApiToo) {
  const std::string made = text(created(R"({"tokenName":"a","JWTTokenExpiry":"7",
      "scope":{"operations":[{"resource":"role","operations":["ViewBasic"]}]}})"),
                                "jwtToken");
  EXPECT_EQ(by_token("GET", "/api/v1/roles", made).status, 200);
  EXPECT_EQ(by_token("GET", "/api/v1/teams", made).status, 403);
  EXPECT_EQ(by_token("POST", "/api/v1/roles", made, "{}").status, 403);
  const Reply own = by_browser("GET", "/api/v1/users/loggedInUser");
  const auto person = json::parse_object(own.body);
  ASSERT_TRUE(person);
  const std::string path = "/api/v1/users/" + text(*person, "id");
  const std::string patch = R"([{"op":"add","path":"/displayName","value":"Ann"}])";
  const Headers patched{{"Content-Type", "application/json-patch+json"}, {"Authorization", "Bearer " + made}};
  EXPECT_EQ(world_.send("PATCH", path, patched, patch).status, 403);
}

TEST_F(PersonalTokens, ATokenMakesNoTokens) {
  RecordProperty("covers", "BOT-05");
  const std::string token = text(created(), "jwtToken");
  EXPECT_EQ(by_token("PUT", kTokens, token, R"({"tokenName":"a","JWTTokenExpiry":"7"})").status, 403);
  const std::string of_provider = world_.provider.sign([&] {
    json::Object claims = world_.provider.id_token_claims();
    claims.set("scp", "access_as_user");
    claims.set("azp", "some-client");
    return claims;
  }());
  EXPECT_EQ(by_token("PUT", kTokens, of_provider, R"({"tokenName":"a","JWTTokenExpiry":"7"})").status, 403);
  EXPECT_EQ(by_token("GET", "/api/v1/auth/refresh", token).status, 401);
  EXPECT_EQ(listed(by_browser("GET", kTokens)), 1U);
}

TEST_F(PersonalTokens, NobodyMakesOneForSomebodyElseOrFromAnotherSite) {
  RecordProperty("covers", "SES-09");
  const std::string body = R"({"tokenName":"a","JWTTokenExpiry":"7"})";
  EXPECT_EQ(world_.send("PUT", kTokens, {{"Content-Type", "application/json"}}, body).status, 401);
  EXPECT_EQ(world_
                .send("PUT", kTokens,
                      {{"Cookie", "__Host-sallyport=" + world_.session_cookie()},
                       {"Sec-Fetch-Site", "cross-site"},
                       {"Content-Type", "application/json"}},
                      body)
                .status,
            403);
  EXPECT_EQ(world_
                .send("PUT", kTokens,
                      {{"Cookie", "__Host-sallyport=" + world_.session_cookie()}, {"Content-Type", "text/plain"}}, body)
                .status,
            415);
}

TEST_F(PersonalTokens, ARevokedOneIsDeadAtOnceAndNoLongerListed) {
  RecordProperty("covers", "BOT-01");
  const json::Object token = created();
  created();
  EXPECT_EQ(check(text(token, "jwtToken")), 204);
  const Reply reply =
      by_browser("PUT", "/api/v1/users/security/token/revoke", R"({"tokenIds":[")" + text(token, "token") + R"("]})");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(listed(reply), 1U) << "the one that is left";
  EXPECT_EQ(check(text(token, "jwtToken")), 401);
  EXPECT_TRUE(world_.log.has("tokens_revoked"));
}

TEST_F(PersonalTokens, AllAreRevokedAtOnce) {
  const std::string one = text(created(), "jwtToken");
  const std::string other = text(created(), "jwtToken");
  EXPECT_EQ(check(one), 204);
  EXPECT_EQ(by_browser("PUT", "/api/v1/users/security/token/revoke?removeAll=true", "{}").status, 200);
  EXPECT_EQ(check(one), 401);
  EXPECT_EQ(check(other), 401);
}

TEST_F(PersonalTokens, AnIdThatIsNotOnesOwnEndsNothing) {
  const json::Object token = created();
  const std::string foreign = "11111111-0000-4000-8000-000000000001";
  EXPECT_EQ(by_browser("PUT", "/api/v1/users/security/token/revoke",
                       R"({"tokenIds":[")" + text(token, "token") + R"(",")" + foreign + R"("]})")
                .status,
            404);
  EXPECT_EQ(check(text(token, "jwtToken")), 204);
  EXPECT_EQ(by_browser("PUT", "/api/v1/users/security/token/revoke", R"({})").status, 400);
  EXPECT_EQ(by_browser("GET", "/api/v1/users/security/token?username=somebody").status, 403);
  EXPECT_EQ(by_browser("GET", "/api/v1/users/security/token?username=ann").status, 200);
}

TEST_F(PersonalTokens, AnAdministratorSeesAndEndsThoseOfOthers) {
  const json::Object of_ann = created();
  const std::string token = text(of_ann, "jwtToken");
  EXPECT_EQ(check(token), 204);
  world_.provider.edit = [](json::Object& claims) {
    claims.set("oid", "99999999-0000-0000-0000-000000000002");
    claims.set("email", "root@contoso.example");
    claims.set("preferred_username", "root@contoso.example");
  };
  world_.jar.clear();
  world_.sign_in();
  const std::string_view of = "/api/v1/users/security/token?username=ann";
  const std::string_view end = "/api/v1/users/security/token/revoke?username=ann&removeAll=true";
  EXPECT_EQ(by_browser("GET", of).status, 403) << "nobody else does";
  EXPECT_EQ(by_browser("PUT", end, "{}").status, 403);
  const PersonId root = world_.people_by_hand->find_by_name("root").value().front().person.id;
  ASSERT_TRUE(world_.identities->give_role(root, {"Admin", identity::Origin::administrator}));
  world_.shared->revocations.forget_all();
  EXPECT_EQ(by_browser("GET", "/api/v1/users/security/token?username=nobody").status, 404);
  EXPECT_EQ(listed(by_browser("GET", of)), 1U);
  const std::string personal = text(created(), "jwtToken");
  EXPECT_EQ(by_token("PUT", end, personal, "{}").status, 403) << "a stolen token ends no others";
  EXPECT_EQ(check(token), 204);
  EXPECT_EQ(by_browser("PUT", end, "{}").status, 200);
  EXPECT_EQ(check(token), 401);
  EXPECT_EQ(check(personal), 204);
}

TEST_F(PersonalTokens, ATokenMayEndItselfAndNoOther) {
  const json::Object one = created();
  const json::Object other = created();
  const auto revoke = [&](const json::Object& by, const json::Object& ended) {
    return by_token("PUT", "/api/v1/users/security/token/revoke", text(by, "jwtToken"),
                    R"({"tokenIds":[")" + text(ended, "token") + R"("]})")
        .status;
  };
  EXPECT_EQ(revoke(one, other), 403);
  EXPECT_EQ(by_token("PUT", "/api/v1/users/security/token/revoke?removeAll=true", text(one, "jwtToken"), "{}").status,
            403);
  EXPECT_EQ(revoke(one, one), 200);
  EXPECT_EQ(check(text(one, "jwtToken")), 401);
  EXPECT_EQ(check(text(other, "jwtToken")), 204);
}

TEST_F(PersonalTokens, ThereIsABoundForEachOwner) {
  RecordProperty("covers", "BOT-07");
  for (std::size_t i = 0; i < identity::kMostTokens; ++i) created();
  EXPECT_EQ(create(R"({"tokenName":"more","JWTTokenExpiry":"7"})").status, 409);
}

}  // namespace
}  // namespace sallyport::gateway
