// The rehearsal of Cross-Origin-Opener-Policy: which answers have it, and what the logs say of a popup.
#include "directory/authorize/opener.h"

#include "base/encoding.h"
#include "directory/directory_test.h"

namespace sallyport::directory {
namespace {

constexpr std::string_view kPolicy = "Cross-Origin-Opener-Policy";

// As MSAL.js writes its state.
std::string state_of(std::string_view interaction) {
  return base64_encode(R"({"id":"0193","meta":{"interactionType":")" + std::string(interaction) + "\"}}");
}

class OpenerPolicy : public DirectoryTest {
 protected:
  OpenerPolicy() { settings.opener_policy = "same-origin"; }

  static std::string policy_of(const http::Response& response) {
    const auto* value = response.find(kPolicy);
    return value == nullptr ? "" : *value;
  }
  std::string fix_of_last_attempt() {
    const auto page = sign_in_log.page(TenantId(std::string(kTenant)), {});
    return page->entries.empty() ? "(none)" : page->entries.front().fix;
  }
  Fields popup() { return with(authorize_fields(), "state", state_of("popup")); }
};

TEST(MsalState, TellsAPopup) {
  EXPECT_TRUE(is_msal_popup(state_of("popup")));
  EXPECT_TRUE(is_msal_popup(state_of("popup") + "|the application's own"));
  EXPECT_TRUE(is_msal_popup(base64url_encode(R"({"id":"1","meta":{"interactionType":"popup"}})")));
}

TEST(MsalState, WhatIsNotMsalsIsNoPopup) {
  for (const std::string& state :
       {std::string(), std::string("s1"), std::string("popup"), state_of("redirect"), state_of("silent"),
        base64_encode(R"({"meta":"popup"})"), base64_encode(R"({"interactionType":"popup"})"), base64_encode("[1]"),
        "x|" + state_of("popup"), base64_encode("{\"meta\":{\"interactionType\":\"popup\"" + std::string(9000, ' '))})
    EXPECT_FALSE(is_msal_popup(state)) << state.substr(0, 80);
}

TEST_F(OpenerPolicy, IsOnThePagesOfASignInAlone) {
  const auto page = authorize(authorize_fields());
  EXPECT_EQ(policy_of(page), "same-origin");
  const auto wrong = sign_in(page, "alice@contoso.example", "wrong");
  EXPECT_EQ(policy_of(wrong), "same-origin");
  const auto done = sign_in(wrong);
  EXPECT_EQ(done.status, 303);
  EXPECT_EQ(policy_of(done), "");
  EXPECT_EQ(policy_of(send("GET", "/")), "");
  EXPECT_EQ(policy_of(send("GET", path("/discovery/v2.0/keys"))), "");
}

TEST_F(OpenerPolicy, IsOffUnlessAskedFor) {
  settings.opener_policy.clear();
  EXPECT_EQ(policy_of(authorize(authorize_fields())), "");
}

TEST_F(OpenerPolicy, TheLogExplainsWhatBecameOfAPopup) {
  ASSERT_FALSE(answered(sign_in(authorize(popup())), "code").empty());
  EXPECT_NE(fix_of_last_attempt().find("Cross-Origin-Opener-Policy: same-origin"), std::string::npos);
  EXPECT_NE(fix_of_last_attempt().find("user_cancelled"), std::string::npos);
}

TEST_F(OpenerPolicy, ARedirectAndAHarmlessPolicyNeedNoWords) {
  ASSERT_FALSE(answered(sign_in(authorize(authorize_fields())), "code").empty());
  EXPECT_EQ(fix_of_last_attempt(), "");
  cookies.clear();
  settings.opener_policy = "unsafe-none";
  ASSERT_FALSE(answered(sign_in(authorize(popup())), "code").empty());
  EXPECT_EQ(fix_of_last_attempt(), "");
}

TEST_F(OpenerPolicy, ASignInWithoutAPageNeedsNoWords) {
  ASSERT_FALSE(answered(sign_in(authorize(authorize_fields())), "code").empty());
  ASSERT_FALSE(answered(authorize(popup()), "code").empty());
  EXPECT_EQ(fix_of_last_attempt(), "");
}

}  // namespace
}  // namespace sallyport::directory
