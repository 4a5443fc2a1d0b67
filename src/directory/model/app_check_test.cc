// check_app: the rules of the portal for a whole registration.
#include <gtest/gtest.h>

#include "crypto/system_random.h"
#include "directory/call/limits.h"
#include "directory/model/administration.h"

namespace sallyport::directory {
namespace {

class AppCheck : public ::testing::Test {
 protected:
  // The reason why the portal would refuse the app after the change.
  std::string_view refused(const auto& change) {
    auto app = *make_app({TenantId("t1"), "App", {}, {}, ""}, UnixTime{1}, random_);
    change(app);
    const auto checked = check_app(app);
    return checked ? "none" : checked.error().reason;
  }

  crypto::SystemRandom random_;
};

TEST_F(AppCheck, TakesANewApp) {
  EXPECT_EQ(refused([](auto&) {}), "none");
}

TEST_F(AppCheck, TheAccessTokenVersionIsOneOrTwoAndTwoWithPersonalAccounts) {
  EXPECT_EQ(refused([](auto& app) { app.requested_access_token_version = 1; }), "none");
  EXPECT_EQ(refused([](auto& app) { app.requested_access_token_version = 3; }), "access_token_version");
  for (const auto audience : {entra::SignInAudience::orgs_and_personal, entra::SignInAudience::personal_only}) {
    EXPECT_EQ(refused([&](auto& app) { app.audience = audience; }), "access_token_version");
    EXPECT_EQ(refused([&](auto& app) {
                app.audience = audience;
                app.requested_access_token_version = 2;
              }),
              "none");
  }
}

TEST_F(AppCheck, RedirectUrisAreGoodOnceAndNotTooMany) {
  using entra::Platform;
  EXPECT_EQ(refused([](auto& app) {
              app.redirect_uris = {{"https://a.example/", Platform::web}, {"https://a.example/", Platform::spa}};
            }),
            "redirect_uri_taken");
  EXPECT_EQ(refused([](auto& app) { app.redirect_uris = {{"http://a.example/", Platform::web}}; }),
            "redirect_uri_scheme");
  const auto many = [](auto& app, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      app.redirect_uris.push_back({"https://a.example/" + std::to_string(i), Platform::web});
  };
  EXPECT_EQ(refused([&](auto& app) { many(app, limits::kRedirectUris); }), "none");
  EXPECT_EQ(refused([&](auto& app) { many(app, limits::kRedirectUris + 1); }), "redirect_uri_count");
  EXPECT_EQ(refused([](auto& app) { app.logout_url = "http://a.example/out"; }), "logout_url");
}

TEST_F(AppCheck, IdentifiersAreUris) {
  EXPECT_EQ(refused([](auto& app) { app.identifier_uris = {"https://contoso.example/api"}; }), "none");
  for (const char* const uri : {"", "api", "api://a b", "https://contoso.example/"})
    EXPECT_EQ(refused([&](auto& app) { app.identifier_uris = {uri}; }), "identifier_uri") << uri;
}

TEST_F(AppCheck, RolesAndScopesAreWordsThatStandOnce) {
  const auto role = [](const char* value) { return entra::AppRole{"id", value, "", true, true, true}; };
  const auto scope = [](const char* value) { return entra::Scope{"id", value, "", "", "", "", false, true}; };
  EXPECT_EQ(refused([&](auto& app) { app.app_roles = {role("a b")}; }), "role_value");
  EXPECT_EQ(refused([&](auto& app) { app.app_roles = {role("a"), role("a")}; }), "role_taken");
  EXPECT_EQ(refused([&](auto& app) { app.scopes = {scope("")}; }), "scope_value");
  EXPECT_EQ(refused([&](auto& app) { app.scopes = {scope("a"), scope("a")}; }), "scope_taken");
}

TEST_F(AppCheck, FederatedCredentialsAreWholeAndDiffer) {
  const auto with = [&](std::vector<entra::FederatedCredential> all) {
    return refused([&](auto& app) { app.federated_credentials = all; });
  };
  const entra::FederatedCredential good{"1", "build", "https://idp.example", "repo:x", "api://AzureADTokenExchange",
                                        ""};
  EXPECT_EQ(with({good}), "none");
  auto other = good;
  other.subject = "repo:y";
  EXPECT_EQ(with({good, other}), "federated_name_taken");
  other = good;
  other.name = "second";
  EXPECT_EQ(with({good, other}), "federated_taken");
  other.subject = "";
  EXPECT_EQ(with({other}), "federated_value");
  for (const char* const name : {"ab", "-ab", "a b c", "a/b"}) {
    other = good;
    other.name = name;
    EXPECT_EQ(with({other}), "federated_name") << name;
  }
}

TEST_F(AppCheck, ListsHaveLimits) {
  EXPECT_EQ(refused([](auto& app) {
              for (std::size_t i = 0; i <= limits::kRequiredApis; ++i)
                app.required_permissions.push_back({ClientId(std::to_string(i)), "x", entra::PermissionKind::scope});
            }),
            "required_count");
  EXPECT_EQ(refused([](auto& app) {
              for (std::size_t i = 0; i < limits::kAppEntries; ++i) app.owners.emplace_back(std::to_string(i));
            }),
            "app_size");
}

}  // namespace
}  // namespace sallyport::directory
