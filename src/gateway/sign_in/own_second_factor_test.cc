// The page at which people look after their own second factor.
#include "gateway/sign_in/own_second_factor.h"

#include <gtest/gtest.h>

#include "gateway/accounts/factor_fixture.h"
#include "gateway/sign_in/local_admin_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::AccountWorld;
using testing::code_of;
using testing::input_value;
using testing::kAnnsPassword;
using testing::Reply;
using testing::World;

constexpr std::string_view kFactorPageHere = "/api/v1/auth/second-factor";

Reply act(World& world, std::string_view action, std::string_view name, std::string_view value,
          std::string_view challenge = {}, std::string_view site = "same-origin") {
  http::Form form;
  form.add("action", action);
  form.add(name, value);
  form.add("challenge", challenge);
  return world.post(kFactorPageHere, form, {{"Sec-Fetch-Site", std::string(site)}});
}

class OwnSecondFactor : public ::testing::Test {
 protected:
  OwnSecondFactor() { world_.sign_in_by_form("ann"); }

  // Sets a factor up, and returns the recovery codes.
  std::vector<std::string> set_up() {
    const Reply offer = act(world_, "begin", "password", kAnnsPassword);
    EXPECT_EQ(offer.status, 200);
    key_ = testing::shown_key(offer.body);
    const Reply done = act(world_, "confirm", "code", code(), input_value(offer.body, "challenge"));
    EXPECT_EQ(done.status, 200) << done.body;
    world_.clock.advance(Seconds(60));
    return testing::shown_recovery_codes(done.body);
  }
  std::string code() { return code_of(world_, key_); }
  bool has_factor() { return world_.accounts->find_factor(ann_).value().has_value(); }

  AccountWorld world_;
  const PersonId ann_ = world_.add_account("ann");
  Secret key_;
};

TEST_F(OwnSecondFactor, IsSetUpWithThePasswordAndACode) {
  RecordProperty("covers", "LOC-12");
  EXPECT_EQ(world_.get(kFactorPageHere).status, 200);
  EXPECT_EQ(act(world_, "begin", "password", "some wrong password").status, 401);
  EXPECT_FALSE(has_factor());
  EXPECT_EQ(set_up().size(), 10U);
  EXPECT_TRUE(has_factor());
  EXPECT_NE(world_.get(kFactorPageHere).body.find("Recovery codes left: 10."), std::string::npos);
  EXPECT_NE(world_.get("/").body.find(kFactorPageHere), std::string::npos) << "the way there";
  world_.jar.clear();
  EXPECT_FALSE(input_value(world_.sign_in_by_form("ann").body, "challenge").empty()) << "it is asked for from now on";
}

TEST_F(OwnSecondFactor, EndsTheOtherSessions) {
  RecordProperty("covers", "SES-05");
  const auto here = world_.jar;
  world_.jar.clear();
  world_.sign_in_by_form("ann");
  const auto elsewhere = world_.jar;
  world_.jar = here;
  set_up();
  EXPECT_EQ(world_.get("/check").status, 204);
  world_.jar = elsewhere;
  EXPECT_EQ(world_.get("/check").status, 401);
}

TEST_F(OwnSecondFactor, ChangesNothingWhileOtherSessionsCannotBeEnded) {
  RecordProperty("covers", "LOC-12");
  EXPECT_EQ(world_.get("/check").status, 204) << "the gateway knows the session from now on";
  const Reply offer = act(world_, "begin", "password", kAnnsPassword);
  key_ = testing::shown_key(offer.body);
  world_.sessions->down = true;
  EXPECT_EQ(act(world_, "confirm", "code", code(), input_value(offer.body, "challenge")).status, 503);
  world_.sessions->down = false;
  EXPECT_FALSE(has_factor());
  EXPECT_EQ(set_up().size(), 10U);
  world_.sessions->down = true;
  EXPECT_EQ(act(world_, "remove", "code", code()).status, 503);
  world_.sessions->down = false;
  EXPECT_TRUE(has_factor());
}

TEST_F(OwnSecondFactor, GoesWithACodeAlone) {
  RecordProperty("covers", "LOC-12");
  set_up();
  EXPECT_EQ(act(world_, "remove", "code", "000000").status, 401);
  EXPECT_EQ(act(world_, "remove", "password", kAnnsPassword).status, 401);
  EXPECT_TRUE(has_factor());
  EXPECT_EQ(act(world_, "begin", "password", kAnnsPassword).status, 200);
  EXPECT_EQ(act(world_, "remove", "code", code()).status, 303);
  EXPECT_FALSE(has_factor());
  EXPECT_TRUE(world_.log.has("second_factor_removed"));
}

TEST_F(OwnSecondFactor, IsNotReplacedByAnother) {
  RecordProperty("covers", "LOC-12");
  set_up();
  const Reply offer = act(world_, "begin", "password", kAnnsPassword);
  const Secret other = testing::shown_key(offer.body);
  const auto before = world_.accounts->find_factor(ann_).value();
  EXPECT_EQ(act(world_, "confirm", "code", code_of(world_, other), input_value(offer.body, "challenge")).status, 409);
  EXPECT_EQ(world_.accounts->find_factor(ann_).value(), before);
}

TEST_F(OwnSecondFactor, NewRecoveryCodesReplaceTheOldOnes) {
  RecordProperty("covers", "LOC-12");
  const auto old = set_up();
  const Reply renewed = act(world_, "codes", "code", code());
  const auto codes = testing::shown_recovery_codes(renewed.body);
  ASSERT_EQ(codes.size(), 10U);
  EXPECT_EQ(act(world_, "remove", "code", old[0]).status, 401);
  EXPECT_EQ(act(world_, "remove", "code", codes[0]).status, 303);
}

TEST_F(OwnSecondFactor, AChallengeIsItsOwnersAndCountsOnce) {
  RecordProperty("covers", "LOC-12");
  const Reply offer = act(world_, "begin", "password", kAnnsPassword);
  const Secret key = testing::shown_key(offer.body);
  const std::string challenge = input_value(offer.body, "challenge");
  EXPECT_EQ(testing::post_code(world_, testing::kCodeForm, challenge, code_of(world_, key)).status, 401)
      << "it opens no session";
  EXPECT_EQ(act(world_, "confirm", "code", code_of(world_, key), challenge).status, 400) << "and was used by that";
  world_.add_account("bob");
  const std::string anns = input_value(act(world_, "begin", "password", kAnnsPassword).body, "challenge");
  world_.jar.clear();
  world_.sign_in_by_form("bob");
  EXPECT_EQ(act(world_, "confirm", "code", "000000", anns).status, 400);
}

TEST_F(OwnSecondFactor, AnotherSiteCanDoNothing) {
  RecordProperty("covers", "SES-09");
  EXPECT_EQ(act(world_, "begin", "password", kAnnsPassword, {}, "cross-site").status, 403);
  EXPECT_EQ(act(world_, "other", "x", "y").status, 400);
}

TEST_F(OwnSecondFactor, NobodyElseHasThePage) {
  world_.jar.clear();
  EXPECT_EQ(world_.get(kFactorPageHere).status, 302) << "to the sign-in";
  World provider;
  provider.sign_in();
  EXPECT_EQ(provider.get(kFactorPageHere).status, 404) << "the provider asks its own people";
}

TEST(OwnSecondFactorOfTheLocalAdministrator, IsSetUpAndRemovedTheSameWay) {
  RecordProperty("covers", "LOC-12");
  const auto world = testing::administrator::ready();
  testing::administrator::sign_in(*world, testing::administrator::kPassword);
  EXPECT_EQ(act(*world, "begin", "password", "some wrong password").status, 401);
  const Reply offer = act(*world, "begin", "password", testing::administrator::kPassword);
  const Secret key = testing::shown_key(offer.body);
  const Reply done = act(*world, "confirm", "code", code_of(*world, key), input_value(offer.body, "challenge"));
  EXPECT_EQ(testing::shown_recovery_codes(done.body).size(), 10U) << done.body;
  world->clock.advance(Seconds(60));
  EXPECT_EQ(act(*world, "remove", "code", code_of(*world, key)).status, 303);
}

}  // namespace
}  // namespace sallyport::gateway
