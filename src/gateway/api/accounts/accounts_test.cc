// /api/v1/users/login and its neighbours over HTTP: signing in with a local account, refreshing, signing out.
#include <gtest/gtest.h>

#include "gateway/api/accounts/login_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::AccountWorld;
using testing::kAnnsPassword;
using testing::kNewPassword;
using testing::Login;
using testing::member;
using testing::Reply;

TEST_F(Login, GivesATokenThatIsGoodAtTheDoorAndAtTheApi) {
  world_.give_role(ann_, "DataSteward");
  const Reply reply = world_.log_in("Ann@Contoso.example");
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(member(reply, "tokenType"), "Bearer");
  const json::Object body = json::parse_object(reply.body).value();
  EXPECT_EQ(*body.find("expiryDuration")->as_integer(), (world_.clock.now().seconds + 300) * 1000);
  const std::string token = member(reply, "accessToken");
  const Reply passed = world_.send("GET", "/check", {{"Authorization", "Bearer " + token}});
  EXPECT_EQ(passed.status, 204);
  EXPECT_EQ(passed.header("X-Auth-Request-User"), "ann");
  EXPECT_EQ(passed.header("X-Auth-Request-Roles"), "DataSteward");
  const Reply me = world_.call_api("GET", "/api/v1/users/loggedInUser", {}, token);
  EXPECT_EQ(me.status, 200);
  EXPECT_EQ(member(me, "name"), "ann");
  EXPECT_EQ(world_.log_in("ann").status, 200) << "the name does, too";
  EXPECT_NE(world_.identities->find_by_id(ann_).value()->last_sign_in, UnixTime{});
}

TEST_F(Login, WhateverIsWrongTheAnswerIsTheSame) {
  RecordProperty("covers", "LOC-01");
  world_.add_person("without");
  world_.disable(world_.add_account("disabled"));
  const PersonId deleted = world_.add_account("deleted");
  ASSERT_TRUE(world_.people_by_hand->change(deleted, {}, {"root", world_.clock.now()}, [](const auto& entry, auto) {
    identity::ByHand by_hand = entry.by_hand;
    by_hand.deleted = true;
    return Result<identity::ByHand>(by_hand);
  }));
  const Reply wrong = world_.log_in("ann", "some wrong password");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.header("WWW-Authenticate"), "Bearer");
  for (const char* const name : {"nobody", "without", "disabled", "deleted", " ", "ann@elsewhere.example"}) {
    const Reply other = world_.log_in(name);
    EXPECT_EQ(other.status, wrong.status) << name;
    EXPECT_EQ(other.body, wrong.body) << name;
    EXPECT_EQ(other.headers.size(), wrong.headers.size()) << name;
  }
  EXPECT_EQ(world_.log_in("ann", std::string(5000, 'x')).body, wrong.body) << "a password that is too long";
  EXPECT_EQ(world_.sessions->created, 0);
}

TEST_F(Login, GuessingIsSlowedDownAlikeForEveryNameAndEachNameAlone) {
  RecordProperty("covers", "LOC-01, LOC-02");
  for (const char* const name : {"ann", "nobody"}) {
    for (int i = 0; i < 5; ++i) EXPECT_EQ(world_.log_in(name, "some wrong password").status, 401) << name << i;
    const Reply blocked = world_.log_in(name, std::string(kAnnsPassword));
    EXPECT_EQ(blocked.status, 429) << name;
    EXPECT_EQ(blocked.header("Retry-After"), "30") << name;
  }
  world_.add_account("bob");
  EXPECT_EQ(world_.log_in("bob").status, 200) << "another account is not locked";
  world_.peer.address = "203.0.113.77";
  EXPECT_EQ(world_.log_in("ann").status, 200) << "nor is its owner elsewhere";
}

TEST_F(Login, AStrangersForwardedForIsNoWayAroundTheWait) {
  RecordProperty("covers", "LOC-02");
  const std::string body = R"({"email":"ann","password":"d3Jvbmc="})";
  for (int i = 0; i < 5; ++i)
    world_.send("POST", "/api/v1/users/login",
                {{"Content-Type", "application/json"}, {"X-Forwarded-For", "198.51.100." + std::to_string(i)}}, body);
  EXPECT_EQ(world_.log_in("ann").status, 429);
}

TEST_F(Login, ABodyThatCannotBeReadIs400AndNoTry) {
  RecordProperty("covers", "LOC-08");
  for (const std::string body :
       {R"({})", R"({"email":"ann"})", R"({"email":"ann","password":"not base64!"})", R"({"email":"ann","password":1})",
        R"({"email":"ann","password":"eA"})", R"({"email":"ann","password":"eA==","isAdmin":true})", R"([])", "{", ""})
    EXPECT_EQ(world_.call_api("POST", "/api/v1/users/login", body).status, 400) << body;
  EXPECT_EQ(world_.send("POST", "/api/v1/users/login", {{"Content-Type", "text/plain"}}, "{}").status, 415);
  EXPECT_EQ(world_.log_in("ann").status, 200);
}

TEST_F(Login, APasswordCountsToItsLastByteAndKeepsItsSpaces) {
  RecordProperty("covers", "LOC-03");
  const std::string with_nul = std::string("tick\0tock ", 10) + std::string(70, 'x');
  world_.add_account("bob", with_nul + "a");
  EXPECT_EQ(world_.log_in("bob", with_nul + "b").status, 401);
  EXPECT_EQ(world_.log_in("bob", with_nul + "a ").status, 401);
  EXPECT_EQ(world_.log_in("bob", "tick").status, 401);
  EXPECT_EQ(world_.log_in("bob", with_nul + "a").status, 200);
}

TEST_F(Login, MoreAtOnceThanThereArePlacesAre503AndNoTry) {
  RecordProperty("covers", "LOC-04");
  AccountWorld world([](Settings& settings) { settings.server.workers = 8; });  // so few that nobody may wait
  world.add_account("ann");
  {
    const HashingPool::Turn one(world.shared->strangers);
    const HashingPool::Turn two(world.shared->strangers);
    for (int i = 0; i < 6; ++i) {
      const Reply busy = world.log_in("ann");
      EXPECT_EQ(busy.status, 503);
      EXPECT_EQ(busy.header("Retry-After"), "1");
    }
  }
  EXPECT_EQ(world.log_in("ann").status, 200);
}

TEST_F(Login, AHashThatCostTooLittleIsMadeAnew) {
  RecordProperty("covers", "LOC-04");
  world_.set_hash(
      ann_, crypto::hash_password(Secret(std::string(kAnnsPassword)), world_.random, {.memory = 8192, .passes = 1}));
  world_.log_in("ann", "some wrong password");
  EXPECT_TRUE(crypto::is_outdated(world_.account(ann_).password_hash));
  EXPECT_EQ(world_.log_in("ann").status, 200);
  EXPECT_FALSE(crypto::is_outdated(world_.account(ann_).password_hash));
  EXPECT_EQ(world_.log_in("ann").status, 200);
}

TEST_F(Login, IsOffUnlessTheConfigurationAllowsIt) {
  RecordProperty("covers", "LOC-09");
  const std::string token = this->token();
  EXPECT_EQ(world_.check(token), 204);
  reload(world_, [](Settings& settings) { settings.local_accounts.allowed = false; });
  EXPECT_EQ(world_.log_in("ann").status, 404);
  EXPECT_EQ(world_.sign_in_by_form("ann").status, 404);
  EXPECT_EQ(world_.get("/api/v1/auth/local").status, 404);
  EXPECT_EQ(world_.get("/api/v1/auth/local/password?link=x").status, 404);
  EXPECT_EQ(reset("x", kNewPassword).status, 404);
  EXPECT_EQ(world_.check(token), 401) << "and what it opened before is closed";
}

TEST_F(Login, BasicCredentialsOpenNothing) {
  RecordProperty("covers", "LOC-08, LOC-09");
  const std::string basic = "Basic " + base64_encode("ann:" + std::string(kAnnsPassword));
  EXPECT_EQ(world_.send("GET", "/check", {{"Authorization", basic}}).status, 401);
  EXPECT_EQ(world_.sessions->created, 0);
}

TEST_F(Login, AStoreThatIsDownLetsNobodyIn) {
  world_.sign_ins.down = true;
  EXPECT_EQ(world_.log_in("ann").status, 503);
  world_.sign_ins.down = false;
  world_.sessions->down = true;
  EXPECT_EQ(world_.log_in("ann").status, 503);
}

TEST_F(Login, ADisabledPersonsTokensAreRefused) {
  const std::string token = this->token();
  const std::string refresh = member(world_.log_in("ann"), "refreshToken");
  world_.disable(ann_);
  world_.shared->revocations.forget_people();
  EXPECT_EQ(world_.check(token), 401);
  EXPECT_EQ(world_.refresh(refresh).status, 401);
}

TEST_F(Login, ASignInThatBeganWithTheOldPasswordOpensNothing) {
  RecordProperty("covers", "SES-05");
  world_.sessions->before_create = [&] {
    world_.set_hash(ann_, crypto::hash_password(Secret(std::string(kNewPassword)), world_.random));
  };
  EXPECT_EQ(world_.log_in("ann").status, 401);
  EXPECT_FALSE(world_.sessions->find(world_.sessions->last.digest, world_.clock.now()).value());
}

TEST_F(Login, NoPasswordIsInTheLog) {
  world_.log_in("ann");
  world_.log_in("ann", "some wrong password");
  world_.log_in("a password in the wrong field");
  EXPECT_FALSE(world_.log.mentions(kAnnsPassword));
  EXPECT_FALSE(world_.log.mentions("some wrong password"));
  EXPECT_FALSE(world_.log.mentions("wrong field"));
  EXPECT_TRUE(world_.log.has("account_sign_in"));
  EXPECT_TRUE(world_.log.has("account_sign_in_refused"));
}

TEST_F(Login, TheConfiguredAdministratorIsOneOnlyWithoutAProvider) {
  RecordProperty("covers", "LOC-10");
  const auto is_admin = [](AccountWorld& world) {
    world.add_account("ann");
    const std::string token = member(world.log_in("ann"), "accessToken");
    return world.call_api("GET", "/api/sallyport/v1/users/00000000-0000-4000-8000-000000000000/disabled", {}, token)
        .status;
  };
  AccountWorld alone([](Settings& settings) { settings.authorizer.admin_principals = {"ann"}; });
  EXPECT_NE(is_admin(alone), 403);
  AccountWorld beside([](Settings& settings) {
    settings.sign_in_configured = true;
    settings.authorizer.admin_principals = {"ann", "ann@contoso.example"};
  });
  EXPECT_EQ(is_admin(beside), 403) << "the name is that of an account at the provider";
}

TEST_F(Login, BesideAProviderItsAccountsDoNotTakeEachOther) {
  RecordProperty("covers", "LOC-10");
  AccountWorld world([](Settings& settings) {
    settings.sign_in_configured = true;
    settings.authorizer.provisioning = Provisioning::on;
  });
  world.add_account("ann");
  EXPECT_EQ(world.log_in("ann").status, 200);
  EXPECT_EQ(world.sign_in().status, 403) << "Ann of the provider gets neither the account nor its name";
  EXPECT_EQ(world.session_cookie(), "");
}

TEST_F(Login, RefreshGivesTheNextTokensAndEndsTheOldOne) {
  const Reply first = world_.log_in("ann");
  world_.clock.advance(Seconds(200));
  const Reply second = world_.refresh(member(first, "refreshToken"));
  ASSERT_EQ(second.status, 200) << second.body;
  EXPECT_NE(member(second, "refreshToken"), member(first, "refreshToken"));
  EXPECT_EQ(world_.check(member(second, "accessToken")), 204);
  const Reply third = world_.refresh(member(second, "refreshToken"));
  EXPECT_EQ(third.status, 200);
  EXPECT_EQ(world_.sessions->created, 1) << "it is one session all the time";
}

TEST_F(Login, ARefreshTokenThatComesTwiceEndsTheSession) {
  RecordProperty("covers", "SES-05");
  const std::string stolen = member(world_.log_in("ann"), "refreshToken");
  const Reply used = world_.refresh(stolen);
  ASSERT_EQ(used.status, 200);
  EXPECT_EQ(world_.refresh(stolen).status, 401);
  EXPECT_EQ(world_.refresh(member(used, "refreshToken")).status, 401) << "the newest one is dead, too";
  EXPECT_EQ(world_.check(member(used, "accessToken")), 401);
  EXPECT_TRUE(world_.log.has("refresh_token_reused"));
}

TEST_F(Login, WhatIsNoRefreshTokenOfOursEndsNothing) {
  const Reply login = world_.log_in("ann");
  const std::string token = member(login, "refreshToken");
  for (const std::string& other :
       {std::string("x"), token + "x", token.substr(1), member(login, "accessToken"), std::string(43, 'A'),
        world_.sealer->seal("AAAA:x", "account_refresh", world_.clock.now() + Seconds(60)),
        world_.sealer->seal("x", "sign_in", world_.clock.now() + Seconds(60))})
    EXPECT_EQ(world_.refresh(other).status, 401) << other;
  EXPECT_EQ(world_.call_api("POST", "/api/v1/users/refresh", "{}").status, 400);
  EXPECT_EQ(world_.check(token), 401) << "it is no access token";
  EXPECT_EQ(world_.refresh(token).status, 200);
}

TEST_F(Login, ARefreshTokenEndsWithItsSession) {
  AccountWorld world([](Settings& settings) { settings.sessions.limits = {Seconds(1000), Seconds(1500)}; });
  world.add_account("ann");
  const std::string idle = member(world.log_in("ann"), "refreshToken");
  std::string kept = member(world.log_in("ann"), "refreshToken");
  world.clock.advance(Seconds(600));
  kept = member(world.refresh(kept), "refreshToken");
  world.clock.advance(Seconds(600));
  EXPECT_EQ(world.refresh(idle).status, 401) << "it was idle for too long";
  const Reply fresh = world.refresh(kept);
  EXPECT_EQ(fresh.status, 200) << "a refresh is a use";
  world.clock.advance(Seconds(400));
  EXPECT_EQ(world.refresh(member(fresh, "refreshToken")).status, 401) << "no session outlives the absolute limit";
}

TEST_F(Login, LogoutEndsTheSessionOfEitherToken) {
  const auto log_out = [&](const std::string& refresh, const std::string& access) {
    json::Object body;
    if (!refresh.empty()) body.set("refreshToken", refresh);
    return world_.call_api("POST", "/api/v1/users/logout", json::print(body), access);
  };
  const Reply one = world_.log_in("ann");
  const Reply other = world_.log_in("ann");
  const Reply done = log_out({}, member(one, "accessToken"));
  EXPECT_EQ(done.status, 200);
  EXPECT_EQ(done.body, "Logout Successful");
  EXPECT_EQ(world_.check(member(one, "accessToken")), 401);
  EXPECT_EQ(world_.refresh(member(one, "refreshToken")).status, 401);
  EXPECT_EQ(world_.check(member(other, "accessToken")), 204);
  EXPECT_EQ(log_out(member(other, "refreshToken"), {}).status, 200) << "the access token may have expired";
  EXPECT_EQ(world_.check(member(other, "accessToken")), 401);
  EXPECT_EQ(log_out("made up", {}).status, 200) << "nothing to end";
}

TEST_F(Login, OnlyWhoMayCreatePeopleLearnsWhichAddressIsInUse) {
  RecordProperty("covers", "LOC-01");
  const auto ask = [&](std::string_view email, const std::string& token) {
    return world_.call_api("POST", "/api/v1/users/checkEmailInUse", json::print(json::Object{{"email", email}}), token);
  };
  EXPECT_EQ(ask("ann@contoso.example", {}).status, 401);
  EXPECT_EQ(ask("ann@contoso.example", token()).status, 403);
  world_.give_role(ann_, "Admin");
  EXPECT_EQ(ask("Ann@contoso.example", token()).body, "true");
  EXPECT_EQ(ask("eve@contoso.example", token()).body, "false");
}

TEST_F(Login, AnAdministratorAddsPeopleWhoGetAnAccount) {
  world_.give_role(ann_, "Admin");
  const Reply made = world_.call_api("POST", "/api/v1/users",
                                     R"({"name":"zoe","email":"Zoe@contoso.example","displayName":"Zoe"})", token());
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(world_.log_in("zoe").status, 401) << "no password yet";
  world_.open_link(PersonId(member(made, "id")), "one");
  ASSERT_EQ(reset("one", kNewPassword, "zoe@contoso.example").status, 200);
  EXPECT_EQ(world_.log_in("zoe@contoso.example", kNewPassword).status, 200);
  EXPECT_EQ(world_.call_api("POST", "/api/v1/users", R"({"name":"ann","email":"ann@contoso.example"})", token()).status,
            409);
}

// Whoever may only add people must not add the one whom the configuration calls an administrator.
TEST(LocalAdministrators, NobodyMakesOneByGivingSomebodyTheName) {
  testing::AccountWorld world([](Settings& settings) { settings.authorizer.admin_principals = {"Carol"}; });
  world.give_role(world.add_account("root"), "Admin");
  const std::string root = member(world.log_in("root"), "accessToken");
  const std::string policy = R"({"name":"MakerPolicy","rules":[{"name":"r","effect":"allow","operations":["Create"],)"
                             R"("resources":["user"]}]})";
  ASSERT_EQ(world.call_api("POST", "/api/v1/policies", policy, root).status, 201);
  ASSERT_EQ(world.call_api("POST", "/api/v1/roles", R"({"name":"MakerRole","policies":["MakerPolicy"]})", root).status,
            201);
  world.give_role(world.add_account("bob"), "MakerRole");
  const std::string bob = member(world.log_in("bob"), "accessToken");
  const auto add = [&](const std::string& name, const std::string& by) {
    return world
        .call_api("POST", "/api/v1/users", R"({"name":")" + name + R"(","email":")" + name + R"(@contoso.example"})",
                  by)
        .status;
  };
  EXPECT_EQ(add("carol", bob), 403);
  EXPECT_EQ(add("CAROL", bob), 403);
  EXPECT_EQ(add("dora", bob), 201);
  EXPECT_EQ(add("carol", root), 201);
}

// An administrator who asks why a token does not work must be told what the gateway itself decides.
TEST_F(Login, WhyKnowsTheTokenOfALocalAccount) {
  world_.give_role(ann_, "Admin");
  const std::string token = this->token();
  EXPECT_EQ(world_.check(token), 204);
  const Reply why = world_.call_api("POST", "/api/v1/permissions/why",
                                    R"({"path":"/","through":"check","token":")" + token + R"("})", token);
  EXPECT_EQ(why.status, 200) << why.body;
  EXPECT_NE(why.body.find(R"("name":"ann")"), std::string::npos) << why.body;
  EXPECT_NE(why.body.find(R"("isAdmin":true)"), std::string::npos) << why.body;
}

}  // namespace
}  // namespace sallyport::gateway
