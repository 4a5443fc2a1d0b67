// How people make local accounts themselves, over the API.
#include <gtest/gtest.h>

#include "gateway/api/accounts/login_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::AccountWorld;
using testing::member;
using testing::Reply;

class SignUpRequest : public ::testing::Test {
 protected:
  Reply ask(json::Object body) { return world_.call_api("POST", "/api/v1/users/signup", json::print(body)); }
  Reply verified(std::string_view email, const std::string& token) {
    return world_.call_api("POST", "/api/v1/users/checkEmailVerified", json::print(json::Object{{"email", email}}),
                           token);
  }

  AccountWorld world_{[](Settings& settings) { settings.local_accounts.sign_up_domains = {"contoso.example"}; }};
};

TEST_F(SignUpRequest, MailsALinkAndSaysTheSameToEverybody) {
  RecordProperty("covers", "LOC-01");
  world_.add_account("ann@contoso.example");
  const Reply fresh = ask({{"email", "zoe@contoso.example"}, {"firstName", "Zoe"}, {"lastName", "Zimmer"}});
  EXPECT_EQ(fresh.status, 200) << fresh.body;
  EXPECT_EQ(ask({{"email", "ann@contoso.example"}}).body, fresh.body);
  EXPECT_EQ(world_.mail.works.size(), 2U);
}

TEST_F(SignUpRequest, APasswordOfWhoeverAsksIsNotTaken) {
  RecordProperty("covers", "LOC-10");
  EXPECT_EQ(ask({{"email", "zoe@contoso.example"}, {"password", "another sentence about cats"}}).status, 400);
  EXPECT_TRUE(world_.mail.works.empty());
}

TEST_F(SignUpRequest, WhatIsWrongIsRefusedBeforeAnybodyIsLookedUp) {
  EXPECT_EQ(ask({{"email", "zoe@fabrikam.example"}}).status, 400);
  EXPECT_EQ(ask({{"email", "zoe"}}).status, 400);
  EXPECT_EQ(ask({{"firstName", "Zoe"}}).status, 400);
  EXPECT_EQ(ask({{"email", "zoe@contoso.example"}, {"isAdmin", true}}).status, 400);
  EXPECT_TRUE(world_.mail.works.empty());
  reload(world_, [](Settings& settings) { settings.local_accounts.sign_up_domains.clear(); });
  EXPECT_EQ(ask({{"email", "zoe@contoso.example"}}).status, 403);
}

TEST_F(SignUpRequest, WhetherSomebodyHasAnAccountIsForThoseWhoMakeThem) {
  RecordProperty("covers", "LOC-01");
  const PersonId ann = world_.add_account("ann");
  world_.add_person("eve");
  EXPECT_EQ(verified("ann@open-metadata.org", {}).status, 401);
  EXPECT_EQ(verified("ann@open-metadata.org", member(world_.log_in("ann"), "accessToken")).status, 403);
  world_.give_role(ann, "Admin");
  const std::string token = member(world_.log_in("ann"), "accessToken");
  EXPECT_EQ(verified("ann", token).body, "true");
  EXPECT_EQ(verified("eve", token).body, "false") << "who has chosen no password";
  EXPECT_EQ(verified("nobody", token).body, "false");
}

}  // namespace
}  // namespace sallyport::gateway
