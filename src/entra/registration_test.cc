#include "entra/registration.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"

namespace sallyport::entra {
namespace {

AppRegistration app_with(std::vector<RedirectUri> uris) {
  AppRegistration app;
  app.redirect_uris = std::move(uris);
  return app;
}

TEST(RedirectUriMatch, IsExact) {
  RecordProperty("covers", "AS-01");
  const auto app = app_with({{"https://app.example/cb", Platform::web}});
  ASSERT_NE(match_redirect_uri(app, "https://app.example/cb"), nullptr);
  for (std::string_view other : {
           "https://app.example/cb/",      // sub-path
           "https://app.example/",         // prefix
           "https://app.example/CB",       // the path is case-sensitive
           "https://app.example/cb?x=1",   // a query that is not registered
           "https://app.example/cb#x",     // a fragment
           "https://app.example:443/cb",   // a port that is not written in the registration
           "https://app.example/x/../cb",  // dot segments
           "https://app.example/%63b",     // an escape that decodes to the same text
           "https://app.example./cb",      // a trailing dot
           "https://user@app.example/cb",  // user information
           "http://app.example/cb",        // the other scheme
           "https://evil.example/cb",
           "",
       })
    EXPECT_EQ(match_redirect_uri(app, other), nullptr) << other;
}

TEST(RedirectUriMatch, IgnoresThePortOfLocalhostAndKeepsThePath) {
  const auto app = app_with({{"http://localhost/cb", Platform::spa}});
  const auto* match = match_redirect_uri(app, "http://localhost:53412/cb");
  ASSERT_NE(match, nullptr);
  EXPECT_EQ(match->platform, Platform::spa);
  for (std::string_view other : {
           "http://localhost:53412/other",
           "http://localhost:80@evil.example/cb",  // user information that looks like a port
           "http://localhost.evil.example/cb",
           "http://localhost:/cb",
           "http://localhost:123456/cb",
           "http://localhost:65536/cb",
           "http://localhost:07/cb",
           "http://localhost:0/cb",
           "http://127.0.0.1:53412/cb",  // another name for the same machine is another URI
           "http://[::1]:53412/cb",
           "https://localhost:53412/cb",
       })
    EXPECT_EQ(match_redirect_uri(app, other), nullptr) << other;
}

TEST(RedirectUriMatch, AnExactMatchWinsOverOneByPort) {
  const auto app = app_with({{"http://localhost:3000/cb", Platform::web}, {"http://localhost:4000/cb", Platform::spa}});
  EXPECT_EQ(match_redirect_uri(app, "http://localhost:4000/cb")->platform, Platform::spa);
}

TEST(RedirectUriMatch, TheStricterRuleKeepsThePortForAllButPublicClients) {
  RecordProperty("covers", "AS-01");
  const auto app =
      app_with({{"http://localhost/cb", Platform::web}, {"http://localhost/native", Platform::public_client}});
  EXPECT_EQ(match_redirect_uri(app, "http://localhost:1/cb", LoopbackPort::ignored_for_public_clients), nullptr);
  EXPECT_NE(match_redirect_uri(app, "http://localhost:1/native", LoopbackPort::ignored_for_public_clients), nullptr);
}

TEST(RedirectUriCheck, TakesWhatThePortalTakes) {
  EXPECT_TRUE(check_redirect_uri({"https://app.example/cb?a=b", Platform::web}));
  EXPECT_TRUE(check_redirect_uri({"http://localhost:3000", Platform::spa}));
  EXPECT_TRUE(check_redirect_uri({"http://127.0.0.1/cb", Platform::web}));
  EXPECT_TRUE(check_redirect_uri({"msal1234://auth", Platform::public_client}));
}

TEST(RedirectUriCheck, HttpsUrisHaveOneRuleOnEveryPlatform) {
  for (const Platform platform : {Platform::web, Platform::spa, Platform::public_client}) {
    EXPECT_TRUE(check_redirect_uri({"https://login.microsoftonline.com/common/oauth2/nativeclient", platform}));
    for (const char* const uri : {
             "https://a@evil.example/",                // user information
             "https://app.example:443@evil.example/",  // user information that looks like a host with a port
             "https://",                               // no host
             "https:///cb",                            // no host
             "https://?a=b",                           // no host
             "https://:443/cb",                        // no host
             "https:app.example/cb",                   // no authority
             "HTTPS://app.example/cb",                 // the other case
             "http://app.example/cb",                  // no TLS
             "http://a@localhost/cb",                  // user information
         })
      EXPECT_EQ(reason_of(check_redirect_uri({uri, platform})), "redirect_uri_scheme") << name_of(platform) << uri;
  }
}

TEST(RedirectUriCheck, RefusesTheRest) {
  EXPECT_EQ(reason_of(check_redirect_uri({"http://app.example/cb", Platform::web})), "redirect_uri_scheme");
  EXPECT_EQ(reason_of(check_redirect_uri({"http://[::1]/cb", Platform::web})), "redirect_uri_scheme");
  EXPECT_EQ(reason_of(check_redirect_uri({"myapp://auth", Platform::web})), "redirect_uri_scheme");
  EXPECT_EQ(reason_of(check_redirect_uri({"javascript:alert", Platform::public_client})), "redirect_uri_scheme");
  EXPECT_EQ(reason_of(check_redirect_uri({"https://a@evil.example/", Platform::web})), "redirect_uri_scheme");
  EXPECT_EQ(reason_of(check_redirect_uri({"https://*.app.example/", Platform::web})), "redirect_uri_characters");
  EXPECT_EQ(reason_of(check_redirect_uri({"https://app.example/#x", Platform::web})), "redirect_uri_characters");
  EXPECT_EQ(reason_of(check_redirect_uri({"https://app.example/" + std::string(240, 'a'), Platform::web})),
            "redirect_uri_length");
  EXPECT_EQ(reason_of(check_redirect_uri({"", Platform::web})), "redirect_uri_length");
}

TEST(Platforms, AreReadAsTheyArePrinted) {
  for (Platform p : {Platform::web, Platform::spa, Platform::public_client}) EXPECT_EQ(parse_platform(name_of(p)), p);
  EXPECT_FALSE(parse_platform("Web"));
}

TEST(SignInAudiences, AreReadAsTheyArePrinted) {
  for (const SignInAudience audience : {SignInAudience::my_org, SignInAudience::multiple_orgs,
                                        SignInAudience::orgs_and_personal, SignInAudience::personal_only})
    EXPECT_EQ(parse_sign_in_audience(name_of(audience)), audience);
  EXPECT_EQ(name_of(SignInAudience::orgs_and_personal), "AzureADandPersonalMicrosoftAccount");
  EXPECT_FALSE(parse_sign_in_audience("azureadmyorg"));
}

TEST(SignInAudiences, SayWhoseAccountsTheyAdmit) {
  EXPECT_FALSE(is_multi_tenant(SignInAudience::my_org));
  EXPECT_TRUE(is_multi_tenant(SignInAudience::multiple_orgs));
  EXPECT_FALSE(admits_personal_accounts(SignInAudience::multiple_orgs));
  EXPECT_TRUE(is_multi_tenant(SignInAudience::orgs_and_personal));
  EXPECT_TRUE(admits_personal_accounts(SignInAudience::orgs_and_personal));
  EXPECT_FALSE(is_multi_tenant(SignInAudience::personal_only)) << "no organization's account";
  EXPECT_TRUE(admits_personal_accounts(SignInAudience::personal_only));
}

TEST(GroupClaimsNames, AreReadAsTheyArePrinted) {
  for (const GroupClaims claims : {GroupClaims::none, GroupClaims::security_group, GroupClaims::application_group,
                                   GroupClaims::directory_role, GroupClaims::all})
    EXPECT_EQ(parse_group_claims(name_of(claims)), claims);
  EXPECT_FALSE(parse_group_claims(""));
}

TEST(OriginKey, DropsThePortOfLocalhostAlone) {
  EXPECT_EQ(origin_key("https://app.example/cb"), "https://app.example");
  EXPECT_EQ(origin_key("https://app.example:444/cb"), "https://app.example:444");
  EXPECT_EQ(origin_key("http://localhost:3000/cb"), "http://localhost");
  EXPECT_EQ(origin_key("http://127.0.0.1:3000/cb"), "http://127.0.0.1:3000");
  EXPECT_EQ(origin_key("msal1234://auth"), "");
  EXPECT_EQ(origin_key("null"), "");
}

TEST(AccessTokenVersion, IsOneWhereNothingIsAskedFor) {
  AppRegistration app;
  EXPECT_EQ(app.access_token_version(), 1);
  app.requested_access_token_version = 2;
  EXPECT_EQ(app.access_token_version(), 2);
}

}  // namespace
}  // namespace sallyport::entra
