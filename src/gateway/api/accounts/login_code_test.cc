// The second factor at the sign-in of programs.
#include <gtest/gtest.h>

#include "gateway/accounts/factor_fixture.h"
#include "gateway/api/accounts/login_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::AccountWorld;
using testing::code_of;
using testing::member;
using testing::Reply;

class LoginCode : public ::testing::Test {
 protected:
  Reply enter(std::string_view challenge, std::string_view code) {
    return world_.call_api("POST", "/api/v1/users/login",
                           json::print(json::Object{{"challenge", challenge}, {"totp", code}}));
  }
  std::string challenge() { return member(world_.log_in("ann"), "challenge"); }
  std::string code() { return code_of(world_, factor_.key); }

  AccountWorld world_{testing::for_everyone};
  const PersonId ann_ = world_.add_account("ann");
  const testing::WithFactor factor_ = testing::set_factor_up(world_, "ann");
};

TEST_F(LoginCode, IsAskedForWithAChallenge) {
  RecordProperty("covers", "LOC-12");
  const Reply asked = world_.log_in("ann");
  EXPECT_EQ(asked.status, 401);
  EXPECT_EQ(member(asked, "error"), "mfa_required");
  EXPECT_TRUE(member(asked, "accessToken").empty());
  EXPECT_EQ(asked.header("WWW-Authenticate"), "Bearer");
  const Reply done = enter(member(asked, "challenge"), code());
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(world_.check(member(done, "accessToken")), 204);
  EXPECT_EQ(world_.refresh(member(done, "refreshToken")).status, 200);
}

TEST_F(LoginCode, AWrongOneGivesTheNextChallenge) {
  RecordProperty("covers", "LOC-12");
  const Reply wrong = enter(challenge(), "000000");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(member(wrong, "error"), "mfa_required");
  EXPECT_EQ(enter(member(wrong, "challenge"), code()).status, 200);
}

TEST_F(LoginCode, AChallengeAndACodeCountOnce) {
  RecordProperty("covers", "LOC-12");
  const std::string once = challenge();
  const std::string used = code();
  EXPECT_EQ(enter(once, used).status, 200);
  EXPECT_EQ(enter(once, used).status, 401);
  EXPECT_EQ(enter(challenge(), used).status, 401);
  EXPECT_EQ(world_.check(once), 401) << "it is no bearer token";
  EXPECT_EQ(world_.refresh(once).status, 401) << "and no refresh token";
}

TEST_F(LoginCode, WhatIsNoChallengeIsRefused) {
  for (const std::string& made_up : {std::string("x"), challenge() + "x"}) {
    const Reply refused = enter(made_up, code());
    EXPECT_EQ(refused.status, 401) << made_up;
    EXPECT_TRUE(member(refused, "challenge").empty());
  }
  const Reply both =
      world_.call_api("POST", "/api/v1/users/login",
                      json::print(json::Object{{"challenge", challenge()}, {"totp", code()}, {"email", "ann"}}));
  EXPECT_EQ(both.status, 400) << "one or the other";
  EXPECT_EQ(world_.call_api("POST", "/api/v1/users/login", json::print(json::Object{{"challenge", "x"}})).status, 400);
}

TEST_F(LoginCode, ARecoveryCodeMayStandForIt) {
  EXPECT_EQ(enter(challenge(), factor_.recovery_codes[0]).status, 200);
  EXPECT_EQ(enter(challenge(), factor_.recovery_codes[0]).status, 401);
}

TEST_F(LoginCode, GuessingIsSlowedDown) {
  RecordProperty("covers", "LOC-02");
  for (int i = 0; i < 10; ++i) EXPECT_EQ(enter(challenge(), "000000").status, 401);
  const Reply wait = enter(challenge(), code());
  EXPECT_EQ(wait.status, 429);
  EXPECT_EQ(wait.header("Retry-After"), "30");
}

TEST_F(LoginCode, SomebodyWithoutOneIsSentToABrowser) {
  RecordProperty("covers", "LOC-12");
  world_.add_account("bob");
  const Reply refused = world_.log_in("bob");
  EXPECT_EQ(refused.status, 403);
  EXPECT_TRUE(member(refused, "accessToken").empty());
  const std::string offered = testing::input_value(world_.sign_in_by_form("bob").body, "challenge");
  EXPECT_EQ(enter(offered, "000000").status, 401) << "nor does the page's challenge set one up here";
}

TEST_F(LoginCode, APasswordThatMustBeChangedIsAskedForLast) {
  world_.change(ann_, [](identity::LocalAccount account) {
    account.must_change = true;
    return account;
  });
  const Reply asked = world_.log_in("ann");
  EXPECT_EQ(asked.status, 401);
  EXPECT_EQ(enter(member(asked, "challenge"), code()).status, 403);
}

}  // namespace
}  // namespace sallyport::gateway
