// The second factor at the sign-in of people with local accounts, in a browser.
#include <gtest/gtest.h>

#include "gateway/accounts/factor_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::AccountWorld;
using testing::code_of;
using testing::for_everyone;
using testing::input_value;
using testing::kCodeForm;
using testing::post_code;
using testing::Reply;
using testing::WithFactor;

class AccountCode : public ::testing::Test {
 protected:
  // The challenge after the right password.
  std::string challenge() { return input_value(world_.sign_in_by_form("ann").body, "challenge"); }
  Reply enter(std::string_view challenge, std::string_view code, std::string_view return_to = {}) {
    return post_code(world_, kCodeForm, challenge, code, return_to);
  }
  std::string code(Seconds later = Seconds(0)) { return code_of(world_, factor_.key, later); }
  int check() { return world_.get("/check").status; }

  AccountWorld world_{for_everyone};
  const PersonId ann_ = world_.add_account("ann");
  const WithFactor factor_ = testing::set_factor_up(world_, "ann");
};

TEST(AccountFactor, IsSetUpBeforeThereIsASession) {
  RecordProperty("covers", "LOC-12");
  AccountWorld world(for_everyone);
  const PersonId ann = world.add_account("ann");
  const Reply offer = world.sign_in_by_form("ann", testing::kAnnsPassword, "/reports?y=1");
  EXPECT_EQ(offer.status, 200);
  EXPECT_TRUE(world.session_cookie().empty());
  EXPECT_EQ(world.sessions->created, 0);
  EXPECT_NE(offer.body.find("<svg class=\"qr\""), std::string::npos);
  EXPECT_NE(offer.body.find("otpauth://totp/"), std::string::npos);
  EXPECT_FALSE(world.accounts->find_factor(ann).value()) << "it counts once it is confirmed";

  const Secret key = testing::shown_key(offer.body);
  const Reply wrong = post_code(world, kCodeForm, input_value(offer.body, "challenge"), "000000", "/reports?y=1");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(testing::shown_key(wrong.body).reveal(), key.reveal()) << "the same key, which the phone has already";
  const Reply done =
      post_code(world, kCodeForm, input_value(wrong.body, "challenge"), code_of(world, key), "/reports?y=1");
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(testing::shown_recovery_codes(done.body).size(), 10U);
  EXPECT_NE(done.body.find("href=\"https://app.example/reports?y=1\""), std::string::npos);
  EXPECT_EQ(world.get("/check").header("X-Auth-Request-User"), "ann");
  EXPECT_TRUE(world.log.has("second_factor_set_up"));
}

// Setting it up ends the sessions that are there. A sign-in of somebody who knows the password must not slip in.
TEST(AccountFactor, ASignInThatBeganBeforeItWasSetUpOpensNothing) {
  RecordProperty("covers", "LOC-12");
  AccountWorld world;
  const PersonId ann = world.add_account("ann");
  const auto set_up_now = [&] {
    EXPECT_TRUE(world.accounts->change_factor(ann, [&](const auto&) -> Result<std::optional<identity::SecondFactor>> {
      return identity::SecondFactor{.person = ann, .sealed_key = "sealed"};
    }));
  };
  const auto remove_now = [&] {
    EXPECT_TRUE(world.accounts->change_factor(
        ann, [](const auto&) -> Result<std::optional<identity::SecondFactor>> { return std::nullopt; }));
  };
  world.sessions->before_create = set_up_now;
  EXPECT_EQ(world.sign_in_by_form("ann").status, 401);
  EXPECT_EQ(world.session_cookie(), "");
  remove_now();
  world.sessions->before_create = set_up_now;
  EXPECT_EQ(world.log_in("ann").status, 401) << "over the API";
  EXPECT_FALSE(world.sessions->find(world.sessions->last.digest, world.clock.now()).value());
  remove_now();
  EXPECT_EQ(world.sign_in_by_form("ann").status, 303);
}

TEST_F(AccountCode, IsAskedAfterThePasswordAndLeadsToWhereOneWanted) {
  RecordProperty("covers", "LOC-12");
  const Reply asked = world_.sign_in_by_form("ann", testing::kAnnsPassword, "/reports?y=1");
  EXPECT_EQ(asked.status, 200);
  EXPECT_TRUE(world_.session_cookie().empty());
  EXPECT_EQ(check(), 401);
  const Reply done = enter(input_value(asked.body, "challenge"), code(), input_value(asked.body, "redirectUri"));
  EXPECT_EQ(done.status, 303) << done.body;
  EXPECT_EQ(done.header("Location"), "/reports?y=1");
  EXPECT_EQ(check(), 204);
  EXPECT_EQ(world_.sessions->last.amr, (std::vector<std::string>{"pwd", "otp", "mfa"}));
}

TEST_F(AccountCode, AWrongPasswordNeverGetsToIt) {
  RecordProperty("covers", "LOC-01");
  const Reply wrong = world_.sign_in_by_form("ann", "some wrong password");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_TRUE(input_value(wrong.body, "challenge").empty());
}

TEST_F(AccountCode, CountsOnce) {
  RecordProperty("covers", "LOC-12");
  const std::string used = code();
  EXPECT_EQ(enter(challenge(), used).status, 303);
  world_.jar.clear();
  EXPECT_EQ(enter(challenge(), used).status, 401);
  EXPECT_EQ(check(), 401);
  world_.clock.advance(Seconds(30));
  EXPECT_EQ(enter(challenge(), code()).status, 303);
}

TEST_F(AccountCode, OneChallengeIsOneTryForFiveMinutes) {
  RecordProperty("covers", "LOC-12");
  const std::string once = challenge();
  const Reply wrong = enter(once, "000000");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_NE(enter(once, code()).status, 303) << "it was used";
  EXPECT_EQ(enter(input_value(wrong.body, "challenge"), code()).status, 303) << "the page has the next one";
  world_.jar.clear();
  const std::string late = challenge();
  world_.clock.advance(Seconds(300));
  EXPECT_EQ(enter(late, code()).status, 401);
  for (const std::string& made_up : {std::string(), std::string("x"), late + "x"})
    EXPECT_EQ(enter(made_up, code()).status, 401);
  EXPECT_TRUE(world_.session_cookie().empty());
}

TEST_F(AccountCode, AChallengeIsNoWayAroundWhatHappensMeanwhile) {
  RecordProperty("covers", "LOC-12");
  const std::string before = challenge();
  world_.set_hash(ann_, crypto::hash_password(Secret("another sentence about cats"), world_.random));
  EXPECT_EQ(enter(before, code()).status, 401) << "the password is another one";
  world_.set_hash(ann_, crypto::hash_password(Secret(testing::kAnnsPassword), world_.random));
  const std::string enabled = challenge();
  world_.disable(ann_);
  EXPECT_EQ(enter(enabled, code()).status, 401);
  EXPECT_TRUE(world_.session_cookie().empty());
}

TEST_F(AccountCode, AChallengeOfOnePersonTakesNoCodeOfAnother) {
  RecordProperty("covers", "LOC-12");
  world_.add_account("bob");
  const WithFactor bobs = testing::set_factor_up(world_, "bob");
  EXPECT_EQ(enter(challenge(), code_of(world_, bobs.key)).status, 401);
  EXPECT_EQ(enter(challenge(), bobs.recovery_codes[0]).status, 401);
}

TEST_F(AccountCode, ARecoveryCodeLetsInOnce) {
  RecordProperty("covers", "LOC-12");
  ASSERT_EQ(factor_.recovery_codes.size(), 10U);
  EXPECT_EQ(enter(challenge(), factor_.recovery_codes[2]).status, 303);
  EXPECT_EQ(world_.sessions->last.amr, (std::vector<std::string>{"pwd", "mfa"}));
  EXPECT_TRUE(world_.log.has("recovery_code_used"));
  world_.jar.clear();
  EXPECT_EQ(enter(challenge(), factor_.recovery_codes[2]).status, 401);
  EXPECT_EQ(enter(challenge(), factor_.recovery_codes[3]).status, 303);
}

TEST_F(AccountCode, GuessingIsSlowFromWhereverAndLocksNobodyOut) {
  RecordProperty("covers", "LOC-02, LOC-12");
  EXPECT_EQ(enter(challenge(), code()).status, 303);
  const auto known = world_.jar;
  world_.jar.clear();
  world_.clock.advance(Seconds(60));
  for (int i = 0; i < 10; ++i) {
    world_.peer.address = "198.51.100." + std::to_string(i);
    EXPECT_EQ(enter(challenge(), "000000").status, 401) << i;
  }
  world_.peer.address = "203.0.113.77";
  const Reply wait = enter(challenge(), code());
  EXPECT_EQ(wait.status, 429);
  EXPECT_EQ(wait.header("Retry-After"), "30");
  EXPECT_EQ(enter(challenge(), factor_.recovery_codes[0]).status, 303) << "nobody can guess these";
  world_.jar.clear();
  for (int i = 0; i < 10; ++i) enter(challenge(), "000000");
  EXPECT_EQ(enter(challenge(), code()).status, 429);
  world_.jar = known;
  EXPECT_EQ(enter(challenge(), code()).status, 303) << "nor does a known browser wait";
}

TEST_F(AccountCode, AKnownBrowserThatGuessesWaitsToo) {
  RecordProperty("covers", "LOC-02");
  EXPECT_EQ(enter(challenge(), code()).status, 303);
  world_.clock.advance(Seconds(60));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(enter(challenge(), "000000").status, 401) << i;
  EXPECT_EQ(enter(challenge(), code()).status, 429);
}

TEST_F(AccountCode, AnotherSiteCannotSendIt) {
  RecordProperty("covers", "SES-09");
  http::Form form;
  form.add("challenge", challenge());
  form.add("code", code());
  for (const testing::Headers& headers : {testing::Headers{}, testing::Headers{{"Sec-Fetch-Site", "cross-site"}}})
    EXPECT_EQ(world_.post(kCodeForm, form, headers).status, 403);
}

TEST_F(AccountCode, KeysAndCodesAreInNoLog) {
  enter(challenge(), "000000");
  enter(challenge(), code());
  const auto stored = world_.accounts->find_factor(ann_).value();
  EXPECT_EQ(stored->sealed_key.find(factor_.key.reveal()), std::string::npos);
  EXPECT_FALSE(world_.log.mentions(crypto::print_totp_secret(factor_.key)));
  EXPECT_FALSE(world_.log.mentions(code()));
  EXPECT_FALSE(world_.log.mentions(factor_.recovery_codes[0]));
}

TEST_F(AccountCode, AKeyThatWasPutIntoAnothersRecordOpensNothing) {
  RecordProperty("covers", "LOC-12");
  world_.add_account("bob");
  const WithFactor bobs = testing::set_factor_up(world_, "bob");
  const auto bob = world_.people_by_hand->find_by_name("bob").value().front().person.id;
  const std::string sealed = world_.accounts->find_factor(bob).value()->sealed_key;
  ASSERT_TRUE(world_.accounts->change_factor(ann_, [&](std::optional<identity::SecondFactor> stored) {
    stored->sealed_key = sealed;
    return Result<std::optional<identity::SecondFactor>>(stored);
  }));
  EXPECT_EQ(enter(challenge(), code_of(world_, bobs.key)).status, 401);
  EXPECT_TRUE(world_.log.has("second_factor_unreadable"));
}

TEST_F(AccountCode, SomebodyWhoMustChangeThePasswordIsAskedFirst) {
  RecordProperty("covers", "LOC-12");
  world_.change(ann_, [](identity::LocalAccount account) {
    account.must_change = true;
    return account;
  });
  const Reply asked = world_.sign_in_by_form("ann");
  EXPECT_EQ(asked.status, 200);
  const Reply done = enter(input_value(asked.body, "challenge"), code());
  EXPECT_TRUE(done.header("Location").starts_with("https://app.example/api/v1/auth/local/password?link="));
  EXPECT_TRUE(world_.session_cookie().empty());
}

// The rules of the configuration, as they are raised and lowered.
TEST(RequiredFactor, ASessionWithoutOneEndsWhereOneIsAskedFor) {
  RecordProperty("covers", "LOC-12");
  AccountWorld world;
  const PersonId ann = world.add_account("ann");
  EXPECT_EQ(world.sign_in_by_form("ann").status, 303) << "nobody needs one";
  EXPECT_EQ(world.get("/check").status, 204);
  reload(world,
         [](Settings& settings) { settings.local_accounts.second_factor_for = SecondFactorFor::administrators; });
  EXPECT_EQ(world.get("/check").status, 204) << "she is no administrator";
  world.give_role(ann, "Admin");
  world.sessions->elsewhere.people = true;
  testing::maintain(world.in_force->get()->operation);
  EXPECT_EQ(world.get("/check").status, 401);
  EXPECT_EQ(world.sign_in_by_form("ann").status, 200) << "the key";
  reload(world, [](Settings& settings) { settings.local_accounts.second_factor_for = SecondFactorFor::nobody; });
  EXPECT_EQ(world.get("/check").status, 204);
}

TEST(RequiredFactor, IsAskedFromWhomItConcerns) {
  AccountWorld world([](Settings& settings) {
    settings.local_accounts.second_factor_for = SecondFactorFor::administrators;
    settings.authorizer.admin_principals = {"root"};
  });
  world.add_account("ann");
  world.add_account("root");
  EXPECT_EQ(world.sign_in_by_form("ann").status, 303);
  EXPECT_EQ(world.sign_in_by_form("root").status, 200);
}

}  // namespace
}  // namespace sallyport::gateway
