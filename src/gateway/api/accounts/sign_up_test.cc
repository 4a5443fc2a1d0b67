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

  Reply confirm(const std::string& token) {
    return world_.call_api("PUT", "/api/v1/users/registrationConfirmation?token=" + token, {});
  }
  Reply reset(const std::string& token, std::string_view password, std::string_view username = {}) {
    json::Object body{{"password", password}, {"confirmPassword", password}, {"token", token}};
    if (!username.empty()) body.set("username", username);
    return world_.call_api("POST", "/api/v1/users/password/reset", json::print(body));
  }
  // The token of the link in the one mail that waits.
  std::string mailed_token() {
    const auto mails = world_.mail.send();
    if (mails.size() != 1) return {};
    const std::string& text = mails.front().text;
    const auto at = text.find("https://app.example/api/v1/auth/local/sign-up/password?link=");
    return at == std::string::npos ? std::string()
                                   : testing::query_value(text.substr(at, text.find('\n', at) - at), "link");
  }

  static constexpr std::string_view kChosen = "another sentence about cats";
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

TEST_F(SignUpRequest, TheTokenOfTheLinkMakesTheAccountOnce) {
  RecordProperty("covers", "LOC-05");
  ASSERT_EQ(ask({{"email", "zoe@contoso.example"}, {"firstName", "Zoe"}}).status, 200);
  const std::string token = mailed_token();
  ASSERT_FALSE(token.empty());
  EXPECT_EQ(confirm(token).status, 200);
  EXPECT_EQ(confirm(token).status, 200) << "which changes nothing";
  EXPECT_TRUE(world_.people_by_hand->find_by_name("zoe@contoso.example").value().empty());
  EXPECT_EQ(reset(token, "short").status, 400) << "which leaves it open";
  EXPECT_EQ(reset(token, kChosen, "ann").status, 400) << "another name";
  EXPECT_EQ(reset(token, kChosen).status, 200);
  EXPECT_EQ(reset(token, kChosen).status, 400);
  EXPECT_EQ(confirm(token).status, 400);
  EXPECT_EQ(world_.log_in("zoe@contoso.example", kChosen).status, 200);
  EXPECT_EQ(world_.check(token), 401) << "it is no bearer token";
  for (const char* const made_up : {"", "x"}) EXPECT_EQ(confirm(made_up).status, 400) << made_up;
}

// Otherwise the name would belong to somebody who has no password and gets no link.
TEST_F(SignUpRequest, AStoreThatFailsInTheMiddleLeavesNobodyAndTheLinkStaysGood) {
  RecordProperty("covers", "LOC-05");
  ASSERT_EQ(ask({{"email", "zoe@contoso.example"}}).status, 200);
  const std::string token = mailed_token();
  world_.accounts->down = true;
  EXPECT_EQ(reset(token, kChosen).status, 503);
  world_.accounts->down = false;
  EXPECT_EQ(world_.people(), 0U);
  EXPECT_EQ(reset(token, kChosen).status, 200);
  EXPECT_EQ(world_.log_in("zoe@contoso.example", kChosen).status, 200);
  EXPECT_EQ(reset(token, kChosen).status, 400) << "once";
}

TEST_F(SignUpRequest, AMailThatTheStorePreventsIsAnErrorOfTheQueueAndMayBeAskedForAgain) {
  ASSERT_EQ(ask({{"email", "zoe@contoso.example"}}).status, 200);
  world_.sign_ins.down = true;
  EXPECT_TRUE(world_.mail.send().empty());
  EXPECT_EQ(world_.mail.failed.size(), 1U);
  EXPECT_FALSE(world_.log.has("account_sign_up_mailed"));
  world_.sign_ins.down = false;
  ASSERT_EQ(ask({{"email", "zoe@contoso.example"}}).status, 200);
  EXPECT_FALSE(mailed_token().empty());
}

TEST_F(SignUpRequest, AnotherLinkIsMailedWithTheSameAnswers) {
  RecordProperty("covers", "LOC-01");
  world_.add_account("ann@contoso.example");
  const auto resend = [&](const std::string& user) {
    return world_.call_api("PUT", "/api/v1/users/resendRegistrationToken?user=" + user, {});
  };
  const Reply fresh = resend("zoe@contoso.example");
  EXPECT_EQ(fresh.status, 200) << fresh.body;
  EXPECT_EQ(resend("ann@contoso.example").body, fresh.body);
  EXPECT_EQ(resend("zoe@fabrikam.example").status, 400);
  EXPECT_EQ(resend("").status, 400);
  EXPECT_FALSE(world_.mail.works.empty());
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
