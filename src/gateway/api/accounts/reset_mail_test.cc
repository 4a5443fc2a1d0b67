// Links for forgotten passwords, which come by mail.
#include <gtest/gtest.h>

#include "gateway/api/accounts/login_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::kAnnsPassword;
using testing::kNewPassword;
using testing::Login;
using testing::Reply;

class ResetMail : public Login {
 protected:
  Reply ask(std::string_view email) {
    return world_.call_api("POST", "/api/v1/users/generatePasswordResetLink",
                           json::print(json::Object{{"email", email}}));
  }
  // The link in the mail to Ann.
  std::string mailed_link() {
    EXPECT_EQ(ask("Ann@contoso.example").status, 200);
    const auto mails = world_.mail.send();
    if (mails.size() != 1) return {};
    EXPECT_EQ(mails.front().to, "ann@contoso.example");
    const std::string& text = mails.front().text;
    const auto at = text.find("https://app.example/api/v1/auth/local/password?link=");
    EXPECT_NE(at, std::string::npos) << text;
    return testing::query_value(text.substr(at, text.find('\n', at) - at), "link");
  }
};

TEST_F(ResetMail, BringsALinkThatSetsThePasswordOnceWithinTheHour) {
  RecordProperty("covers", "LOC-05");
  const std::string link = mailed_link();
  EXPECT_GE(link.size(), 43U);
  EXPECT_EQ(world_.log_in("ann").status, 200) << "the old password is good until then";
  EXPECT_EQ(reset(link, kNewPassword).status, 200);
  EXPECT_EQ(reset(link, kNewPassword).status, 400);
  EXPECT_EQ(world_.log_in("ann", kNewPassword).status, 200);
  EXPECT_FALSE(world_.log.mentions(link));
  EXPECT_TRUE(world_.log.has("account_reset_mailed"));
  world_.clock.advance(Seconds(120));
  const std::string late = mailed_link();
  world_.clock.advance(Seconds(3600));
  EXPECT_EQ(reset(late, kAnnsPassword).status, 400);
}

TEST_F(ResetMail, WhatTheStorePreventsIsAnErrorOfTheQueueAndMayBeAskedForAgain) {
  ASSERT_EQ(ask("ann@contoso.example").status, 200);
  world_.accounts->down = true;
  EXPECT_TRUE(world_.mail.send().empty());
  EXPECT_EQ(world_.mail.failed, std::vector<std::string>{"account_store"});
  EXPECT_FALSE(world_.log.has("account_reset_mailed"));
  world_.accounts->down = false;
  EXPECT_FALSE(mailed_link().empty());
}

TEST_F(ResetMail, TheAnswerIsTheSameWhoeverHasTheAddress) {
  RecordProperty("covers", "LOC-01");
  world_.add_person("elsewhere");
  world_.disable(world_.add_account("disabled"));
  const Reply known = ask("ann@contoso.example");
  for (const char* const address : {"nobody@contoso.example", "elsewhere@contoso.example", "disabled@contoso.example",
                                    "ann@elsewhere.example", "no address"}) {
    const Reply other = ask(address);
    EXPECT_EQ(other.status, known.status) << address;
    EXPECT_EQ(other.body, known.body) << address;
  }
  EXPECT_EQ(world_.mail.works.size(), 6U) << "each leaves the same work behind";
  EXPECT_EQ(world_.mail.send().size(), 1U) << "and one of them makes a mail";
}

TEST_F(ResetMail, TheHostOfTheRequestDoesNotGetIntoTheLink) {
  RecordProperty("covers", "LOC-05");
  world_.send("POST", "/api/v1/users/generatePasswordResetLink",
              {{"Content-Type", "application/json"}, {"Host", "app.example"}, {"X-Forwarded-Host", "evil.example"}},
              R"({"email":"ann@contoso.example"})");
  const auto mails = world_.mail.send();
  ASSERT_EQ(mails.size(), 1U);
  EXPECT_EQ(mails.front().text.find("evil"), std::string::npos);
}

// Whoever asks in somebody's name, again and again, must neither fill their mailbox nor make the link in it useless.
TEST_F(ResetMail, AStrangerNeitherFloodsTheMailboxNorEndsTheLinkInIt) {
  const std::string link = mailed_link();
  for (int minute = 0; minute < 29; ++minute) {
    world_.clock.advance(Seconds(60));
    ask("ann@contoso.example");
    EXPECT_TRUE(world_.mail.send().empty()) << minute;
  }
  EXPECT_EQ(reset(link, kNewPassword).status, 200);
  EXPECT_FALSE(mailed_link().empty()) << "a link that was used stands in nobody's way";
  world_.clock.advance(Seconds(1801));
  EXPECT_FALSE(mailed_link().empty());
}

TEST_F(ResetMail, TooMuchThatWaitsIs503ForEverybody) {
  world_.mail.full = true;
  for (const char* const address : {"ann@contoso.example", "nobody@contoso.example"}) {
    EXPECT_EQ(ask(address).status, 503) << address;
    EXPECT_EQ(ask(address).header("Retry-After"), "60") << address;
  }
}

TEST_F(ResetMail, TheWorkOutlivesTheConfigurationThatLeftIt) {
  ask("ann@contoso.example");
  reload(world_, [](Settings& settings) { settings.server.branding.name = "Another"; });
  EXPECT_EQ(world_.mail.send().size(), 1U);
}

class InvitationMail : public Login {
 protected:
  void SetUp() override { world_.give_role(ann_, "Admin"); }
  Reply invite(const PersonId& person, std::string body = R"({"mail":true})") {
    return world_.call_api("POST", "/api/sallyport/v1/users/" + person.value + "/passwordLink", std::move(body),
                           token());
  }

  const PersonId eve_ = world_.add_person("eve");
};

TEST_F(InvitationMail, BringsALinkThatTheAdministratorDoesNotSee) {
  RecordProperty("covers", "LOC-05");
  const Reply invited = invite(eve_);
  EXPECT_EQ(invited.status, 200) << invited.body;
  EXPECT_EQ(testing::member(invited, "mailed"), "eve@contoso.example");
  EXPECT_TRUE(testing::member(invited, "link").empty());
  const auto mails = world_.mail.send();
  ASSERT_EQ(mails.size(), 1U);
  EXPECT_EQ(mails.front().to, "eve@contoso.example");
  const std::string& text = mails.front().text;
  const auto at = text.find("https://app.example/api/v1/auth/local/password?link=");
  ASSERT_NE(at, std::string::npos) << text;
  const std::string link = testing::query_value(text.substr(at, text.find('\n', at) - at), "link");
  EXPECT_EQ(reset(link, kNewPassword, "eve").status, 200);
  EXPECT_EQ(world_.log_in("eve", kNewPassword).status, 200);
  EXPECT_FALSE(world_.log.mentions(link));
}

TEST_F(InvitationMail, IsNotSentWhereTheStoreDoesNotKeepItsLinkAndTheQueueIsTold) {
  ASSERT_EQ(invite(eve_).status, 200);
  const Reply removed =
      world_.call_api("DELETE", "/api/v1/users/" + eve_.value + "?hardDelete=true", std::string(), token());
  ASSERT_EQ(removed.status, 200) << removed.body;
  EXPECT_TRUE(world_.mail.send().empty());
  EXPECT_EQ(world_.mail.failed, std::vector<std::string>{"person_unknown"});
  EXPECT_FALSE(world_.log.has("account_link_mailed"));
}

TEST_F(InvitationMail, IsForAdministratorsAndForPeopleWithAnAddress) {
  const auto unnamed = world_.people_by_hand->add({.labels = {"Zoe", "", "", "zoe"}}, {"root", world_.clock.now()});
  EXPECT_EQ(invite(unnamed->person.id).status, 400);
  EXPECT_EQ(invite(eve_, R"({"mail":1})").status, 400);
  EXPECT_EQ(invite(eve_, R"({"to":"other@contoso.example"})").status, 400);
  const PersonId bob = world_.add_account("bob");
  const Reply refused = world_.call_api("POST", "/api/sallyport/v1/users/" + bob.value + "/passwordLink",
                                        R"({"mail":true})", testing::member(world_.log_in("bob"), "accessToken"));
  EXPECT_EQ(refused.status, 403);
  EXPECT_TRUE(world_.mail.works.empty());
  world_.mail.full = true;
  EXPECT_EQ(invite(eve_).status, 503);
}

TEST_F(ResetMail, ThePageAsksForOneAndSaysTheSameToEverybody) {
  RecordProperty("covers", "LOC-01");
  EXPECT_NE(world_.get("/api/v1/auth/local").body.find("/api/v1/auth/local/reset"), std::string::npos);
  EXPECT_EQ(world_.get("/api/v1/auth/local/reset").status, 200);
  const auto send = [&](std::string_view username, std::string_view site) {
    http::Form form;
    form.add("username", username);
    return world_.post("/api/v1/auth/local/reset", form, {{"Sec-Fetch-Site", std::string(site)}});
  };
  EXPECT_EQ(send("ann", "cross-site").status, 403);
  const Reply known = send("ann", "same-origin");
  EXPECT_EQ(known.status, 200);
  EXPECT_EQ(send("nobody", "same-origin").body, known.body);
  EXPECT_EQ(world_.mail.send().size(), 1U);
}

}  // namespace
}  // namespace sallyport::gateway
