// An existing openmetadata.yaml works unchanged, with the variables that OpenMetadata's guides set.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "app/config/build/load_fixture.h"

namespace sallyport::app::config {
namespace {

std::string openmetadata_yaml() {
  std::ifstream file("src/app/config/build/testdata/openmetadata.yaml");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

Variables with(Variables more) {
  more.insert({{"JWT_KEY_ID", "8f14e45f-ceea-467f-a8e4-1d2b3c4d5e6f"}, {"SALLYPORT_TRUSTED_PROXIES", "[127.0.0.1]"}});
  return more;
}

// The variables that the Azure guide sets for a confidential client.
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

// Leaves out the findings that every file of OpenMetadata's gets: it has no routes, and it asks for consent.
std::vector<Finding> beyond_the_file(const LoadedConfig& loaded) {
  auto found = beyond_notices(loaded);
  std::erase_if(found, [](const Finding& f) { return f.rule == "no_routes" || f.rule == "prompt_consent"; });
  return found;
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
  EXPECT_TRUE(beyond_the_file(loaded).empty()) << print_all(loaded);
  const auto& provider = loaded.settings->provider;
  EXPECT_TRUE(provider.confidential);
  EXPECT_EQ(provider.client.id.value, kClientId);
  EXPECT_EQ(provider.client.redirect_uri, "https://om.example.com/callback");
  EXPECT_EQ(provider.authority.tenant, kTenant);
  EXPECT_EQ(provider.client.prompt, "consent");
  EXPECT_FALSE(provider.client.max_age);  // the chart sets "0"
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

// Mistakes in the published guides.

TEST(OpenMetadataGuides, ATenantGivenAsAUrlIsPutRight) {  // from the docker page
  const auto loaded =
      load(openmetadata_yaml(),
           confidential({{"OIDC_TENANT", "https://login.microsoftonline.com/" + std::string(kTenant)}}));
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  ASSERT_EQ(beyond_the_file(loaded).size(), 1u) << print_all(loaded);
  EXPECT_EQ(beyond_the_file(loaded)[0].rule, "authority_put_right");
  EXPECT_EQ(beyond_the_file(loaded)[0].variable, "OIDC_TENANT");
  EXPECT_EQ(beyond_the_file(loaded)[0].write, "OIDC_TENANT=" + std::string(kTenant));
  EXPECT_EQ(loaded.settings->provider.authority.tenant, kTenant);
}

TEST(OpenMetadataGuides, ADiscoveryUriWithoutTenantIsRefused) {
  const auto loaded = load(openmetadata_yaml(),
                           confidential({{"OIDC_DISCOVERY_URI",
                                          "https://login.microsoftonline.com/v2.0/.well-known/openid-configuration"}}));
  EXPECT_FALSE(loaded.settings);
  const auto* finding = find_finding(loaded, "discovery_without_tenant");
  ASSERT_NE(finding, nullptr) << print_all(loaded);
  EXPECT_EQ(finding->write, "OIDC_DISCOVERY_URI=https://login.microsoftonline.com/" + std::string(kTenant) +
                                "/v2.0/.well-known/openid-configuration");
}

TEST(OpenMetadataGuides, AnEmptyDiscoveryUriIsMadeFromTheTenant) {  // the guide sets it twice, the second time empty
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

TEST(OpenMetadataGuides, AQuoteLeftBehindIsRefused) {  // from the bare-metal page
  const auto loaded = load(openmetadata_yaml(), confidential({{"OIDC_CALLBACK", "https://om.example.com/callback\""}}));
  const auto* finding = find_finding(loaded, "stray_quote");
  ASSERT_NE(finding, nullptr) << print_all(loaded);
  EXPECT_EQ(finding->write, "OIDC_CALLBACK=https://om.example.com/callback");
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

TEST(OpenMetadataGuides, CustomParametersOfTheChartAreNone) {  // the chart renders {} as "{}"
  const auto loaded = load(openmetadata_yaml(), confidential({{"OIDC_CUSTOM_PARAMS", "\"{}\""}}));
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_TRUE(loaded.settings->provider.client.extra.empty());
}

TEST(OpenMetadataFile, WithoutARouteSaysHowPeopleReachIt) {
  RecordProperty("covers", "B6");
  const auto loaded = load(openmetadata_yaml(), confidential());
  const auto* finding = find_finding(loaded, "no_routes");
  ASSERT_NE(finding, nullptr) << print_all(loaded);
  EXPECT_EQ(finding->severity, Severity::warning);
  EXPECT_NE(finding->wrong.find("8585"), std::string::npos);
  EXPECT_NE(finding->write.find("identity: jwt"), std::string::npos);
}

// Follows docs/openmetadata.md: a copy of OpenMetadata's file, the page's lines appended to it, and the page's
// variables.
TEST(OpenMetadataFile, TheCopyOfThePageWorksWhenFollowed) {
  RecordProperty("covers", "B6");
  std::ifstream file("docs/openmetadata.md");
  std::stringstream page;
  page << file.rdbuf();
  const auto text = page.str();
  const auto begin = text.find("```yaml\nroutes:");
  ASSERT_NE(begin, std::string::npos);
  const auto routes = text.substr(begin + 8, text.find("```", begin + 8) - begin - 8);
  const auto loaded = load(openmetadata_yaml() + routes, confidential({{"JWT_KEY_ID", ""},
                                                                       {"RSA_PRIVATE_KEY_FILE_PATH", ""},
                                                                       {"RSA_PUBLIC_KEY_FILE_PATH", ""},
                                                                       {"JWT_ISSUER", "https://om.example.com"},
                                                                       {"OIDC_PROMPT_TYPE", ""},
                                                                       {"SALLYPORT_PORT", "8080"},
                                                                       {"SALLYPORT_ADMIN_PORT", "8081"}}));
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_TRUE(beyond_notices(loaded).empty()) << print_all(loaded);
  EXPECT_EQ(loaded.settings->routes.at(0).identity, gateway::IdentityForm::jwt);
  EXPECT_EQ(loaded.settings->server.port, 8080);
}

TEST(OpenMetadataGuides, ACallbackThatTheDefaultUrlsContradictNamesThem) {
  RecordProperty("covers", "B7");
  for (const std::string_view host : {"https://om.example.com", "https://data.contoso.example:8443"}) {
    const auto loaded =
        load(openmetadata_yaml(), confidential({{"AUTHENTICATION_CALLBACK_URL", std::string(host) + "/callback"},
                                                {"OIDC_CALLBACK", "http://localhost:8585/callback"},
                                                {"OIDC_SERVER_URL", "http://localhost:8585"}}));
    const auto* finding = find_finding(loaded, "callback_not_ours");
    ASSERT_NE(finding, nullptr) << print_all(loaded);
    EXPECT_EQ(finding->variable, "AUTHENTICATION_CALLBACK_URL");
    EXPECT_EQ(finding->write,
              "publicUrl: " + std::string(host) + ", under server; or OIDC_SERVER_URL=" + std::string(host));
  }
  const auto other =
      load(openmetadata_yaml(), confidential({{"OIDC_CALLBACK", "https://om.example.com/auth/callback"}}));
  ASSERT_NE(find_finding(other, "callback_not_ours"), nullptr);
  EXPECT_EQ(find_finding(other, "callback_not_ours")->write,
            "OIDC_CALLBACK=https://om.example.com/callback, and the same in the app registration");
}

TEST(OpenMetadataGuides, ServerUrlOfTheProviderIsNeverOurs) {
  RecordProperty("covers", "Q13");
  for (const std::string_view host : {"login.microsoftonline.com", "login.microsoftonline.us", "contoso.okta.com"}) {
    const auto loaded = load(openmetadata_yaml(), confidential({{"OIDC_SERVER_URL", "https://" + std::string(host)}}));
    const auto* finding = find_finding(loaded, "provider_host");
    ASSERT_NE(finding, nullptr) << print_all(loaded);
    EXPECT_EQ(finding->variable, "OIDC_SERVER_URL");
    EXPECT_EQ(find_finding(loaded, "callback_not_ours"), nullptr) << print_all(loaded);
  }
}

TEST(OpenMetadataGuides, LiteralQuotesOfHelmAreNoPartOfAValue) {
  RecordProperty("covers", "B8");
  const auto loaded = load(openmetadata_yaml(), confidential({{"OIDC_PROMPT_TYPE", "\"login\""},
                                                              {"OIDC_SCOPE", "'openid email offline_access'"},
                                                              {"AUTHENTICATION_CLIENT_TYPE", "\"confidential\""}}));
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_TRUE(beyond_the_file(loaded).empty()) << print_all(loaded);
  EXPECT_EQ(loaded.settings->provider.client.prompt, "login");
}

TEST(OpenMetadataGuides, ASecretInTheEnvironmentOfAPublicClientIsNamedByItsVariable) {
  RecordProperty("covers", "B8");
  const auto loaded = load(kPublic, {{"OIDC_CLIENT_SECRET", "abc"}});
  const auto* finding = find_finding(loaded, "public_client_with_secret");
  ASSERT_NE(finding, nullptr) << print_all(loaded);
  EXPECT_EQ(finding->variable, "OIDC_CLIENT_SECRET");
  EXPECT_NE(print_text(*finding).find("(the variable OIDC_CLIENT_SECRET)"), std::string::npos);
}

// The file openmetadata_azure.env of OpenMetadata's Azure guide as published, except for its placeholders.
TEST(OpenMetadataGuides, EverySlipOfTheDockerPageIsNamed) {
  RecordProperty("covers", "B12");
  const auto loaded =
      load(openmetadata_yaml(),
           confidential({{"AUTHORIZER_ADMIN_PRINCIPALS", "[admin]  # John Doe from john.doe@test.com"},
                         {"AUTHENTICATION_CLIENT_TYPE", " confidential"},
                         {"OIDC_TYPE", " azure"},
                         {"OIDC_CALLBACK", "${OIDC_CALLBACK:-\"http://localhost:8585/callback\"}"},
                         {"OIDC_DISCOVERY_URI", " https://login.microsoftonline.com/.well-known/openid-configuration"},
                         {"AUTHENTICATION_PUBLIC_KEYS",
                          "[https://login.microsoftonline.com/common/discovery/keys, https://{your "
                          "domain}/api/v1/system/config/jwks]"}}));
  for (const auto& [rule, variable] :
       {std::pair<std::string_view, std::string_view>{"trailing_comment", "AUTHORIZER_ADMIN_PRINCIPALS"},
        {"admin_default", "AUTHORIZER_ADMIN_PRINCIPALS"},
        {"discovery_without_tenant", "OIDC_DISCOVERY_URI"},
        {"placeholder", "AUTHENTICATION_PUBLIC_KEYS"},
        {"placeholder", "OIDC_CALLBACK"}}) {
    const bool found = std::ranges::any_of(loaded.findings,
                                           [&](const Finding& f) { return f.rule == rule && f.variable == variable; });
    EXPECT_TRUE(found) << rule << " " << variable << "\n" << print_all(loaded);
  }
}

// The values that the help in OpenMetadata's interface suggests.
TEST(OpenMetadataGuides, EverySlipOfTheHelpInTheInterfaceIsNamed) {
  RecordProperty("covers", "B12");
  struct Slip {
    std::string_view variable;
    std::string_view value;
    std::string_view rule;
  };
  const std::string host = "https://login.microsoftonline.com/";
  const std::string discovery = host + std::string(kTenant) + "/v2.0/.well-known/openid_configuration";
  for (const auto& [variable, value, rule] :
       {Slip{"OIDC_DISCOVERY_URI", discovery, "authority_put_right"},
        Slip{"OIDC_SERVER_URL", "https://login.microsoftonline.com", "provider_host"},
        Slip{"OIDC_RESPONSE_TYPE", "id_token", "response_type"}, Slip{"OIDC_TENANT", "common", "tenant_conflict"},
        Slip{"OIDC_CUSTOM_PARAMS", "{\"prompt\":\"select_account\",\"domain_hint\":\"company.com\"}",
             "custom_parameter"},
        Slip{"AUTHENTICATION_JWT_PRINCIPAL_CLAIMS_MAPPING", "[\"email:email\",\"name:displayName\"]", "claims_mapping"},
        Slip{"OIDC_OM_REFRESH_TOKEN_VALIDITY", "0", "key_ignored"},
        Slip{"OIDC_PROMPT_TYPE", "consent", "prompt_consent"}}) {
    const auto loaded = load(openmetadata_yaml(), confidential({{std::string(variable), std::string(value)}}));
    EXPECT_NE(find_finding(loaded, rule), nullptr) << variable << "\n" << print_all(loaded);
  }
  EXPECT_TRUE(load(openmetadata_yaml(), confidential({{"OIDC_CLIENT_AUTH_METHOD", "client_secret_basic"}})).settings);
}

}  // namespace
}  // namespace sallyport::app::config
