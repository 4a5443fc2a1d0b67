// Several accounts in one browser, and how the request chooses among them.
#include "directory/directory_test.h"

namespace sallyport::directory {
namespace {

class Accounts : public DirectoryTest {
 protected:
  void also_sign_in(std::string_view name) {
    const auto page = authorize(with(authorize_fields(), "prompt", "login"));
    EXPECT_FALSE(answered(sign_in(page, name), "code").empty()) << name;
  }
  std::string id_of(std::string_view name) { return (*store.find_user_by_name(name))->id.value; }
};

TEST_F(Accounts, MaxAgeZeroAsksWithinTheSameSecond) {
  RecordProperty("covers", "D9");
  EXPECT_FALSE(code_for(authorize_fields()).empty());
  const auto page = authorize(with(authorize_fields(), "max_age", "0"));
  EXPECT_EQ(page.status, 200);
  EXPECT_FALSE(answered(sign_in(page), "code").empty());
  const auto picker = authorize(with(with(authorize_fields(), "max_age", "0"), "prompt", "select_account"));
  const auto picked = post_form(picker, {{"account", std::string(kAlice)}});
  EXPECT_NE(picked.body.find("value=\"alice@contoso.example\""), std::string::npos) << "the password is asked for";
}

TEST_F(Accounts, SeveralOfThemAreOfferedAndOneIsPicked) {
  also_sign_in("alice@contoso.example");
  also_sign_in("bob@contoso.example");
  const auto page = authorize(authorize_fields());
  EXPECT_EQ(page.status, 200);
  for (const char* name : {"Alice Adams", "Bob Baker"}) EXPECT_NE(page.body.find(name), std::string::npos) << name;
  for (const std::string& name : {std::string("alice@contoso.example"), std::string("bob@contoso.example")}) {
    const auto code = answered(post_form(page, {{"account", id_of(name)}}), "code");
    const auto claims = claims_of(text_of(body_of(token(redemption(code))), "id_token"));
    EXPECT_EQ(text_of(claims, "preferred_username"), name);
  }
}

TEST_F(Accounts, HintsChooseWithoutAPage) {
  also_sign_in("alice@contoso.example");
  also_sign_in("bob@contoso.example");
  const auto who = [&](std::string_view name, std::string_view value) {
    const auto code = answered(authorize(with(authorize_fields(), name, value)), "code");
    return text_of(claims_of(text_of(body_of(token(redemption(code))), "id_token")), "preferred_username");
  };
  EXPECT_EQ(who("login_hint", "alice@contoso.example"), "alice@contoso.example");
  const auto bob = authorize(with(authorize_fields(), "login_hint", "bob@contoso.example"));
  EXPECT_EQ(who("sid", answered(bob, "session_state")), "bob@contoso.example");
  EXPECT_EQ(authorize(with(authorize_fields(), "domain_hint", "contoso.example")).status, 200) << "both are meant";
  EXPECT_EQ(authorize(with(authorize_fields(), "domain_hint", "organizations")).status, 200);
}

TEST_F(Accounts, AreAtMostFiveAndEachIsThereOnce) {
  also_sign_in("alice@contoso.example");
  also_sign_in("alice@contoso.example");
  EXPECT_EQ(authorize(authorize_fields()).status, 302) << "one account is not several";
  const std::string held = cookies["__Host-ESTSAUTH"];
  EXPECT_EQ(held.find('.'), std::string::npos);
  for (int i = 0; i < 6; ++i) {
    const std::string name = "p" + std::to_string(i) + "@contoso.example";
    entra::User person = **store.find_user_by_name("bob@contoso.example");
    person.id = entra::ObjectId(random_uuid(random));
    person.user_principal_name = name;
    ASSERT_TRUE(store.add_user(person));
    also_sign_in(name);
  }
  EXPECT_EQ(std::ranges::count(cookies["__Host-ESTSAUTH"], '.'), 4);
}

TEST_F(Accounts, ALogoutHintEndsThatOneAlone) {
  also_sign_in("alice@contoso.example");
  also_sign_in("bob@contoso.example");
  send("GET", path("/oauth2/v2.0/logout?logout_hint=bob%40contoso.example"));
  const auto done = authorize(authorize_fields());
  EXPECT_FALSE(answered(done, "code").empty());
  send("GET", path("/oauth2/v2.0/logout"));
  EXPECT_EQ(authorize(authorize_fields()).status, 200);
}

TEST_F(Accounts, ADisabledOneIsNoMore) {
  also_sign_in("alice@contoso.example");
  also_sign_in("bob@contoso.example");
  change_user("bob@contoso.example", [](auto& user) { user.enabled = false; });
  EXPECT_EQ(authorize(authorize_fields()).status, 302);
}

TEST_F(Accounts, AConsentCountsForTheAccountThatGaveIt) {
  also_sign_in("alice@contoso.example");
  also_sign_in("bob@contoso.example");
  const auto asked = with(authorize_fields(), "prompt", "consent");
  const auto page = post_form(authorize(asked), {{"account", id_of("alice@contoso.example")}});
  ASSERT_NE(page.body.find("Permissions requested"), std::string::npos) << page.body;
  const auto code = answered(post_form(page, {{"act", "consent"}, {"account", std::string(kAlice)}}), "code");
  const auto claims = claims_of(text_of(body_of(token(redemption(code))), "id_token"));
  EXPECT_EQ(text_of(claims, "oid"), kAlice);
}

}  // namespace
}  // namespace sallyport::directory
