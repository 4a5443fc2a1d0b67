// How the password of a local account is changed over HTTP: by its owner, by an administrator, by a link.
#include <gtest/gtest.h>

#include "gateway/api/accounts/login_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::kAnnsPassword;
using testing::kNewPassword;
using testing::Login;
using testing::member;
using testing::Reply;

TEST_F(Login, TheOwnPasswordIsChangedWithTheOldOneAndEndsOtherSessions) {
  RecordProperty("covers", "LOC-07, SES-05");
  const std::string here = token();
  const std::string elsewhere = token();
  EXPECT_EQ(change(own_change("some wrong password", kNewPassword), here).status, 400);
  const Reply changed = change(own_change(kAnnsPassword, kNewPassword), here);
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.body, "Password Changed Successfully");
  EXPECT_EQ(world_.log_in("ann").status, 401);
  EXPECT_EQ(world_.log_in("ann", kNewPassword).status, 200);
  EXPECT_EQ(world_.check(here), 204);
  EXPECT_EQ(world_.check(elsewhere), 401);
}

// Whoever had the old password may have made a token that outlives it.
TEST_F(Login, APasswordThatALinkOrAnAdministratorSetsRevokesThePersonalTokens) {
  RecordProperty("covers", "LOC-05");
  const auto make_token = [&](const std::string& by) {
    const Reply made =
        world_.call_api("PUT", "/api/v1/users/security/token", R"({"tokenName":"script","JWTTokenExpiry":"90"})", by);
    EXPECT_EQ(made.status, 200) << made.body;
    return member(made, "jwtToken");
  };
  const std::string here = token();
  const std::string kept = make_token(here);
  ASSERT_EQ(change(own_change(kAnnsPassword, kNewPassword), here).status, 200);
  EXPECT_EQ(world_.check(kept), 204) << "the owner proved the old password";
  world_.open_link(ann_, "a link");
  ASSERT_EQ(reset("a link", kAnnsPassword).status, 200);
  EXPECT_EQ(world_.check(kept), 401);
  const std::string other = make_token(token());
  EXPECT_EQ(world_.check(other), 204);
  world_.give_role(world_.add_account("root"), "Admin");
  json::Object body = own_change("", kNewPassword);
  body.set("requestType", "USER");
  ASSERT_EQ(change(body, member(world_.log_in("root"), "accessToken")).status, 200);
  EXPECT_EQ(world_.check(other), 401);
}

TEST_F(Login, WhileSessionsCannotBeEndedAResetChangesNothingAndItsLinkStaysGood) {
  RecordProperty("covers", "LOC-05, SES-05");
  const std::string stolen = token();
  world_.open_link(ann_, "a link");
  world_.sessions->down = true;
  EXPECT_EQ(reset("a link", kNewPassword).status, 503);
  world_.sessions->down = false;
  EXPECT_EQ(world_.log_in("ann").status, 200) << "the old password";
  EXPECT_EQ(reset("a link", kNewPassword).status, 200);
  EXPECT_EQ(world_.check(stolen), 401);
  EXPECT_EQ(world_.log_in("ann").status, 401);
}

TEST_F(Login, TheOldPasswordCannotBeGuessedThere) {
  RecordProperty("covers", "LOC-02, LOC-07");
  const std::string token = this->token();
  for (int i = 0; i < 5; ++i) change(own_change("some wrong password", kNewPassword), token);
  EXPECT_EQ(change(own_change(kAnnsPassword, kNewPassword), token).header("Retry-After"), "30");
  EXPECT_EQ(world_.log_in("ann").status, 429);
}

TEST_F(Login, APasswordThatTheRulesRefuseIsNotTaken) {
  RecordProperty("covers", "LOC-03");
  const std::string token = this->token();
  for (const char* const password : {"short", "passwordpassword", "ann@contoso.example", "aaaaaaaaaaaaaaaa"}) {
    const Reply refused = change(own_change(kAnnsPassword, password), token);
    EXPECT_EQ(refused.status, 400) << password;
    EXPECT_FALSE(member(refused, "message").empty());
  }
  json::Object differing = own_change(kAnnsPassword, kNewPassword);
  differing.set("confirmPassword", "something else entirely");
  EXPECT_EQ(change(differing, token).status, 400);
  EXPECT_EQ(world_.log_in("ann").status, 200) << "the old one stays";
}

TEST_F(Login, NobodyButAnAdministratorChangesAnothersPassword) {
  RecordProperty("covers", "LOC-07");
  const PersonId bob = world_.add_account("bob");
  json::Object body = own_change(kAnnsPassword, kNewPassword);
  body.set("username", "bob");
  EXPECT_EQ(change(body, token()).status, 403);
  body.set("requestType", "USER");
  EXPECT_EQ(change(body, token()).status, 403);
  EXPECT_EQ(change(body, {}).status, 401);
  body.set("requestType", "OTHER");
  EXPECT_EQ(change(body, token()).status, 400);
  EXPECT_EQ(world_.log_in("bob").status, 200);

  world_.give_role(ann_, "Admin");
  body.set("requestType", "USER");
  const std::string bobs = member(world_.log_in("bob"), "accessToken");
  EXPECT_EQ(change(body, token()).status, 200);
  EXPECT_EQ(world_.check(bobs), 401) << "the sessions that the old one opened end";
  EXPECT_TRUE(world_.account(bob).must_change);
  EXPECT_EQ(world_.log_in("bob", kNewPassword).status, 403) << "it opens nothing until its owner has changed it";
  EXPECT_EQ(world_.log_in("bob").status, 401);
}

TEST_F(Login, AnAdministratorsLinkSetsThePasswordOnce) {
  RecordProperty("covers", "LOC-05");
  const PersonId eve = world_.add_person("eve");
  const std::string path = "/api/sallyport/v1/users/" + eve.value + "/passwordLink";
  EXPECT_EQ(world_.call_api("POST", path, {}, token()).status, 403) << "for administrators alone";
  world_.give_role(ann_, "Admin");
  const Reply made = world_.call_api("POST", path, {}, token());
  ASSERT_EQ(made.status, 200) << made.body;
  const std::string url = member(made, "link");
  EXPECT_TRUE(url.starts_with("https://app.example/api/v1/auth/local/password?link=")) << url;
  const std::string link = testing::query_value(url, "link");
  EXPECT_GE(link.size(), 43U);
  EXPECT_FALSE(world_.log.mentions(link));
  EXPECT_NE(world_.account(eve).link_hash, link);
  EXPECT_EQ(world_.check(link), 401) << "it is no bearer token";

  EXPECT_EQ(reset(link, kNewPassword, "ann").status, 400) << "another person's";
  EXPECT_EQ(reset(link + "x", kNewPassword, "eve").status, 400);
  EXPECT_EQ(reset(link, "short", "eve").status, 400) << "which leaves the link open";
  EXPECT_EQ(reset(link, kNewPassword, "eve").status, 200);
  EXPECT_EQ(reset(link, kAnnsPassword, "eve").status, 400) << "it works once";
  EXPECT_EQ(world_.log_in("eve", kNewPassword).status, 200);
  EXPECT_EQ(
      world_
          .call_api("POST",
                    "/api/sallyport/v1/users/" + std::string("00000000-0000-4000-8000-000000000000") + "/passwordLink",
                    {}, token())
          .status,
      404);
}

TEST_F(Login, NobodyHasAnAccountUnderTheNameOfTheLocalAdministrator) {
  RecordProperty("covers", "LOC-10");
  world_.give_role(ann_, "Admin");
  const PersonId namesake = world_.add_person("admin");
  const std::string path = "/api/sallyport/v1/users/" + namesake.value + "/passwordLink";
  EXPECT_EQ(world_.call_api("POST", path, {}, token()).status, 400);
  json::Object body = own_change(kAnnsPassword, kNewPassword);
  body.set("username", "admin");
  body.set("requestType", "USER");
  EXPECT_EQ(change(body, token()).status, 400);
  EXPECT_FALSE(world_.accounts->find(namesake).value());
}

TEST_F(Login, ABotHasNoPassword) {
  world_.give_role(ann_, "Admin");
  const auto bots = world_.bots->list().value();
  ASSERT_FALSE(bots.empty());
  const std::string path = "/api/sallyport/v1/users/" + bots.front().account.value + "/passwordLink";
  EXPECT_EQ(world_.call_api("POST", path, {}, token()).status, 400);
}

TEST_F(Login, ALinkExpiresAndIsNothingForSomebodyWhoIsDisabled) {
  RecordProperty("covers", "LOC-05");
  world_.open_link(ann_, "one");
  world_.clock.advance(Seconds(600));
  EXPECT_EQ(reset("one", kNewPassword).status, 400);
  world_.open_link(ann_, "two");
  world_.disable(ann_);
  EXPECT_EQ(reset("two", kNewPassword).status, 400);
}

TEST_F(Login, AResetEndsEverySession) {
  RecordProperty("covers", "LOC-05");
  const std::string before = token();
  world_.open_link(ann_, "one");
  ASSERT_EQ(reset("one", kNewPassword).status, 200);
  EXPECT_EQ(world_.check(before), 401);
}

}  // namespace
}  // namespace sallyport::gateway
