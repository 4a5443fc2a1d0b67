// Tests that every attempt to sign in or to get a token is in the sign-in log, with what was sent and expected, and
// without a secret.
#include "directory/graph_fixture.h"

namespace sallyport::directory {
namespace {

class SignInLogging : public GraphTest {
 protected:
  entra::SignInAttempt newest() {
    const auto page = sign_in_log.page(TenantId(std::string(kTenant)), {});
    EXPECT_FALSE(page->entries.empty());
    return page->entries.empty() ? entra::SignInAttempt() : page->entries.front();
  }
  std::string sent_of_newest() { return at(get("/v1.0/auditLogs/signIns/" + newest().id, alice), "sallyport/sent"); }
  std::size_t entries() { return sign_in_log.page(TenantId(std::string(kTenant)), {})->entries.size(); }
};

TEST_F(SignInLogging, ASignInAndATokenAreTwoEntries) {
  const auto code = code_for(authorize_fields());
  auto entry = newest();
  EXPECT_EQ(entry.endpoint, "authorize");
  EXPECT_EQ(entry.code, 0);
  EXPECT_EQ(entry.error, "");
  EXPECT_EQ(entry.user.value, kAlice);
  EXPECT_EQ(entry.app.value, kWeb);
  ASSERT_EQ(token(redemption(code)).status, 200);
  entry = newest();
  EXPECT_EQ(entry.endpoint, "token");
  EXPECT_EQ(entry.grant_type, "authorization_code");
  EXPECT_EQ(entry.user_name, "alice@contoso.example");
  EXPECT_EQ(entry.app_name, "Web <app>");
  EXPECT_EQ(entry.resource_name, "Microsoft Graph");
  EXPECT_EQ(entry.address, "127.0.0.1");
}

TEST_F(SignInLogging, AWrongRedirectUriIsExplained) {
  authorize(with(authorize_fields(), "redirect_uri", "https://app.example/wrong"));
  const auto entry = newest();
  EXPECT_EQ(entry.code, 50011);
  EXPECT_EQ(entry.parameter, "redirect_uri");
  EXPECT_NE(entry.expected.find(kWebCallback), std::string::npos);
  EXPECT_NE(entry.expected.find("(Web)"), std::string::npos);
  EXPECT_FALSE(entry.fix.empty());
  EXPECT_FALSE(entry.reason.empty());
  const auto shown = get("/v1.0/auditLogs/signIns/" + entry.id, alice);
  EXPECT_EQ(at(shown, "status/errorCode"), "50011");
  EXPECT_EQ(at(shown, "sallyport/sent"), "https://app.example/wrong");
  EXPECT_EQ(at(shown, "sallyport/parameter"), "redirect_uri");
}

TEST_F(SignInLogging, AWrongPasswordNamesThePerson) {
  sign_in(authorize(authorize_fields()), "alice@contoso.example", "not-the-password");
  const auto entry = newest();
  EXPECT_EQ(entry.code, 50126);
  EXPECT_EQ(entry.user.value, kAlice);
  EXPECT_EQ(entry.user_display_name, "Alice Adams");
}

TEST_F(SignInLogging, NoSecretIsKept) {
  const auto code = code_for(authorize_fields());
  sign_in(authorize(with(authorize_fields(), "prompt", "login")), "alice@contoso.example", "not-the-password");
  token(with(redemption(code), "client_secret", "not-the-secret"));
  token(redemption(code));
  EXPECT_GE(entries(), 4U);
  const auto page = sign_in_log.page(TenantId(std::string(kTenant)), {});
  for (const auto& entry : page->entries) {
    for (const std::string_view secret : {std::string_view(code), kPassword, kSecret, kVerifier,
                                          std::string_view("not-the-secret"), std::string_view("not-the-password")})
      for (const auto& sent : entry.sent) EXPECT_EQ(sent.value.find(secret), std::string::npos) << sent.name;
  }
}

TEST_F(SignInLogging, APasswordIsNamedWithoutItsValue) {
  token(with(redemption("1.x"), "client_secret", "not-the-secret"));
  const auto entry = newest();
  EXPECT_EQ(entry.code, 7000215);
  EXPECT_EQ(entry.parameter, "client_secret");
  EXPECT_NE(entry.expected.find("the…"), std::string::npos);  // the hint of the right one
  const auto sent = std::ranges::find(entry.sent, "client_secret", &entra::SentParameter::name);
  ASSERT_NE(sent, entry.sent.end());
  EXPECT_FALSE(sent->kept);
  EXPECT_EQ(sent->value, "");
}

TEST_F(SignInLogging, ASecretIsSaidToBeSentWithoutItsValue) {
  token(with(redemption("1.x"), "client_secret", "not-the-secret"));
  EXPECT_EQ(sent_of_newest(), "client_secret (its value is not kept)");
}

TEST_F(SignInLogging, AMissingSecretIsSaidToBeMissing) {
  token(with(redemption("1.x"), "client_secret", ""));
  EXPECT_EQ(newest().code, 7000218);
  EXPECT_EQ(sent_of_newest(), "No client_secret");
}

TEST_F(SignInLogging, ASecretInTheHeaderIsNotSaidToBeMissing) {
  token(with(redemption("1.x"), "client_secret", ""),
        {{"Authorization", "Basic " + base64_encode(std::string(kWeb) + ":not-the-secret")}});
  EXPECT_EQ(newest().code, 7000215);
  EXPECT_EQ(sent_of_newest(), "Authorization (its value is not kept)");
}

TEST_F(SignInLogging, AdministratorsReadTheNewestFirst) {
  code_for(authorize_fields());
  authorize(with(authorize_fields(), "redirect_uri", "https://app.example/wrong"));
  EXPECT_EQ(each(get("/v1.0/auditLogs/signIns?$orderby=createdDateTime%20desc&$top=2", alice), "clientAppUsed").size(),
            2U);
  EXPECT_EQ(each(get("/v1.0/auditLogs/signIns?$filter=status/errorCode%20eq%2050011", alice), "appId"),
            std::vector<std::string>{std::string(kWeb)});
  EXPECT_EQ(each(get("/v1.0/auditLogs/signIns?$filter=userId%20eq%20'" + std::string(kAlice) + "'", alice), "userId"),
            std::vector<std::string>{std::string(kAlice)});
  EXPECT_TRUE(
      each(get("/v1.0/auditLogs/signIns?$filter=appId%20eq%20'" + std::string(kSpa) + "'", alice), "id").empty());
  EXPECT_EQ(get("/v1.0/auditLogs/signIns", bob).status, 403);
  EXPECT_TRUE(each(get("/v1.0/auditLogs/signIns", frank), "id").empty());
}

}  // namespace
}  // namespace sallyport::directory
