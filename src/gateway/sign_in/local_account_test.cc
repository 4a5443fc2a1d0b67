#include "gateway/sign_in/local_account.h"

#include <gtest/gtest.h>

#include "gateway/accounts/accounts_fixture.h"
#include "gateway/sign_in/local_admin_link.h"

namespace sallyport::gateway {
namespace {

using testing::AccountWorld;
using testing::kAnnsPassword;
using testing::Reply;

constexpr std::string_view kOwnPassword = "another sentence about cats";

Reply choose(AccountWorld& world, std::string_view link, std::string_view password, std::string_view again) {
  http::Form form;
  form.add("link", link);
  form.add("password", password);
  form.add("again", again);
  return world.post("/api/v1/auth/local/password", form, {{"Sec-Fetch-Site", "same-origin"}});
}

class LocalAccountPage : public ::testing::Test {
 protected:
  AccountWorld world_;
  const PersonId ann_ = world_.add_account("ann");
};

TEST_F(LocalAccountPage, SignsInAndLeadsToWhereOneWanted) {
  const Reply start = world_.get("/api/v1/auth/login?redirectUri=/reports%3Fy%3D1");
  ASSERT_EQ(start.status, 302);
  EXPECT_EQ(start.header("Location"), "https://app.example/api/v1/auth/local?redirectUri=%2Freports%3Fy%3D1");
  EXPECT_EQ(world_.get("/api/v1/auth/local?redirectUri=%2Freports%3Fy%3D1").status, 200);
  const Reply done = world_.sign_in_by_form("ann@contoso.example", kAnnsPassword, "/reports?y=1");
  EXPECT_EQ(done.status, 303);
  EXPECT_EQ(done.header("Location"), "/reports?y=1");
  EXPECT_EQ(world_.get("/check").header("X-Auth-Request-User"), "ann");
}

TEST_F(LocalAccountPage, LeadsNowhereElse) {
  RecordProperty("covers", "RP-15");
  const Reply circle = world_.sign_in_by_form("ann", kAnnsPassword, "/api/v1/auth/local/password?link=x");
  EXPECT_EQ(circle.header("Location"), "/");
  const Reply done = world_.sign_in_by_form("ann", kAnnsPassword, "https://evil.example/");
  EXPECT_EQ(done.status, 303);
  EXPECT_EQ(done.header("Location"), "/");
}

TEST_F(LocalAccountPage, SaysTheSameWhateverIsWrong) {
  RecordProperty("covers", "LOC-01");
  const Reply wrong = world_.sign_in_by_form("ann", "some wrong password");
  EXPECT_EQ(wrong.status, 401);
  Reply nobody = world_.sign_in_by_form("eve", "some wrong password");
  EXPECT_EQ(nobody.status, 401);
  const auto at = nobody.body.find("value=\"eve\"");
  ASSERT_NE(at, std::string::npos) << "what was typed stays in the field";
  nobody.body.replace(at, 11, "value=\"ann\"");
  EXPECT_EQ(nobody.body, wrong.body);
  EXPECT_EQ(nobody.all("Set-Cookie"), wrong.all("Set-Cookie"));
}

TEST_F(LocalAccountPage, ShowsNoMarkupOfAStranger) {
  const Reply page = world_.sign_in_by_form("\"><script>", "x", "\"><script>");
  EXPECT_EQ(page.body.find("<script>"), std::string::npos);
}

TEST_F(LocalAccountPage, AnotherSiteCanNeitherSignInNorSetAPassword) {
  RecordProperty("covers", "SES-09");
  world_.open_link(ann_, "one");
  http::Form form;
  form.add("username", "ann");
  form.add("password", kAnnsPassword);
  form.add("again", kAnnsPassword);
  form.add("link", "one");
  for (const testing::Headers& headers : {testing::Headers{}, testing::Headers{{"Sec-Fetch-Site", "cross-site"}}}) {
    EXPECT_EQ(world_.post("/api/v1/auth/local", form, headers).status, 403);
    EXPECT_EQ(world_.post("/api/v1/auth/local/password", form, headers).status, 403);
  }
}

TEST_F(LocalAccountPage, ABrowserThatWasLetInBeforeIsNotLockedOutByStrangers) {
  RecordProperty("covers", "LOC-02");
  ASSERT_EQ(world_.sign_in_by_form("ann").status, 303);
  const auto known = world_.jar;
  world_.jar.clear();
  for (int i = 0; i < 5; ++i) world_.sign_in_by_form("ann", "some wrong password");
  EXPECT_EQ(world_.sign_in_by_form("ann").status, 429) << "a stranger in the same network";
  world_.jar = known;
  EXPECT_EQ(world_.sign_in_by_form("ann").status, 303);
  world_.jar = known;
  world_.set_hash(ann_, crypto::hash_password(Secret(std::string(kOwnPassword)), world_.random));
  EXPECT_EQ(world_.sign_in_by_form("ann", kOwnPassword).status, 429) << "a new password makes it a stranger";
}

TEST_F(LocalAccountPage, AnOldSessionDoesNotGoOn) {
  RecordProperty("covers", "RP-13");
  ASSERT_EQ(world_.sign_in_by_form("ann").status, 303);
  const std::string before = world_.session_cookie();
  ASSERT_EQ(world_.sign_in_by_form("ann").status, 303);
  EXPECT_NE(world_.session_cookie(), before);
  EXPECT_EQ(world_.send("GET", "/check", {{"Cookie", "__Host-sallyport=" + before}}).status, 401);
}

TEST_F(LocalAccountPage, TheLinkSetsThePasswordOnceAndIsInNoReferer) {
  RecordProperty("covers", "LOC-05");
  world_.open_link(ann_, "one");
  const Reply form = world_.get("/api/v1/auth/local/password?link=one");
  EXPECT_EQ(form.status, 200);
  EXPECT_EQ(form.header("Referrer-Policy"), "same-origin");
  EXPECT_EQ(form.header("Cache-Control"), "no-store");
  EXPECT_EQ(choose(world_, "one", "short", "short").status, 400);
  EXPECT_EQ(choose(world_, "one", kOwnPassword, "something else entirely").status, 400);
  EXPECT_EQ(choose(world_, "one", kOwnPassword, kOwnPassword).status, 303);
  EXPECT_EQ(choose(world_, "one", kOwnPassword, kOwnPassword).status, 400);
  EXPECT_EQ(world_.get("/api/v1/auth/local/password?link=one").status, 400);
  EXPECT_EQ(world_.sign_in_by_form("ann", kOwnPassword).status, 303);
  for (const char* const other : {"", "two", "one "})
    EXPECT_EQ(world_.get("/api/v1/auth/local/password?link=" + std::string(other)).status, 400) << other;
}

TEST_F(LocalAccountPage, APasswordThatSomebodyElseSetLeadsToThePageThatChangesIt) {
  world_.change(ann_, [](identity::LocalAccount account) {
    account.must_change = true;
    return account;
  });
  const Reply led = world_.sign_in_by_form("ann");
  ASSERT_EQ(led.status, 303);
  EXPECT_EQ(world_.session_cookie(), "");
  EXPECT_EQ(world_.sessions->created, 0);
  const std::string link = testing::query_value(led.header("Location"), "link");
  EXPECT_EQ(choose(world_, link, kOwnPassword, kOwnPassword).status, 303);
  EXPECT_EQ(world_.sign_in_by_form("ann", kOwnPassword).status, 303);
  EXPECT_EQ(world_.get("/check").status, 204);
}

TEST_F(LocalAccountPage, BeforeTheAdministratorIsSetUpItLeadsThere) {
  ASSERT_TRUE(ensure_local_admin(world_.parts->local_accounts));
  EXPECT_EQ(world_.get("/api/v1/auth/local").header("Location"), "https://app.example/local-admin");
}

TEST_F(LocalAccountPage, ASessionOfAnAccountEndsAndShowsAsOthersDo) {
  ASSERT_EQ(world_.sign_in_by_form("ann").status, 303);
  EXPECT_EQ(world_.get("/api/v1/auth/sessions").status, 200);
  const Reply out =
      world_.get("/api/v1/auth/logout", {{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Dest", "document"}});
  EXPECT_LT(out.status, 400);
}

}  // namespace
}  // namespace sallyport::gateway
