#include "entra/authority.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"

namespace sallyport::entra {
namespace {

const std::string kTenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const std::string kGlobal = "https://login.microsoftonline.com";
const std::string kBase = kGlobal + "/" + kTenant;

std::vector<std::string_view> names_of(const std::vector<Correction>& corrections) {
  std::vector<std::string_view> names;
  for (const auto& correction : corrections) names.push_back(correction.what);
  return names;
}
using Names = std::vector<std::string_view>;

// ---- clouds

TEST(Cloud, IsFoundByHostAndByAlias) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"login.microsoftonline.com", "Global"},
      {"LOGIN.MicrosoftOnline.com", "Global"},
      {"login.windows.net", "Global"},
      {"sts.windows.net", "Global"},
      {"login.microsoftonline.us", "US Government"},
      {"login.usgovcloudapi.net", "US Government"},
      {"login.partner.microsoftonline.cn", "China (21Vianet)"},
      {"login.chinacloudapi.cn", "China (21Vianet)"},
      {"contoso.ciamlogin.com", "External ID"},
  };
  for (const auto& [host, name] : rows) {
    ASSERT_NE(find_cloud(host), nullptr) << host;
    EXPECT_EQ(find_cloud(host)->name, name) << host;
  }
}

TEST(Cloud, OtherHostsAreNone) {
  for (const auto* host :
       {"", "localhost", "microsoftonline.com", "xlogin.microsoftonline.com", ".ciamlogin.com", "ciamlogin.com",
        "a.b.ciamlogin.com", "evilciamlogin.com", "login.microsoftonline.com.evil.example"})
    EXPECT_EQ(find_cloud(host), nullptr) << host;
}

TEST(Cloud, EveryRowIsWhole) {
  for (const auto& cloud : clouds()) {
    EXPECT_FALSE(cloud.login_host.empty()) << cloud.name;
    EXPECT_FALSE(cloud.graph_host.empty()) << cloud.name;
    EXPECT_TRUE(cloud.sts_issuer.empty() || cloud.sts_issuer.ends_with("/")) << cloud.name;
  }
}

TEST(Cloud, IsFoundByAnOriginWithAnySchemeAndPort) {
  EXPECT_EQ(find_cloud_of_origin("https://login.microsoftonline.us:8443")->name, "US Government");
  EXPECT_EQ(find_cloud_of_origin("https://contoso.ciamlogin.com")->name, "External ID");
  for (const auto* origin : {"", "https://localhost:8443", "https://graph.microsoft.us", "https://[::1]:8443"})
    EXPECT_EQ(find_cloud_of_origin(origin), nullptr) << origin;
}

TEST(Issuers, AreTheCloudsAlsoUnderAnAliasAndTheOriginsElsewhere) {
  struct Row {
    std::string origin, v2, v1;
  };
  const std::string sts = "https://sts.windows.net/t/";
  const Row rows[] = {
      {"https://login.microsoftonline.com", "https://login.microsoftonline.com/t/v2.0", sts},
      {"https://login.windows.net", "https://login.microsoftonline.com/t/v2.0", sts},
      {"https://login.microsoftonline.us:8443", "https://login.microsoftonline.us:8443/t/v2.0", sts},
      {"https://login.chinacloudapi.cn", "https://login.partner.microsoftonline.cn/t/v2.0",
       "https://sts.chinacloudapi.cn/t/"},
      {"https://contoso.ciamlogin.com:8443", "https://t.ciamlogin.com/t/v2.0", "https://t.ciamlogin.com/t/"},
      {"http://localhost:8080", "http://localhost:8080/t/v2.0", "http://localhost:8080/t/"},
  };
  for (const auto& [origin, v2, v1] : rows) {
    EXPECT_EQ(v2_issuer(origin, "t"), v2) << origin;
    EXPECT_EQ(v1_issuer(origin, "t"), v1) << origin;
  }
}

TEST(Cloud, HasItsHostAndTheAliases) {
  using Hosts = std::vector<std::string_view>;
  EXPECT_EQ(sign_in_hosts(clouds()[1]), (Hosts{"login.microsoftonline.us", "login.usgovcloudapi.net"}));
  EXPECT_EQ(sign_in_hosts(*find_cloud("contoso.ciamlogin.com")), Hosts()) << "each tenant has its own";
}

// ---- the authority as it should be written

TEST(Authority, IsReadWithoutCorrections) {
  const auto parsed = parse_authority(kBase);
  ASSERT_TRUE(parsed);
  EXPECT_TRUE(parsed->corrections.empty());
  const auto& authority = parsed->authority;
  EXPECT_EQ(authority.origin, kGlobal);
  EXPECT_EQ(authority.tenant, kTenant);
  EXPECT_EQ(authority.audience, Audience::one_tenant);
  EXPECT_EQ(authority.base(), kBase);
  EXPECT_EQ(authority.discovery_uri(), kBase + "/v2.0/.well-known/openid-configuration");
  EXPECT_EQ(authority.keys_uri(), kBase + "/discovery/v2.0/keys");
  EXPECT_EQ(authority.v2_issuer(), kBase + "/v2.0");
  EXPECT_EQ(authority.graph_origin(), "https://graph.microsoft.com");
}

TEST(Authority, TenantIsReadInLowerCase) {
  EXPECT_EQ(parse_authority(kGlobal + "/72F988BF-86F1-41AF-91AB-2D7CD011DB47")->authority.tenant, kTenant);
}

TEST(Authority, WordsNameAudiences) {
  const std::string issuer_template = kGlobal + "/{tenantid}/v2.0";
  EXPECT_EQ(parse_authority(kGlobal + "/common")->authority.audience, Audience::common);
  EXPECT_EQ(parse_authority(kGlobal + "/common")->authority.v2_issuer(), issuer_template);
  EXPECT_EQ(parse_authority(kGlobal + "/organizations")->authority.v2_issuer(), issuer_template);
  const auto consumers = parse_authority(kGlobal + "/consumers")->authority;
  EXPECT_EQ(consumers.audience, Audience::consumers);
  EXPECT_EQ(consumers.v2_issuer(), kGlobal + "/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0");
}

TEST(Authority, LocalDirectoryMayBeHttpOnLoopback) {
  RecordProperty("covers", "A18");
  for (const auto* origin : {"http://localhost:8080", "http://127.0.0.1:8080", "http://127.1.2.3:8080",
                             "http://[::1]:8080", "http://idp.localhost", "https://localhost"}) {
    const auto parsed = parse_authority(std::string(origin) + "/" + kTenant);
    ASSERT_TRUE(parsed) << origin;
    EXPECT_EQ(parsed->authority.origin, origin);
    EXPECT_EQ(parsed->authority.cloud, nullptr);
    EXPECT_EQ(parsed->authority.graph_origin(), origin);
  }
}

TEST(Authority, OtherHostsMustBeHttps) {
  for (const auto& text : {"http://login.microsoftonline.com/" + kTenant, "http://10.0.0.1/" + kTenant,
                           "http://localhost.evil.example/" + kTenant})
    EXPECT_EQ(reason_of(parse_authority(text)), "authority_http") << text;
}

// ---- texts that can mean only one thing

TEST(Authority, WhatHasOneMeaningIsPutRightAndSaid) {
  const std::pair<std::string, Names> rows[] = {
      {kBase + "/", {"authority_trailing_slash"}},
      {kBase + "/v2.0", {"authority_v2_suffix"}},
      {kBase + "/v2.0/", {"authority_trailing_slash", "authority_v2_suffix"}},
      {kBase + "/oauth2/v2.0/authorize", {"authority_has_endpoint_path"}},
      {kBase + "/V2.0", {"authority_v2_suffix"}},
      {kBase + "/oauth2/v2.0/token", {"authority_has_endpoint_path"}},
      {kBase + "/oauth2/authorize", {"authority_has_endpoint_path"}},
      {kBase + "/v2.0/.well-known/openid-configuration", {"authority_has_endpoint_path"}},
      {kBase + "/discovery/v2.0/keys", {"authority_has_endpoint_path"}},
      {"login.microsoftonline.com/" + kTenant, {"authority_no_scheme"}},
      {"https://login.windows.net/" + kTenant, {"authority_alias"}},
      {"https://sts.windows.net/" + kTenant + "/", {"authority_trailing_slash", "authority_alias"}},
      {kGlobal + "/" + kBase, {"authority_is_url_in_url"}},
      {kGlobal + "/" + kBase + "/v2.0", {"authority_v2_suffix", "authority_is_url_in_url"}},
  };
  for (const auto& [text, names] : rows) {
    const auto parsed = parse_authority(text);
    ASSERT_TRUE(parsed) << text << " " << parsed.error().reason;
    EXPECT_EQ(parsed->authority.base(), kBase) << text;
    EXPECT_EQ(names_of(parsed->corrections), names) << text;
    for (const auto& correction : parsed->corrections) EXPECT_FALSE(correction.read_as.empty()) << text;
  }
}

TEST(Authority, CorrectionSaysWhatWasWrittenAndHowItIsRead) {
  const auto parsed = parse_authority(kBase + "/oauth2/v2.0/authorize");
  ASSERT_EQ(parsed->corrections.size(), 1U);
  EXPECT_EQ(parsed->corrections[0].written, kBase + "/oauth2/v2.0/authorize");
  EXPECT_EQ(parsed->corrections[0].read_as, kBase);
}

TEST(Authority, SpaceAroundItDoesNotMatter) {
  EXPECT_EQ(parse_authority(" " + kBase + "\t")->authority.base(), kBase);
}

// ---- texts that are refused

TEST(Authority, WithoutTenantIsRejected) {
  for (const auto& text : {kGlobal, kGlobal + "/", kGlobal + "/v2.0", kGlobal + "/V2.0/",
                           kGlobal + "/oauth2/v2.0/authorize", std::string("http://localhost:8080")})
    EXPECT_EQ(reason_of(parse_authority(text)), "authority_no_tenant") << text;
}

TEST(Authority, PlaceholdersAndOtherWordsAreNoTenant) {
  for (const auto* tenant : {"{tenantid}", "{TenantID}", "your-tenant-id", "tenant", "commons",
                             "72f988bf-86f1-41af-91ab-2d7cd011db4", ".onmicrosoft.com", "a..b", "1.0", "contoso.com."})
    EXPECT_EQ(reason_of(parse_authority(kGlobal + "/" + tenant)), "authority_tenant") << tenant;
}

TEST(Authority, OtherPathsAreRejected) {
  EXPECT_EQ(reason_of(parse_authority(kBase + "/more")), "authority_path");
  EXPECT_EQ(reason_of(parse_authority(kGlobal + "/a/" + kTenant)), "authority_path");
}

TEST(Authority, WhatIsNoUrlIsMalformed) {
  for (const auto& text :
       {std::string(), std::string("contoso"), kTenant, "ftp://login.microsoftonline.com/" + kTenant, kBase + "?x=1",
        kBase + "#x", kBase + "\"", "https://login.microsoftonline.com@evil.example/" + kTenant,
        "https:\\\\login.microsoftonline.com\\" + kTenant, "evil.example/" + kTenant})
    EXPECT_EQ(reason_of(parse_authority(text)), "authority_url") << text;
}

// ---- tenants known by a domain, and External ID

TEST(Authority, DomainIsResolvedByTheMetadata) {
  const auto authority = parse_authority(kGlobal + "/contoso.onmicrosoft.com")->authority;
  EXPECT_TRUE(authority.tenant_is_domain());
  const auto expect = metadata_expectation(authority);
  EXPECT_EQ(expect.issuer, kGlobal + "/{tenantid}/v2.0");
  EXPECT_TRUE(expect.resolve_tenant);
}

TEST(Authority, ExternalIdNamesTheTenantInTheHostToo) {
  const auto parsed = parse_authority("https://contoso.ciamlogin.com/" + kTenant);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->authority.v2_issuer(), "https://" + kTenant + ".ciamlogin.com/" + kTenant + "/v2.0");
  EXPECT_EQ(metadata_expectation(parsed->authority).hosts,
            (std::vector<std::string>{"contoso.ciamlogin.com", kTenant + ".ciamlogin.com"}));
}

TEST(Authority, ExternalIdWithoutTenantIsNamedByItsHost) {
  const auto parsed = parse_authority("https://contoso.ciamlogin.com/");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->authority.tenant, "contoso.onmicrosoft.com");
  EXPECT_EQ(names_of(parsed->corrections), Names{"external_id_tenant"});
}

TEST(MetadataExpectationOf, NamesIssuerAndHosts) {
  const auto expect = metadata_expectation(parse_authority(kBase)->authority);
  EXPECT_EQ(expect.issuer, kBase + "/v2.0");
  EXPECT_FALSE(expect.resolve_tenant);
  EXPECT_FALSE(expect.allow_http);
  EXPECT_EQ(expect.hosts, std::vector<std::string>{"login.microsoftonline.com"});
  const auto local = metadata_expectation(parse_authority("http://localhost:8080/" + kTenant)->authority);
  EXPECT_TRUE(local.allow_http);
  EXPECT_EQ(local.hosts, std::vector<std::string>{"localhost:8080"});
  const auto china =
      metadata_expectation(parse_authority("https://login.partner.microsoftonline.cn/" + kTenant)->authority);
  EXPECT_EQ(china.hosts.back(), "login.chinacloudapi.cn");
}

// ---- a tenant alone

TEST(TenantText, IsAGuidADomainOrAWord) {
  EXPECT_EQ(parse_tenant(kTenant)->tenant, kTenant);
  EXPECT_EQ(parse_tenant("Contoso.onmicrosoft.com")->tenant, "contoso.onmicrosoft.com");
  EXPECT_EQ(parse_tenant("organizations")->tenant, "organizations");
  EXPECT_TRUE(parse_tenant(kTenant)->corrections.empty());
}

TEST(TenantText, UrlOfAnAuthorityIsPutRight) {  // OpenMetadata's guide shows a URL here
  for (const auto& text : {kBase, kBase + "/", kBase + "/v2.0"}) {
    const auto parsed = parse_tenant(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(parsed->tenant, kTenant);
    EXPECT_EQ(names_of(parsed->corrections), Names{"tenant_is_url"});
  }
}

TEST(TenantText, OtherTextIsRefused) {
  EXPECT_EQ(reason_of(parse_tenant("")), "authority_no_tenant");
  EXPECT_EQ(reason_of(parse_tenant("{Tenant ID}")), "authority_tenant");
  EXPECT_EQ(reason_of(parse_tenant(kGlobal)), "authority_no_tenant");
  EXPECT_EQ(reason_of(parse_tenant("a/b")), "authority_url");
}

// ---- discovery URIs

TEST(DiscoveryUri, V2FormIsReadWithoutCorrections) {
  const auto parsed = parse_discovery_uri(kBase + "/v2.0/.well-known/openid-configuration");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->authority.base(), kBase);
  EXPECT_TRUE(parsed->corrections.empty());
  EXPECT_TRUE(parse_discovery_uri(kBase + "/v2.0/.well-known/openid-configuration?appid=" + kTenant));
}

TEST(DiscoveryUri, V1FormIsPutRight) {
  const auto parsed = parse_discovery_uri(kBase + "/.well-known/openid-configuration");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->authority.base(), kBase);
  EXPECT_EQ(names_of(parsed->corrections), Names{"discovery_v1"});
}

TEST(DiscoveryUri, TenantMustStandInIt) {  // OpenMetadata's guide leads to this mistake
  for (const auto* path : {"/v2.0/.well-known/openid-configuration", "/.well-known/openid-configuration"})
    EXPECT_EQ(reason_of(parse_discovery_uri(kGlobal + path)), "discovery_no_tenant") << path;
}

TEST(DiscoveryUri, OtherPathsAreRejected) {
  for (const auto& text :
       {kBase, kBase + "/v2.0", kBase + "v2.0/.well-known/openid-configuration",
        kBase + "/v2.0/.well-known/openid-configuration/", kBase + "/v2.0.well-known/openid-configuration",
        kBase + "/more/v2.0/.well-known/openid-configuration", kGlobal + "//v2.0/.well-known/openid-configuration"})
    EXPECT_EQ(reason_of(parse_discovery_uri(text)), "discovery_path") << text;
}

TEST(DiscoveryUri, MissingSlashIsRejected) {  // the version would become a part of the tenant
  EXPECT_EQ(reason_of(parse_discovery_uri(kBase + "v2.0/.well-known/openid-configuration")), "discovery_path");
}

TEST(DiscoveryUri, OtherwiseItIsReadAsAnAuthority) {
  const auto discovery_of = [](std::string base) {
    return parse_discovery_uri(base + "/v2.0/.well-known/openid-configuration");
  };
  EXPECT_EQ(reason_of(discovery_of("http://login.microsoftonline.com/" + kTenant)), "authority_http");
  EXPECT_EQ(reason_of(discovery_of(kGlobal + "/{tenant}")), "authority_tenant");
  EXPECT_EQ(discovery_of("https://login.windows.net/" + kTenant)->authority.origin, kGlobal);
  EXPECT_EQ(reason_of(parse_discovery_uri(kBase + "/v2.0/.well-known/openid-configuration?x=1")), "authority_url");
  EXPECT_EQ(reason_of(parse_discovery_uri("")), "authority_url");
}

TEST(IssuerTemplate, EveryPlaceholderIsReplaced) {
  EXPECT_EQ(expand_issuer("https://{tenantid}.x/{tenantid}/v2.0", TenantId("t")), "https://t.x/t/v2.0");
  EXPECT_EQ(expand_issuer("https://x/v2.0", TenantId("t")), "https://x/v2.0");
}

TEST(IssuerTemplate, AnExpansionIsTheWholeTextAndNoOther) {
  EXPECT_TRUE(is_expansion("https://{tenantid}.x/{tenantid}/v2.0", "t", "https://t.x/t/v2.0"));
  EXPECT_TRUE(is_expansion("https://x/{tenantid}", "t", "https://x/t"));
  EXPECT_TRUE(is_expansion("https://x/v2.0", "t", "https://x/v2.0"));
  for (const auto* const issuer :
       {"", "https://x/", "https://x/t", "https://x/t/", "https://x/t/v2", "https://x/u/v2.0", "https://x/t/v2.00",
        "https://x/t/t/v2.0", "https://x/{tenantid}/v2.0", "HTTPS://x/t/v2.0", "ahttps://x/t/v2.0"})
    EXPECT_FALSE(is_expansion("https://x/{tenantid}/v2.0", "t", issuer)) << issuer;
}

}  // namespace
}  // namespace sallyport::entra
