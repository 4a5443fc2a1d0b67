#include "app/config/build/directory_seed.h"

#include <gtest/gtest.h>

namespace sallyport::app::config {
namespace {

Error refused(std::string_view text) {
  const auto seed = parse_directory_seed(text, "seed.yaml");
  EXPECT_FALSE(seed);
  return seed ? Error{} : seed.error();
}

TEST(DirectorySeed, TheExampleIsRead) {
  const auto seed = parse_directory_seed(example_directory_seed(), "example");
  ASSERT_TRUE(seed) << seed.error().detail;
  ASSERT_EQ(seed->tenants.size(), 1U);
  const auto& tenant = seed->tenants.front();
  EXPECT_EQ(tenant.name, "Contoso");
  ASSERT_EQ(tenant.apps.size(), 1U);
  EXPECT_EQ(tenant.apps[0].redirect_uris[0].uri, "http://localhost:8585/callback");
  EXPECT_EQ(tenant.apps[0].redirect_uris[0].platform, entra::Platform::web);
  EXPECT_EQ(tenant.apps[0].group_claims, entra::GroupClaims::security_group);
  EXPECT_TRUE(tenant.apps[0].with_secret);
  EXPECT_EQ(tenant.apps[0].assignments[0].role, "Admin");
  EXPECT_TRUE(tenant.users[0].make_password);
  EXPECT_EQ(tenant.users[0].directory_role, entra::DirectoryRole::global_administrator);
  EXPECT_EQ(tenant.apps[0].scopes, std::vector<std::string>{"access"});
  ASSERT_EQ(tenant.apps[0].consents.size(), 2U);
  EXPECT_EQ(tenant.apps[0].consents[0].scopes.size(), 5U);
  EXPECT_EQ(tenant.apps[0].consents[1].principal, "alice@contoso.example");
  EXPECT_EQ(tenant.apps[0].requested_access_token_version, 2);
  ASSERT_EQ(tenant.locations.size(), 1U);
  EXPECT_EQ(tenant.locations[0].networks, std::vector<std::string>{"192.0.2.0/24"});
  EXPECT_TRUE(tenant.locations[0].trusted);
  ASSERT_EQ(tenant.policies.size(), 1U);
  EXPECT_EQ(tenant.policies[0].state, "report-only");
  EXPECT_EQ(tenant.policies[0].roles, std::vector<std::string>{"Global Administrator"});
  EXPECT_EQ(tenant.policies[0].exclude_locations, std::vector<std::string>{"trusted"});
  EXPECT_EQ(tenant.policies[0].require, std::vector<std::string>{"mfa"});
  EXPECT_EQ(tenant.policies[0].frequency, "8h");
}

TEST(DirectorySeed, AKeyThatNoPolicyHasIsRefused) {  // a condition that is misspelt would concern everybody
  EXPECT_EQ(refused("tenants:\n  - name: T\n    policies: [{name: P, user: [a@b.example]}]\n").reason, "seed_key");
  EXPECT_EQ(refused("tenants:\n  - name: T\n    policies: [{require: [mfa]}]\n").reason, "seed_missing");
}

TEST(DirectorySeed, AnAppOfASeedKeepsAccessTokensOfVersionTwoUnlessItSaysOtherwise) {
  const auto version = [](const std::string& more) {
    return parse_directory_seed("tenants:\n  - name: T\n    apps: [{name: A" + more + "}]\n", "seed.yaml")
        ->tenants[0]
        .apps[0]
        .requested_access_token_version;
  };
  EXPECT_EQ(version(""), 2);
  EXPECT_EQ(version(", requestedAccessTokenVersion: 1"), 1);
  EXPECT_EQ(refused("tenants:\n  - name: T\n    apps: [{name: A, requestedAccessTokenVersion: 3}]\n").reason,
            "seed_value");
}

TEST(DirectorySeed, AnUnknownKeyIsNamedWithItsLine) {
  const auto error = refused("tenants:\n  - name: T\n    user: []\n");
  EXPECT_EQ(error.reason, "seed_key");
  EXPECT_TRUE(error.detail.starts_with("seed.yaml:3: tenants[0].user: ")) << error.detail;
}

TEST(DirectorySeed, AKeyThatStandsTwiceIsRefused) {  // otherwise one of the two would silently be dropped
  const auto error = refused("tenants:\n  - name: T\n    name: U\n");
  EXPECT_EQ(error.reason, "seed_key");
  EXPECT_TRUE(error.detail.starts_with("seed.yaml:2: tenants[0].name: ")) << error.detail;
}

TEST(DirectorySeed, ValuesOfTheWrongFormAreRefused) {
  EXPECT_EQ(refused("tenants: 1\n").reason, "seed_value");
  EXPECT_EQ(refused("tenants:\n  - name: T\n    id: x\n").reason, "seed_value");
  EXPECT_EQ(refused("tenants:\n  - name: T\n    users: [{userPrincipalName: [a]}]\n").reason, "seed_value");
  EXPECT_EQ(refused("tenants:\n  - name: T\n    users: [{userPrincipalName: a@b, enabled: yes}]\n").reason,
            "seed_value");
  EXPECT_EQ(refused("tenants:\n  - name: T\n    apps: [{name: A, groupMembershipClaims: Some}]\n").reason,
            "seed_value");
  const auto uri = refused("tenants:\n  - name: T\n    apps:\n      - name: A\n        web: [http://app.example/cb]\n");
  EXPECT_EQ(uri.reason, "seed_value");
  EXPECT_TRUE(uri.detail.starts_with("seed.yaml:5: tenants[0].apps[0].web[0]: ")) << uri.detail;
}

TEST(DirectorySeed, WhatIsMissingIsNamed) {
  EXPECT_EQ(refused("").reason, "seed_missing");
  EXPECT_EQ(refused("tenants: []").reason, "seed_missing");
  EXPECT_EQ(refused("tenants:\n  - domains: [a]\n").reason, "seed_missing");
}

TEST(DirectorySeed, BrokenYamlSaysWhere) {
  const auto error = refused("tenants:\n  - {name: T\n");
  EXPECT_EQ(error.reason, "seed_syntax");
}

TEST(DirectorySeed, AFileThatIsNotThereIsUnavailable) {
  EXPECT_EQ(read_directory_seed("no-such-file.yaml").error().reason, "seed_file");
}

}  // namespace
}  // namespace sallyport::app::config
