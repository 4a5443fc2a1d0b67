// The second factor of the local administrator.
#include <gtest/gtest.h>

#include "gateway/accounts/factor_fixture.h"
#include "gateway/sign_in/local_admin.h"
#include "gateway/sign_in/local_admin_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::code_of;
using testing::input_value;
using testing::post_code;
using testing::Reply;
using testing::World;
using testing::administrator::kPassword;
using testing::administrator::ready;
using testing::administrator::sign_in;

constexpr std::string_view kAdminCode = "/local-admin/code";

class LocalAdminCode : public ::testing::Test {
 protected:
  LocalAdminCode() {
    world_->settings().local_accounts.second_factor_for = SecondFactorFor::administrators;
    const Reply offer = sign_in(*world_, kPassword);
    EXPECT_EQ(offer.status, 200);
    EXPECT_TRUE(world_->session_cookie().empty()) << "no session before";
    key_ = testing::shown_key(offer.body);
    const Reply done = post_code(*world_, kAdminCode, input_value(offer.body, "challenge"), code());
    recovery_codes_ = testing::shown_recovery_codes(done.body);
    EXPECT_EQ(world_->get("/check").status, 204);
    world_->jar.clear();
    world_->clock.advance(Seconds(60));
  }

  std::string challenge() { return input_value(sign_in(*world_, kPassword).body, "challenge"); }
  std::string code() { return code_of(*world_, key_); }

  std::unique_ptr<World> world_ = testing::administrator::ready();
  Secret key_;
  std::vector<std::string> recovery_codes_;
};

TEST_F(LocalAdminCode, IsAskedAfterThePassword) {
  RecordProperty("covers", "LOC-12");
  const Reply asked = sign_in(*world_, kPassword);
  EXPECT_EQ(asked.status, 200);
  EXPECT_EQ(world_->get("/check").status, 401);
  const Reply wrong = post_code(*world_, kAdminCode, input_value(asked.body, "challenge"), "000000");
  EXPECT_EQ(wrong.status, 401);
  const Reply done = post_code(*world_, kAdminCode, input_value(wrong.body, "challenge"), code());
  EXPECT_EQ(done.status, 303) << done.body;
  EXPECT_EQ(world_->get("/check").header("X-Auth-Request-User"), "admin");
}

TEST_F(LocalAdminCode, ACodeAndAChallengeCountOnce) {
  RecordProperty("covers", "LOC-12");
  const std::string once = challenge();
  EXPECT_EQ(post_code(*world_, kAdminCode, once, code()).status, 303);
  world_->jar.clear();
  EXPECT_EQ(post_code(*world_, kAdminCode, once, code()).status, 401);
  EXPECT_EQ(post_code(*world_, kAdminCode, challenge(), code()).status, 401);
  EXPECT_TRUE(world_->session_cookie().empty());
}

TEST_F(LocalAdminCode, ARecoveryCodeWorksAndTheCommandOnTheMachineResets) {
  RecordProperty("covers", "LOC-12");
  ASSERT_EQ(recovery_codes_.size(), 10U);
  EXPECT_EQ(post_code(*world_, kAdminCode, challenge(), recovery_codes_[0]).status, 303);
  world_->jar.clear();
  const auto link = testing::administrator::recover(*world_);
  ASSERT_TRUE(link);
  EXPECT_EQ(testing::administrator::set_password(*world_, *link, kPassword, kPassword).status, 303);
  const Reply offer = sign_in(*world_, kPassword);
  EXPECT_FALSE(testing::shown_key(offer.body).empty()) << "a new one is set up";
}

TEST_F(LocalAdminCode, AChallengeOfAnEarlierPasswordIsOver) {
  RecordProperty("covers", "LOC-12");
  const std::string before = challenge();
  const auto link = testing::administrator::recover(*world_);
  ASSERT_TRUE(link);
  testing::administrator::set_password(*world_, *link, "another sentence about cats", "another sentence about cats");
  EXPECT_EQ(post_code(*world_, kAdminCode, before, code()).status, 401);
  EXPECT_TRUE(world_->session_cookie().empty());
}

TEST_F(LocalAdminCode, ASessionThatWasOpenedWithoutOneEnds) {
  RecordProperty("covers", "LOC-12");
  const auto world = ready();
  EXPECT_EQ(sign_in(*world, kPassword).status, 303);
  EXPECT_EQ(world->get("/check").status, 204);
  reload(*world,
         [](Settings& settings) { settings.local_accounts.second_factor_for = SecondFactorFor::administrators; });
  EXPECT_EQ(world->get("/check").status, 401);
}

TEST_F(LocalAdminCode, AnotherSiteCannotSendIt) {
  RecordProperty("covers", "SES-09");
  http::Form form;
  form.add("challenge", challenge());
  form.add("code", code());
  EXPECT_EQ(world_->post(kAdminCode, form, {{"Sec-Fetch-Site", "cross-site"}}).status, 403);
}

TEST(NoLocalAdmin, HasNoPageForCodes) {
  World world;
  EXPECT_EQ(post_code(world, kAdminCode, "x", "000000").status, 404);
}

}  // namespace
}  // namespace sallyport::gateway
