// Tests of the rules for app registrations and passwords that an editor must satisfy.
#include <gtest/gtest.h>

#include <array>

#include "directory/model/app_rules.h"
#include "directory/model/password_rule.h"

namespace sallyport::directory {
namespace {

using entra::Platform;

const std::array<std::string, 1> kDomains{"contoso.example"};

entra::AppRegistration app() {
  entra::AppRegistration made;
  made.client_id = ClientId("0b9a7d3e-5c41-4f86-8a27-1e6d4c3b2a19");
  made.tenant = TenantId("6f1a4c52-3a0e-4b7e-9d5f-0c1d2e3f4a5b");
  made.display_name = "App";
  return made;
}

std::string_view property_at_fault(const entra::AppRegistration& after,
                                   const entra::AppRegistration* before = nullptr) {
  const auto fault = find_fault(after, before, kDomains);
  return fault ? fault->property : "";
}

template <class Change>
std::string_view after(Change change) {
  auto changed = app();
  change(changed);
  return property_at_fault(changed);
}

TEST(AppRules, APlainAppIsRight) {
  EXPECT_EQ(property_at_fault(app()), "");
}

TEST(AppRules, TheNameIsBounded) {
  EXPECT_EQ(after([](auto& a) { a.display_name = ""; }), "displayName");
  EXPECT_EQ(after([](auto& a) { a.display_name = std::string(121, 'x'); }), "displayName");
  EXPECT_EQ(after([](auto& a) { a.display_name = std::string(120, 'x'); }), "");
  EXPECT_EQ(after([](auto& a) {
              a.display_name = std::string(91, 'x');
              a.audience = entra::SignInAudience::personal_only;
              a.requested_access_token_version = 2;
            }),
            "displayName");
}

TEST(AppRules, RedirectUrisAreCheckedWhereTheyStand) {
  const auto with = [](std::string uri, Platform platform) {
    return after([&](auto& a) { a.redirect_uris = {{uri, platform}}; });
  };
  EXPECT_EQ(with("https://app.example/cb", Platform::web), "");
  EXPECT_EQ(with("http://app.example/cb", Platform::web), "web.redirectUris");
  EXPECT_EQ(with("https://*.example/cb", Platform::spa), "spa.redirectUris");
  EXPECT_EQ(with("javascript:x", Platform::public_client), "publicClient.redirectUris");
  EXPECT_EQ(after([](auto& a) {
              a.redirect_uris = {{"https://app.example/", Platform::web}, {"https://app.example/", Platform::spa}};
            }),
            "spa.redirectUris");
  EXPECT_EQ(after([](auto& a) {
              for (int i = 0; i < 257; ++i)
                a.redirect_uris.push_back({"https://app.example/" + std::to_string(i), Platform::web});
            }),
            "web.redirectUris");
}

TEST(AppRules, TheLogoutUrlIsHttps) {
  EXPECT_EQ(after([](auto& a) { a.logout_url = "http://app.example/out"; }), "web.logoutUrl");
  EXPECT_EQ(after([](auto& a) { a.logout_url = "https://app.example/out"; }), "");
  EXPECT_EQ(after([](auto& a) { a.logout_url = "http://localhost:3000/out"; }), "");
}

TEST(AppRules, IdentifierUrisBelongToTheAppOrToADomainOfTheTenant) {
  const auto with = [](std::string uri) { return after([&](auto& a) { a.identifier_uris = {uri}; }); };
  for (const char* right :
       {"api://0b9a7d3e-5c41-4f86-8a27-1e6d4c3b2a19", "api://0b9a7d3e-5c41-4f86-8a27-1e6d4c3b2a19/x",
        "api://6f1a4c52-3a0e-4b7e-9d5f-0c1d2e3f4a5b/x", "https://contoso.example/api", "https://api.contoso.example",
        "api://api.contoso.example"})
    EXPECT_EQ(with(right), "") << right;
  for (const char* wrong : {"api://other", "https://fabrikam.example", "https://evilcontoso.example",
                            "https://contoso.example.evil.example", "urn:x", "api://", "https://contoso.example/",
                            "https://contoso.example/a b", "https://contoso.example/#x"})
    EXPECT_EQ(with(wrong), "identifierUris") << wrong;
}

TEST(AppRules, AnIdentifierThatWasThereStays) {
  auto before = app();
  before.identifier_uris = {"https://old.example"};
  EXPECT_EQ(property_at_fault(before, &before), "");
}

TEST(AppRules, PersonalAccountsNeedVersion2AndFewSecrets) {
  EXPECT_EQ(after([](auto& a) { a.audience = entra::SignInAudience::orgs_and_personal; }),
            "api.requestedAccessTokenVersion");
  EXPECT_EQ(after([](auto& a) { a.requested_access_token_version = 3; }), "api.requestedAccessTokenVersion");
  EXPECT_EQ(after([](auto& a) {
              a.audience = entra::SignInAudience::orgs_and_personal;
              a.requested_access_token_version = 2;
              a.secrets.resize(3);
            }),
            "passwordCredentials");
}

TEST(AppRules, RolesAndScopesAreUnique) {
  EXPECT_EQ(after([](auto& a) { a.app_roles = {{"1", "A", "A"}, {"2", "A", "A"}}; }), "appRoles");
  EXPECT_EQ(after([](auto& a) { a.app_roles = {{"1", "A", "A"}, {"1", "B", "B"}}; }), "appRoles");
  EXPECT_EQ(after([](auto& a) {
              a.app_roles = {{"1", "A", "A"}};
              a.scopes.resize(1);
              a.scopes[0].id = "1";
              a.scopes[0].value = "s";
            }),
            "api.oauth2PermissionScopes");
  EXPECT_EQ(after([](auto& a) { a.pre_authorized = {{ClientId("x"), {"not-a-scope"}}}; }),
            "api.preAuthorizedApplications");
}

TEST(AppRules, WhatIsEnabledIsNotRemoved) {
  auto before = app();
  before.app_roles = {{"1", "A", "A"}};
  EXPECT_EQ(property_at_fault(app(), &before), "appRoles");
  before.app_roles[0].enabled = false;
  EXPECT_EQ(property_at_fault(app(), &before), "");
}

TEST(PasswordRule, WantsThreeKindsOfCharacters) {
  for (const char* good : {"Abcdefg1", "abcdefg1!", "ABCDEFG1 ", "Abcdefg!"})
    EXPECT_TRUE(is_acceptable_password(good)) << good;
  for (const char* bad : {"", "Abcde1!", "abcdefgh", "abcdefg1", "ABCDEFGH1"})
    EXPECT_FALSE(is_acceptable_password(bad)) << bad;
  EXPECT_TRUE(is_acceptable_password("A1" + std::string(254, 'x')));
  EXPECT_FALSE(is_acceptable_password("A1" + std::string(255, 'x')));
}

}  // namespace
}  // namespace sallyport::directory
