// What administrators see and do about other people's second factors.
#include <gtest/gtest.h>

#include "gateway/accounts/factor_fixture.h"
#include "gateway/api/accounts/login_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::AccountWorld;
using testing::member;
using testing::Reply;

class SecondFactors : public ::testing::Test {
 protected:
  // An access token of somebody who needs no second factor, as the configuration is by now.
  std::string token(const std::string& name) { return member(world_.log_in(name), "accessToken"); }
  Reply call(std::string_view method, const PersonId& of, const std::string& token) {
    return world_.call_api(method, "/api/sallyport/v1/users/" + of.value + "/secondFactor", {}, token);
  }

  // An access token of Ann, who has a factor.
  std::string anns_token() {
    const Reply asked = world_.log_in("ann");
    const json::Object body{{"challenge", member(asked, "challenge")}, {"totp", testing::code_of(world_, factor_.key)}};
    return member(world_.call_api("POST", "/api/v1/users/login", json::print(body)), "accessToken");
  }
  void ask_for(SecondFactorFor whom) {
    reload(world_, [whom](Settings& settings) {
      settings.local_accounts.second_factor_for = whom;
      Route reports;
      reports.path = "/reports";
      reports.upstream = std::make_shared<const http::Upstream>();
      settings.routes = {reports};
    });
  }

  AccountWorld world_{testing::for_everyone};
  const PersonId ann_ = world_.add_account("ann");
  const testing::WithFactor factor_ = testing::set_factor_up(world_, "ann");
  const PersonId bob_ = world_.add_account("bob");
  const PersonId root_ = world_.add_account("root");

  void SetUp() override {
    world_.give_role(root_, "Admin");
    reload(world_, [](Settings& settings) { settings.local_accounts.second_factor_for = SecondFactorFor::nobody; });
  }
};

TEST_F(SecondFactors, AnAdministratorResetsAnothersAndTheirSessionsEnd) {
  RecordProperty("covers", "LOC-12");
  const std::string anns = anns_token();
  EXPECT_EQ(world_.check(anns), 204);
  EXPECT_NE(call("GET", ann_, token("root")).body.find("\"setUp\":true"), std::string::npos);
  EXPECT_EQ(call("DELETE", ann_, token("root")).status, 200);
  EXPECT_EQ(world_.check(anns), 401);
  EXPECT_TRUE(world_.log.has("second_factor_reset"));
  EXPECT_EQ(call("DELETE", ann_, token("root")).status, 404) << "there is none any more";
  EXPECT_NE(call("GET", ann_, token("root")).body.find("\"setUp\":false"), std::string::npos);
  EXPECT_EQ(world_.log_in("ann").status, 200) << "and is not asked for";
}

TEST_F(SecondFactors, WhileSessionsCannotBeEndedAResetChangesNothing) {
  RecordProperty("covers", "LOC-12");
  const std::string anns = anns_token();
  const std::string root = token("root");
  EXPECT_EQ(world_.check(root), 204) << "the gateway knows the caller from now on";
  world_.sessions->down = true;
  EXPECT_EQ(call("DELETE", ann_, root).status, 503);
  world_.sessions->down = false;
  EXPECT_TRUE(world_.accounts->find_factor(ann_).value());
  EXPECT_EQ(call("DELETE", ann_, root).status, 200);
  EXPECT_EQ(world_.check(anns), 401);
}

TEST_F(SecondFactors, NobodyElseSeesOrResetsIt) {
  RecordProperty("covers", "LOC-12");
  for (const char* const method : {"GET", "DELETE"}) {
    EXPECT_EQ(call(method, ann_, token("bob")).status, 403) << method;
    EXPECT_EQ(call(method, ann_, {}).status, 401) << method;
  }
  EXPECT_EQ(call("GET", bob_, token("bob")).status, 200) << "one's own";
  EXPECT_TRUE(world_.accounts->find_factor(ann_).value());
}

TEST_F(SecondFactors, WhySaysOfATokenWhatTheGatewaySays) {
  RecordProperty("covers", "LOC-12");
  world_.give_role(ann_, "Admin");
  ask_for(SecondFactorFor::nobody);
  const std::string anns = anns_token();
  const std::string bobs = token("bob");
  const auto why = [&] {
    return world_.call_api("POST", "/api/v1/permissions/why",
                           json::print(json::Object{{"path", "/reports"}, {"token", bobs}}), anns);
  };
  EXPECT_EQ(world_.check(bobs), 204);
  EXPECT_NE(why().body.find(R"("name":"bob")"), std::string::npos) << why().body;
  ask_for(SecondFactorFor::everyone);
  EXPECT_EQ(world_.check(bobs), 401);
  const Reply refused = why();
  EXPECT_EQ(refused.status, 200) << refused.body;
  EXPECT_EQ(refused.body.find(R"("name":"bob")"), std::string::npos) << refused.body;
  EXPECT_NE(refused.body.find("second_factor_needed"), std::string::npos) << refused.body;
}

TEST_F(SecondFactors, AnAdministratorsOwnNeedsACode) {
  RecordProperty("covers", "LOC-12");
  EXPECT_EQ(call("DELETE", root_, token("root")).status, 400);
}

TEST_F(SecondFactors, SomebodyWhoDoesNotExistHasNone) {
  const PersonId nobody("00000000-0000-4000-8000-000000000000");
  EXPECT_EQ(call("GET", nobody, token("root")).status, 404);
  EXPECT_EQ(call("DELETE", nobody, token("root")).status, 404);
}

}  // namespace
}  // namespace sallyport::gateway
