// An existing openmetadata.yaml is used as it is, with the variables that its guides set.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "app/config/load_fixture.h"

namespace sallyport::app::config {
namespace {

std::string openmetadata_yaml() {
  std::ifstream file("src/app/config/testdata/openmetadata.yaml");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

Variables with(Variables more) {
  more.insert({"JWT_KEY_ID", "8f14e45f-ceea-467f-a8e4-1d2b3c4d5e6f"});
  return more;
}

// The variables of the Azure guide's confidential form.
Variables confidential(Variables more = {}) {
  more.insert({{"AUTHENTICATION_PROVIDER", "azure"},
               {"AUTHENTICATION_CLIENT_TYPE", "confidential"},
               {"AUTHENTICATION_AUTHORITY", "https://login.microsoftonline.com/" + std::string(kTenant)},
               {"AUTHENTICATION_CLIENT_ID", std::string(kClientId)},
               {"AUTHENTICATION_CALLBACK_URL", "https://om.example.com/callback"},
               {"AUTHENTICATION_PUBLIC_KEYS",
                "[https://om.example.com/api/v1/system/config/jwks, https://login.microsoftonline.com/" +
                    std::string(kTenant) + "/discovery/v2.0/keys]"},
               {"AUTHORIZER_ADMIN_PRINCIPALS", "[ann, bob@example.com]"},
               {"OIDC_TYPE", "azure"},
               {"OIDC_CLIENT_ID", std::string(kClientId)},
               {"OIDC_CLIENT_SECRET", "the-Value"},
               {"OIDC_TENANT", std::string(kTenant)},
               {"OIDC_SCOPE", "openid email profile offline_access"},
               {"OIDC_DISCOVERY_URI",
                "https://login.microsoftonline.com/" + std::string(kTenant) + "/v2.0/.well-known/openid-configuration"},
               {"OIDC_CALLBACK", "https://om.example.com/callback"},
               {"OIDC_SERVER_URL", "https://om.example.com"}});
  return with(std::move(more));
}

TEST(OpenMetadataFile, WithEveryDefaultLacksOnlyAKeyOfItsOwn) {
  const auto loaded = load(openmetadata_yaml());
  const auto found = beyond_notices(loaded);
  ASSERT_EQ(found.size(), 1u) << print_all(loaded);
  EXPECT_EQ(found[0].rule, "published_key_id");
  EXPECT_EQ(found[0].key, "jwtTokenConfiguration.keyId");
  EXPECT_NE(found[0].write.find("JWT_KEY_ID"), std::string::npos);
}

TEST(OpenMetadataFile, InTheDemoEveryDefaultIsFine) {
  const auto loaded = load(openmetadata_yaml(), {}, {}, {.demo = true});
  EXPECT_TRUE(loaded.settings) << print_all(loaded);
}

TEST(OpenMetadataFile, BasicMeansTheLocalAdminAlone) {
  const auto loaded = load(openmetadata_yaml(), with({}));
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_FALSE(loaded.settings->sign_in_configured);
  EXPECT_EQ(loaded.settings->server.public_url, "http://localhost:8585");
  EXPECT_EQ(loaded.settings->own_tokens.issuer, "open-metadata.org");
  EXPECT_EQ(loaded.settings->own_tokens.private_key_file, "./conf/private_key.der");
}

TEST(OpenMetadataFile, OtherSectionsAreNamedInOneLine) {
  const auto loaded = load(openmetadata_yaml(), with({}));
  int notices = 0;
  for (const auto& finding : loaded.findings) notices += finding.rule == "section_skipped" ? 1 : 0;
  EXPECT_EQ(notices, 1);
  const auto* finding = find_finding(loaded, "section_skipped");
  ASSERT_NE(finding, nullptr);
  for (const auto name : {"database", "elasticsearch", "server.applicationConnectors",
                          "authenticationConfiguration.samlConfiguration", "applicationConfig", "web"})
    EXPECT_NE(finding->wrong.find(name), std::string::npos) << name;
}

TEST(OpenMetadataFile, TheConfidentialFormOfTheGuideWorks) {
  const auto loaded = load(openmetadata_yaml(), confidential());
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_TRUE(beyond_notices(loaded).empty()) << print_all(loaded);
  const auto& provider = loaded.settings->provider;
  EXPECT_TRUE(provider.confidential);
  EXPECT_EQ(provider.client.id.value, kClientId);
  EXPECT_EQ(provider.client.redirect_uri, "https://om.example.com/callback");
  EXPECT_EQ(provider.authority.tenant, kTenant);
  EXPECT_EQ(provider.client.prompt, "consent");
  EXPECT_FALSE(provider.client.max_age);  // the chart's "0"
  EXPECT_EQ(loaded.settings->server.public_url, "https://om.example.com");
  EXPECT_EQ(loaded.settings->sessions.limits.absolute, Seconds(604800));
  EXPECT_EQ(loaded.settings->authorizer.admin_principals, (std::vector<std::string>{"ann", "bob@example.com"}));
  EXPECT_EQ(loaded.settings->authorizer.provisioning, gateway::Provisioning::on);
}

TEST(OpenMetadataFile, ThePublicFormOfTheGuideWorks) {
  auto variables =
      confidential({{"AUTHENTICATION_CLIENT_TYPE", "public"}, {"OIDC_CLIENT_SECRET", ""}, {"OIDC_CLIENT_ID", ""}});
  const auto loaded = load(openmetadata_yaml(), std::move(variables));
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  const auto& provider = loaded.settings->provider;
  EXPECT_FALSE(provider.confidential);
  EXPECT_EQ(provider.response_type, oidc::rp::ResponseType::id_token);
  EXPECT_EQ(provider.response_mode, oidc::rp::ResponseMode::form_post);
  EXPECT_EQ(provider.client.redirect_uri, "https://om.example.com/callback");
}

// What the published guides get wrong.

TEST(OpenMetadataGuides, ATenantGivenAsAUrlIsPutRight) {  // the docker page
  const auto loaded =
      load(openmetadata_yaml(),
           confidential({{"OIDC_TENANT", "https://login.microsoftonline.com/" + std::string(kTenant)}}));
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  ASSERT_EQ(beyond_notices(loaded).size(), 1u) << print_all(loaded);
  EXPECT_EQ(beyond_notices(loaded)[0].rule, "authority_put_right");
  EXPECT_EQ(loaded.settings->provider.authority.tenant, kTenant);
}

TEST(OpenMetadataGuides, ADiscoveryUriWithoutTenantIsRefused) {
  const auto loaded = load(openmetadata_yaml(),
                           confidential({{"OIDC_DISCOVERY_URI",
                                          "https://login.microsoftonline.com/v2.0/.well-known/openid-configuration"}}));
  EXPECT_FALSE(loaded.settings);
  const auto* finding = find_finding(loaded, "discovery_without_tenant");
  ASSERT_NE(finding, nullptr) << print_all(loaded);
  EXPECT_EQ(finding->write, "discoveryUri: https://login.microsoftonline.com/" + std::string(kTenant) +
                                "/v2.0/.well-known/openid-configuration");
}

TEST(OpenMetadataGuides, AnEmptyDiscoveryUriIsMadeFromTheTenant) {  // given twice, the second time empty
  const auto loaded = load(openmetadata_yaml(), confidential({{"OIDC_DISCOVERY_URI", ""}}));
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_EQ(loaded.settings->provider.metadata.discovery_uri,
            "https://login.microsoftonline.com/" + std::string(kTenant) + "/v2.0/.well-known/openid-configuration");
}

TEST(OpenMetadataGuides, APlaceholderLeftStandingIsRefused) {
  const auto loaded = load(openmetadata_yaml(), confidential({{"OIDC_TENANT", "{Tenant ID}"}}));
  EXPECT_NE(find_finding(loaded, "placeholder"), nullptr) << print_all(loaded);
  EXPECT_FALSE(loaded.settings);
}

TEST(OpenMetadataGuides, AQuoteLeftBehindIsRefused) {  // the bare-metal page
  const auto loaded = load(openmetadata_yaml(), confidential({{"OIDC_CALLBACK", "https://om.example.com/callback\""}}));
  const auto* finding = find_finding(loaded, "stray_quote");
  ASSERT_NE(finding, nullptr) << print_all(loaded);
  EXPECT_EQ(finding->write, "callbackUrl: https://om.example.com/callback");
}

TEST(OpenMetadataGuides, KeysOfCommonArePutRight) {
  const auto loaded =
      load(openmetadata_yaml(),
           confidential({{"AUTHENTICATION_PUBLIC_KEYS", "[https://login.microsoftonline.com/common/discovery/keys]"}}));
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_NE(find_finding(loaded, "keys_of_common"), nullptr);
}

TEST(OpenMetadataGuides, TheSpaceSeparatedScopeWithoutOfflineAccessIsPutRight) {
  const auto loaded = load(openmetadata_yaml(), confidential({{"OIDC_SCOPE", "openid email profile"}}));
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_NE(find_finding(loaded, "offline_access_missing"), nullptr);
  EXPECT_EQ(loaded.settings->provider.client.scopes,
            (std::vector<std::string>{"openid", "email", "profile", "offline_access"}));
}

TEST(OpenMetadataGuides, APublicClientWithASecretIsRefused) {
  const auto loaded = load(openmetadata_yaml(), confidential({{"AUTHENTICATION_CLIENT_TYPE", "public"}}));
  const auto* finding = find_finding(loaded, "public_client_with_secret");
  ASSERT_NE(finding, nullptr) << print_all(loaded);
  EXPECT_NE(finding->wrong.find("AADSTS700025"), std::string::npos);
}

TEST(OpenMetadataGuides, AConfidentialClientWithoutASecretIsRefused) {
  const auto loaded = load(openmetadata_yaml(), confidential({{"OIDC_CLIENT_SECRET", ""}}));
  const auto* finding = find_finding(loaded, "confidential_client_without_credential");
  ASSERT_NE(finding, nullptr) << print_all(loaded);
  EXPECT_NE(finding->wrong.find("AADSTS7000218"), std::string::npos);
}

TEST(OpenMetadataGuides, CustomParametersOfTheChartAreNone) {  // it renders {} as "{}"
  const auto loaded = load(openmetadata_yaml(), confidential({{"OIDC_CUSTOM_PARAMS", "\"{}\""}}));
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_TRUE(loaded.settings->provider.client.extra.empty());
}

}  // namespace
}  // namespace sallyport::app::config
