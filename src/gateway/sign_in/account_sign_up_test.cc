// How people make local accounts themselves, in a browser.
#include "gateway/sign_in/account_sign_up.h"

#include <gtest/gtest.h>

#include "gateway/accounts/factor_fixture.h"

namespace sallyport::gateway {
namespace {

using testing::AccountWorld;
using testing::Reply;

constexpr std::string_view kChosen = "another sentence about cats";
constexpr std::string_view kSignUpPage = "/api/v1/auth/local/sign-up";

class SignUpPage : public ::testing::Test {
 protected:
  Reply ask(std::string_view address, std::string_view name = "Zoe", std::string_view site = "same-origin") {
    http::Form form;
    form.add("email", address);
    form.add("name", name);
    return world_.post(kSignUpPage, form, {{"Sec-Fetch-Site", std::string(site)}});
  }
  // The link in the one mail that waits; empty if there is none.
  std::string mailed_link() {
    const auto mails = world_.mail.send();
    if (mails.size() != 1) return {};
    const std::string& text = mails.front().text;
    const auto at = text.find("https://app.example/api/v1/auth/local/sign-up/password?link=");
    if (at == std::string::npos) return {};
    return testing::query_value(text.substr(at, text.find('\n', at) - at), "link");
  }
  std::string link_for(std::string_view address) {
    EXPECT_EQ(ask(address).status, 200) << address;
    return mailed_link();
  }
  Reply choose(std::string_view link, std::string_view password = kChosen, std::string_view again = kChosen) {
    http::Form form;
    form.add("link", link);
    form.add("password", password);
    form.add("again", again);
    return world_.post("/api/v1/auth/local/sign-up/password", form, {{"Sec-Fetch-Site", "same-origin"}});
  }

  AccountWorld world_{[](Settings& settings) {
    settings.local_accounts.sign_up_domains = {"contoso.example"};
    settings.authorizer.principal_domain = "contoso.example";
    settings.authorizer.admin_principals = {"root", "boss@contoso.example"};
  }};
};

TEST_F(SignUpPage, TheOwnerOfAnAddressMakesAnAccount) {
  EXPECT_NE(world_.get("/api/v1/auth/local").body.find(kSignUpPage), std::string::npos);
  EXPECT_EQ(world_.get(kSignUpPage).status, 200);
  const std::string link = link_for("Zoe@Contoso.example");
  ASSERT_FALSE(link.empty());
  EXPECT_TRUE(world_.people_by_hand->find_by_name("zoe").value().empty()) << "nothing counts before";
  EXPECT_EQ(world_.get("/api/v1/auth/local/sign-up/password?link=" + link).status, 200);
  EXPECT_EQ(choose(link, "short", "short").status, 400) << "which leaves the link open";
  EXPECT_EQ(choose(link, kChosen, "something else").status, 400);
  EXPECT_EQ(choose(link).status, 303);
  EXPECT_EQ(world_.sign_in_by_form("zoe", kChosen).status, 303);
  const Reply who = world_.get("/check");
  EXPECT_EQ(who.header("X-Auth-Request-User"), "zoe");
  EXPECT_EQ(who.header("X-Auth-Request-Email"), "zoe@contoso.example");
  EXPECT_FALSE(world_.log.mentions(link));
}

TEST_F(SignUpPage, ALinkMakesOneAccountWithinADay) {
  RecordProperty("covers", "LOC-05");
  const std::string link = link_for("zoe@contoso.example");
  EXPECT_EQ(choose(link).status, 303);
  EXPECT_EQ(choose(link).status, 400);
  const PersonId zoe = world_.people_by_hand->find_by_name("zoe").value().front().person.id;
  ASSERT_TRUE(world_.people_by_hand->remove(
      zoe, {}, {}, [](const identity::PersonEntry&, identity::OtherAdmins) { return Result<void>(); }));
  EXPECT_EQ(choose(link).status, 400) << "nor does it make one again";
  const std::string late = link_for("yan@contoso.example");
  world_.clock.advance(Seconds(86400));
  EXPECT_EQ(choose(late).status, 400);
  for (const std::string& made_up : {std::string(), std::string("x"), late + "x"})
    EXPECT_EQ(choose(made_up).status, 400);
}

TEST_F(SignUpPage, SaysTheSameWhoeverHasTheAddress) {
  RecordProperty("covers", "LOC-01");
  world_.add_account("ann");
  world_.disable(world_.add_account("disabled"));
  const std::string fresh = ask("zoe@contoso.example").body;
  for (const char* const taken : {"ann@contoso.example", "disabled@contoso.example", "root@contoso.example"})
    EXPECT_EQ(ask(taken).body, fresh) << taken;
  EXPECT_EQ(world_.mail.works.size(), 4U);
  for (const auto& mail : world_.mail.send())
    EXPECT_EQ(mail.text.find("/sign-up/") != std::string::npos, mail.to == "zoe@contoso.example");
}

TEST_F(SignUpPage, TakesNoNameThatIsSomebodysAlready) {
  RecordProperty("covers", "LOC-10, LOC-11");
  const std::string first = link_for("zoe@contoso.example");
  world_.clock.advance(Seconds(61));
  const std::string second = link_for("zoe@contoso.example");
  EXPECT_EQ(choose(first).status, 303);
  EXPECT_EQ(choose(second, "a third sentence altogether", "a third sentence altogether").status, 400);
  EXPECT_EQ(world_.sign_in_by_form("zoe", kChosen).status, 303) << "whose password stays as it is";
  EXPECT_EQ(world_.people_by_hand->find_by_name("zoe").value().size(), 1U);
}

TEST_F(SignUpPage, ALetterOfAnotherScriptOrCaseMakesNoSecondPerson) {
  RecordProperty("covers", "LOC-11");
  EXPECT_EQ(choose(link_for("zoe@contoso.example")).status, 303);
  for (const char* const twin : {"ZOE@contoso.example", " zoe@contoso.example ", "zoe@CONTOSO.example"}) {
    world_.clock.advance(Seconds(61));
    EXPECT_EQ(link_for(twin), "") << twin;
  }
  for (const char* const twin : {"zo\xd0\xb5@contoso.example",
                                 "z\xef\xbd\x8f"
                                 "e@contoso.example",
                                 "z\xc4\xb1@contoso.example", "zoe@contoso.example\xc2\xa0"})
    EXPECT_EQ(ask(twin).status, 400) << twin;
  EXPECT_EQ(world_.people_by_hand->find_by_name("zoe").value().size(), 1U);
}

TEST_F(SignUpPage, NobodyBecomesAnAdministratorByChoosingTheName) {
  RecordProperty("covers", "LOC-10");
  for (const char* const address : {"root@contoso.example", "boss@contoso.example", "admin@contoso.example"})
    EXPECT_EQ(link_for(address), "") << address;
}

TEST_F(SignUpPage, OtherDomainsAndWhatIsNoAddressAreRefused) {
  for (const char* const address :
       {"zoe@fabrikam.example", "zoe@contoso.example.evil.example", "zoe", "", "@contoso.example",
        "zoe@fabrikam.example@contoso.example", "\"zoe\"@contoso.example", "z oe@contoso.example"})
    EXPECT_EQ(ask(address).status, 400) << address;
  EXPECT_EQ(ask("zoe@contoso.example", std::string(129, 'x')).status, 400);
  EXPECT_EQ(ask("zoe@contoso.example", "Zoe\nBcc: all").status, 400);
  EXPECT_TRUE(world_.mail.works.empty());
}

TEST_F(SignUpPage, NobodyIsFloodedWithMail) {
  for (int i = 0; i < 5; ++i) ask("zoe@contoso.example");
  EXPECT_EQ(world_.mail.send().size(), 1U);
  world_.clock.advance(Seconds(61));
  ask("zoe@contoso.example");
  EXPECT_EQ(world_.mail.send().size(), 1U);
}

TEST_F(SignUpPage, TheRulesThatAreInForceDecideAboutALinkToo) {
  RecordProperty("covers", "LOC-09");
  const std::string link = link_for("zoe@contoso.example");
  reload(world_, [](Settings& settings) { settings.local_accounts.sign_up_domains = {"fabrikam.example"}; });
  EXPECT_EQ(choose(link).status, 400);
  reload(world_, [](Settings& settings) { settings.local_accounts.sign_up_domains.clear(); });
  EXPECT_EQ(choose(link).status, 404);
  EXPECT_EQ(ask("zoe@contoso.example").status, 404);
}

TEST_F(SignUpPage, AnotherSiteCannotAsk) {
  RecordProperty("covers", "SES-09");
  EXPECT_EQ(ask("zoe@contoso.example", "Zoe", "cross-site").status, 403);
  EXPECT_TRUE(world_.mail.works.empty());
}

TEST_F(SignUpPage, ShowsNoMarkupOfAStranger) {
  EXPECT_EQ(ask("\"><script>", "\"><script>").body.find("<script>"), std::string::npos);
}

TEST_F(SignUpPage, TooMuchMailThatWaitsIs503) {
  world_.mail.full = true;
  const Reply busy = ask("zoe@contoso.example");
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(busy.header("Retry-After"), "60");
}

TEST(SignUpOff, HasNoPage) {
  RecordProperty("covers", "LOC-09");
  AccountWorld world;
  EXPECT_EQ(world.get(kSignUpPage).status, 404);
  EXPECT_EQ(world.get("/api/v1/auth/local").body.find(kSignUpPage), std::string::npos);
}

}  // namespace
}  // namespace sallyport::gateway
