// A version in the store stands beside the file.
#include "app/config/build/stored_version.h"

#include <gtest/gtest.h>

#include "app/config/build/load_fixture.h"

namespace sallyport::app::config {
namespace {

// Loads the file with version 7 in the store.
LoadedConfig with_version(std::string_view file, const std::string& version, Variables variables = {}) {
  LoadOptions options;
  options.stored = configuration::Version{7, "ann", UnixTime{1}, configuration::State::in_force, version};
  return load_config_text(file, "f", surroundings(std::move(variables)), options);
}

TEST(StoredVersion, AddsWhatTheFileDoesNotSay) {
  const auto loaded = with_version(kConfidential,
                                   "rateLimits: {signIn: 30}\nroutes:\n  - {path: /a, upstream: \"http://h:1\"}\n"
                                   "authorizerConfiguration: {adminPrincipals: [eve]}\n");
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_EQ(loaded.settings->rate_limits.of(gateway::Limited::sign_in), 30);
  ASSERT_EQ(loaded.settings->routes.size(), 1U);
  EXPECT_EQ(loaded.settings->routes.front().path, "/a");
  EXPECT_EQ(loaded.settings->config_version, 7);
}

TEST(StoredVersion, WhatTheFileSaysCounts) {
  const std::string file = std::string(kConfidential) + "rateLimits: {signIn: 5}\nroutes: []\n";
  const auto loaded =
      with_version(file, "rateLimits: {signIn: 30, callback: 40}\nroutes:\n  - {path: /a, upstream: \"http://h:1\"}\n");
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_EQ(loaded.settings->rate_limits.of(gateway::Limited::sign_in), 5);
  EXPECT_EQ(loaded.settings->rate_limits.of(gateway::Limited::callback), 40) << "beside it in the same section";
  EXPECT_TRUE(loaded.settings->routes.empty()) << "a list is one value";
  const Finding* const overruled = find_finding(loaded, "version_overruled");
  ASSERT_NE(overruled, nullptr);
  EXPECT_EQ(overruled->key, "rateLimits.signIn");
  EXPECT_GT(overruled->line, 0) << "of the file";
}

TEST(StoredVersion, AVariableCountsLikeTheFile) {
  const auto loaded =
      with_version(kConfidential, "rateLimits: {signIn: 30}\n", {{"SALLYPORT_RATE_LIMIT_SIGN_IN", "6"}});
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_EQ(loaded.settings->rate_limits.of(gateway::Limited::sign_in), 6);
  EXPECT_NE(find_finding(loaded, "version_overruled"), nullptr);
}

TEST(StoredVersion, AnEmptySectionOfTheFileSaysNothing) {
  const auto loaded = with_version(std::string(kConfidential) + "rateLimits:\n", "rateLimits: {signIn: 30}\n");
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_EQ(loaded.settings->rate_limits.of(gateway::Limited::sign_in), 30);
}

TEST(StoredVersion, SetsHowPeopleSignInButNotWhoSignsThemIn) {
  const auto loaded = with_version(kConfidential,
                                   "authenticationConfiguration:\n  providerName: Contoso\n  enableSelfSignup: false\n"
                                   "  jwtPrincipalClaims: [preferred_username]\n"
                                   "  oidcConfiguration: {prompt: login, maxAge: 1h}\n");
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_EQ(loaded.settings->provider.display_name, "Contoso");
  EXPECT_EQ(loaded.settings->authorizer.provisioning, gateway::Provisioning::off);
  for (const std::string key :
       {"provider: azure", "authority: https://evil.example", "clientType: public", "allowedTenants: [x]",
        "audiences: [x]", "acceptV1Tokens: true", "tokenValidationAlgorithm: RS512",
        "callbackUrl: https://evil.example", "additionalTrustedRedirectUris: [https://evil.example]",
        "oidcConfiguration: {discoveryUri: https://evil.example}", "oidcConfiguration: {tenant: x}",
        "oidcConfiguration: {id: x}", "oidcConfiguration: {secretFile: /etc/shadow}",
        "oidcConfiguration: {endpointHosts: [evil.example]}", "oidcConfiguration: {customParams: {a: b}}"}) {
    const auto refused = with_version(kConfidential, "authenticationConfiguration: {" + key + "}\n");
    EXPECT_FALSE(refused.settings) << key;
    EXPECT_NE(find_finding(refused, "version_key"), nullptr) << key << "\n" << print_all(refused);
  }
}

TEST(StoredVersion, SetsNothingThatOnlyTheFileMay) {
  for (const std::string version : {
           "server: {publicUrl: \"https://evil.example\"}",
           "server: {trustedProxies: [10.0.0.0/8]}",
           "server: {dataDir: /tmp}",
           "server: {branding: {logoFile: /etc/shadow}}",
           "store: {path: /tmp/other.db}",
           "authenticationConfiguration: {clientId: x}",
           "authenticationConfiguration: {oidcConfiguration: {secret: canary-7f3a}}",
           "jwtTokenConfiguration: {keyId: x}",
           "routes:\n  - {path: /a, upstream: \"https://h\", caFile: /etc/shadow}",
       }) {
    const auto loaded = with_version(kConfidential, version);
    EXPECT_FALSE(loaded.settings) << version;
    EXPECT_NE(find_finding(loaded, "version_key"), nullptr) << version << "\n" << print_all(loaded);
    EXPECT_EQ(print_all(loaded).find("canary-7f3a"), std::string::npos);
  }
}

TEST(StoredVersion, RefersToNoVariable) {
  for (const std::string version :
       {"sessions: {idle: \"${SECRET}\"}", "authorizerConfiguration: {adminPrincipals: [\"${SECRET}\"]}",
        "routes:\n  - {path: /a, upstream: \"http://${SECRET}:1\"}"}) {
    const auto loaded = with_version(kConfidential, version, {{"SECRET", "canary-7f3a"}});
    EXPECT_FALSE(loaded.settings) << version;
    EXPECT_NE(find_finding(loaded, "version_key"), nullptr) << version;
    EXPECT_EQ(print_all(loaded).find("canary-7f3a"), std::string::npos);
  }
}

TEST(StoredVersion, WhatCannotBeReadIsRefused) {
  for (const std::string version : {"- a\n", "routes: nowhere\n", "routes: [x]\n", "rateLimits: 5\n", "rateLimit: {}\n",
                                    "rateLimits: {signIn: 1}\nrateLimits: {signIn: 2}\n", "routes:\n  - {paht: /}\n"}) {
    const auto loaded = with_version(kConfidential, version);
    EXPECT_FALSE(loaded.settings) << version;
    EXPECT_NE(find_finding(loaded, "version_key"), nullptr) << version << "\n" << print_all(loaded);
  }
  const auto broken = with_version(kConfidential, "routes: [unclosed\n");
  EXPECT_FALSE(broken.settings);
  EXPECT_NE(print_all(broken).find("version 7 in the store, line"), std::string::npos) << print_all(broken);
}

TEST(StoredVersion, AMistakeInAValueNamesTheVersionInPlaceOfTheFile) {
  const auto loaded = with_version(kConfidential, "routes:\n  - {path: nowhere, upstream: \"http://h:1\"}\n");
  EXPECT_FALSE(loaded.settings);
  const Finding* const finding = find_finding(loaded, "route_path");
  ASSERT_NE(finding, nullptr) << print_all(loaded);
  EXPECT_EQ(finding->file, "version 7 in the store");
  EXPECT_EQ(finding->key, "routes[0].path");
}

TEST(StoredVersion, AMistakeInASectionThatTheFileHasTooIsTheVersionsAllTheSame) {
  const auto loaded =
      with_version(std::string(kConfidential) + "sessions: {absolute: 1h}\n", "sessions: {idle: 90m}\n");
  EXPECT_FALSE(loaded.settings);
  const Finding* const finding = find_finding(loaded, "session_limits");
  ASSERT_NE(finding, nullptr) << print_all(loaded);
  EXPECT_EQ(finding->file, "version 7 in the store");
  EXPECT_EQ(finding->line, 0);
}

TEST(StoredVersion, AnEmptyTextSetsNothing) {
  const auto loaded = with_version(kConfidential, "");
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_EQ(loaded.settings->config_version, 7);
}

}  // namespace
}  // namespace sallyport::app::config
