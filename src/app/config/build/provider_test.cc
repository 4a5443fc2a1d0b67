// The settings that a good configuration gives.
#include <gtest/gtest.h>

#include "app/config/build/load_fixture.h"
#include "crypto/certificate.h"

namespace sallyport::app::config {
namespace {

gateway::ProviderSettings provider_of(std::string_view text, Variables variables = {}, Files files = {}) {
  const auto loaded = load(text, std::move(variables), std::move(files));
  EXPECT_TRUE(loaded.settings) << print_all(loaded);
  return loaded.settings ? loaded.settings->provider : gateway::ProviderSettings{};
}

std::string confidential_with(std::string_view credential) {
  return edited(kConfidential, 11, credential);
}

TEST(Provider, AConfidentialClientUsesTheCodeFlow) {
  const auto provider = provider_of(kConfidential);
  EXPECT_EQ(provider.name, "azure");
  EXPECT_EQ(provider.traits, gateway::kEntraTraits);
  EXPECT_EQ(provider.response_type, oidc::rp::ResponseType::code);
  EXPECT_EQ(provider.response_mode, oidc::rp::ResponseMode::query);
  const auto* secret = std::get_if<oidc::rp::ClientSecret>(&provider.client.credential);
  ASSERT_NE(secret, nullptr);
  EXPECT_EQ(secret->secret.reveal(), "the-Value~of.the_portal");
  EXPECT_EQ(secret->method, oidc::rp::ClientSecret::Method::post);
  ASSERT_TRUE(provider.graph_client);
  EXPECT_EQ(provider.graph_client->id.value, kClientId);
}

TEST(Provider, MetadataIsExpectedFromTheTenantAlone) {
  const auto provider = provider_of(kConfidential);
  const auto base = "https://login.microsoftonline.com/" + std::string(kTenant);
  EXPECT_EQ(provider.metadata.discovery_uri, base + "/v2.0/.well-known/openid-configuration");
  EXPECT_EQ(provider.metadata.expect.issuer, base + "/v2.0");
  EXPECT_FALSE(provider.metadata.expect.allow_http);
  EXPECT_EQ(provider.metadata.expect.hosts, std::vector<std::string>{"login.microsoftonline.com"});
  EXPECT_EQ(provider.allowed_tenants, std::vector{TenantId(std::string(kTenant))});
}

TEST(Provider, OutgoingRequestsGoToTheLoginHostAndGraphAlone) {
  const auto loaded = load(kConfidential);
  EXPECT_EQ(loaded.outgoing_hosts, (std::vector<std::string>{"login.microsoftonline.com", "graph.microsoft.com"}));
  EXPECT_TRUE(loaded.outgoing_http_hosts.empty());
  EXPECT_TRUE(loaded.outgoing_loopback_hosts.empty());
  EXPECT_TRUE(loaded.outgoing_inside_hosts.empty());  // the cloud is on the public internet
}

TEST(Provider, TheLocalDirectoryMayBeSpokenToOverHttp) {
  const auto text = edited(kPublic, 9, "  authority: http://localhost:8080/" + std::string(kTenant));
  const auto loaded = load(text);
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_TRUE(loaded.settings->provider.metadata.expect.allow_http);
  EXPECT_EQ(loaded.outgoing_http_hosts, std::vector<std::string>{"localhost:8080"});
  EXPECT_EQ(loaded.outgoing_loopback_hosts, loaded.outgoing_hosts);
}

TEST(Provider, APublicClientTakesIdTokensByFormPost) {
  const auto provider = provider_of(kPublic);
  EXPECT_EQ(provider.response_type, oidc::rp::ResponseType::id_token);
  EXPECT_EQ(provider.response_mode, oidc::rp::ResponseMode::form_post);
  EXPECT_TRUE(std::holds_alternative<oidc::rp::PublicClient>(provider.client.credential));
  EXPECT_FALSE(provider.graph_client);
  EXPECT_EQ(provider.client.scopes, (std::vector<std::string>{"openid", "email", "profile"}));
}

TEST(Provider, BearerTokensAreForTheClientAndWhatIsConfigured) {
  const auto provider = provider_of(edited(kPublic, 0, "  audiences: [\"api://reports\"]"));
  EXPECT_EQ(provider.audiences,
            (std::vector<std::string>{std::string(kClientId), "api://" + std::string(kClientId), "api://reports"}));
}

TEST(Provider, OrganizationsWithTheirTenantsListed) {
  auto text = edited(
      kPublic, 9,
      "  authority: https://login.microsoftonline.com/organizations\n  allowedTenants: [" + std::string(kTenant) + "]");
  const auto provider = provider_of(text);
  EXPECT_EQ(provider.metadata.expect.issuer, "https://login.microsoftonline.com/{tenantid}/v2.0");
  EXPECT_EQ(provider.allowed_tenants, std::vector{TenantId(std::string(kTenant))});
}

TEST(Provider, TenantIdsAreReadInLowerCase) {
  const auto provider = provider_of(
      edited(kPublic, 9, "  authority: https://login.microsoftonline.com/AAAAAAAA-0000-4000-8000-000000000001"));
  EXPECT_EQ(provider.authority.tenant, kTenant);
  EXPECT_EQ(provider.allowed_tenants, std::vector{TenantId(std::string(kTenant))});
}

TEST(Provider, CommonBesideATenantAdmitsThatTenantAlone) {
  const auto provider = provider_of(
      edited(kConfidential, 12,
             "    discoveryUri: https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration\n"
             "    tenant: " +
                 std::string(kTenant)));
  EXPECT_EQ(provider.metadata.expect.issuer, "https://login.microsoftonline.com/" + std::string(kTenant) + "/v2.0");
  EXPECT_EQ(provider.allowed_tenants, std::vector{TenantId(std::string(kTenant))});
}

TEST(Provider, NationalCloudsAreClouds) {
  for (const std::string_view host :
       {"login.microsoftonline.us", "login.partner.microsoftonline.cn", "contoso.ciamlogin.com"}) {
    const auto loaded =
        load(edited(kPublic, 9, "  authority: https://" + std::string(host) + "/" + std::string(kTenant)));
    ASSERT_TRUE(loaded.settings) << print_all(loaded);
    EXPECT_NE(loaded.settings->provider.authority.cloud, nullptr) << host;
    EXPECT_GE(loaded.outgoing_hosts.size(), 2u);
  }
}

TEST(Provider, ASecretMayComeFromAFile) {
  const auto provider =
      provider_of(confidential_with("    secretFile: /run/secret"), {}, {{"/run/secret", {"from-file\n", false}}});
  EXPECT_EQ(std::get<oidc::rp::ClientSecret>(provider.client.credential).secret.reveal(), "from-file");
}

TEST(Provider, AFederatedTokenFileOfThePlatformCountsWhereNothingElseIsGiven) {
  const Variables platform{{"AZURE_FEDERATED_TOKEN_FILE", "/var/run/token"}};
  const auto alone = provider_of(confidential_with(""), platform);
  ASSERT_TRUE(std::holds_alternative<oidc::rp::FederatedToken>(alone.client.credential));
  EXPECT_EQ(std::get<oidc::rp::FederatedToken>(alone.client.credential).file, "/var/run/token");
  EXPECT_TRUE(std::holds_alternative<oidc::rp::ClientSecret>(provider_of(kConfidential, platform).client.credential));
  EXPECT_TRUE(std::holds_alternative<oidc::rp::PublicClient>(provider_of(kPublic, platform).client.credential));
}

Files certificate_files(const crypto::PrivateKey& key, const crypto::PrivateKey& certified) {
  const auto certificate = crypto::make_self_signed({"client", {}, {}, {1'700'000'000}, {2'000'000'000}}, certified);
  return {{"/c.pem", {certificate->to_pem(), true}}, {"/k.pem", {std::string(key.to_pem().reveal()), false}}};
}

constexpr std::string_view kCertificate =
    "    clientAuthenticationMethod: private_key_jwt\n    clientCertificate:\n      certificateFile: /c.pem\n      "
    "keyFile: /k.pem";

TEST(Provider, ACertificateAndItsKeyAreACredential) {
  const auto key = crypto::PrivateKey::generate_rsa(2048);
  const auto provider = provider_of(confidential_with(kCertificate), {}, certificate_files(key, key));
  EXPECT_TRUE(std::holds_alternative<oidc::rp::ClientCertificate>(provider.client.credential));
}

TEST(Provider, AKeyOfAnotherCertificateIsRefused) {
  const auto key = crypto::PrivateKey::generate_rsa(2048);
  const auto other = crypto::PrivateKey::generate_rsa(2048);
  const auto loaded = load(confidential_with(kCertificate), {}, certificate_files(key, other));
  ASSERT_EQ(beyond_notices(loaded).size(), 1u) << print_all(loaded);
  EXPECT_EQ(beyond_notices(loaded)[0].rule, "credential_file");
}

TEST(Provider, AnEllipticCertificateIsRefused) {  // Entra accepts only PS256 and RS256
  const auto key = crypto::PrivateKey::generate_ec(crypto::KeyType::p256);
  const auto loaded = load(confidential_with(kCertificate), {}, certificate_files(key, key));
  EXPECT_NE(find_finding(loaded, "credential_file"), nullptr) << print_all(loaded);
}

TEST(Provider, AKeyThatIsNoneIsRefused) {
  const auto loaded = load(confidential_with(kCertificate), {}, {{"/c.pem", {"x", false}}, {"/k.pem", {"x", false}}});
  EXPECT_EQ(beyond_notices(loaded).size(), 2u) << print_all(loaded);
}

TEST(Provider, CustomParametersInBothForms) {
  const auto provider = provider_of(
      edited(kConfidential, 0,
             "    customParams: {customParamKey1: domain_hint, customParamValue1: contoso.com, login_hint: ann}"));
  const std::vector<std::pair<std::string, std::string>> expected{{"domain_hint", "contoso.com"},
                                                                  {"login_hint", "ann"}};
  EXPECT_EQ(provider.client.extra, expected);
}

TEST(Provider, MaxAgeAndPromptAreSent) {
  const auto provider = provider_of(edited(kConfidential, 0, "    maxAge: 3600\n    prompt: select_account"));
  EXPECT_EQ(provider.client.max_age, Seconds(3600));
  EXPECT_EQ(provider.client.prompt, "select_account");
}

constexpr std::string_view kGeneric =
    "server:\n  publicUrl: https://data.example.com\nauthorizerConfiguration:\n  adminPrincipals: [ann]\n"
    "authenticationConfiguration:\n  provider: custom-oidc\n  providerName: Keycloak\n  clientType: confidential\n"
    "  clientId: sallyport\n  oidcConfiguration:\n    secret: s\n"
    "    discoveryUri: https://id.example.com/realms/a/.well-known/openid-configuration\n";

TEST(GenericProvider, TheIssuerStandsBeforeTheWellKnownPath) {
  const auto provider = provider_of(kGeneric);
  EXPECT_EQ(provider.traits, gateway::kGenericTraits);
  EXPECT_EQ(provider.display_name, "Keycloak");
  EXPECT_EQ(provider.metadata.expect.issuer, "https://id.example.com/realms/a");
  EXPECT_EQ(provider.metadata.expect.hosts, std::vector<std::string>{"id.example.com"});
  EXPECT_EQ(provider.audiences, std::vector<std::string>{"sallyport"});
  EXPECT_EQ(provider.client.scopes, (std::vector<std::string>{"openid", "email", "profile"}));
}

TEST(GenericProvider, FurtherEndpointHostsMayBeNamed) {
  const auto provider = provider_of(edited(kGeneric, 0, "    endpointHosts: [login.example.com]"));
  EXPECT_EQ(provider.metadata.expect.hosts, (std::vector<std::string>{"id.example.com", "login.example.com"}));
}

TEST(GenericProvider, GoogleNeedsNoDiscoveryUri) {
  auto text = edited(kGeneric, 12, "");
  text = edited(text, 6, "  provider: google");
  EXPECT_EQ(provider_of(text).metadata.expect.issuer, "https://accounts.google.com");
}

const Variables kProxied{{"SALLYPORT_TRUSTED_PROXIES", "[127.0.0.1]"}};

TEST(GenericProvider, ADiscoveryUriOfAnotherFormIsRefused) {
  const auto loaded = load(edited(kGeneric, 12, "    discoveryUri: https://id.example.com/realms/a"), kProxied);
  ASSERT_EQ(beyond_notices(loaded).size(), 1u) << print_all(loaded);
  EXPECT_EQ(beyond_notices(loaded)[0].write,
            "discoveryUri: https://id.example.com/realms/a/.well-known/openid-configuration");
}

TEST(GenericProvider, HttpToAnotherMachineIsRefused) {
  const auto loaded =
      load(edited(kGeneric, 12, "    discoveryUri: http://id.example.com/.well-known/openid-configuration"));
  EXPECT_FALSE(loaded.settings);
}

TEST(GenericProvider, NothingThatNamesTheProviderIsRefused) {
  const auto loaded = load(edited(kGeneric, 12, ""), kProxied);
  ASSERT_EQ(beyond_notices(loaded).size(), 1u) << print_all(loaded);
  EXPECT_EQ(beyond_notices(loaded)[0].rule, "missing_key");
}

}  // namespace
}  // namespace sallyport::app::config
