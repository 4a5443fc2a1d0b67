#include "oidc/rp/metadata.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/reason_of.h"

namespace sallyport::oidc::rp {
namespace {

constexpr std::string_view kTenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const std::string kBase = "https://login.microsoftonline.com/" + std::string(kTenant);

// As Entra publishes it (docs/entra.md, Endpoints).
json::Object entra() {
  return json::Object{{"token_endpoint", kBase + "/oauth2/v2.0/token"},
                      {"token_endpoint_auth_methods_supported",
                       json::Array{"client_secret_post", "private_key_jwt", "client_secret_basic"}},
                      {"jwks_uri", kBase + "/discovery/v2.0/keys"},
                      {"response_modes_supported", json::Array{"query", "fragment", "form_post"}},
                      {"issuer", kBase + "/v2.0"},
                      {"authorization_endpoint", kBase + "/oauth2/v2.0/authorize"},
                      {"end_session_endpoint", kBase + "/oauth2/v2.0/logout"},
                      {"userinfo_endpoint", "https://graph.microsoft.com/oidc/userinfo"},
                      {"tenant_region_scope", nullptr}};
}

MetadataExpectation metadata_expectation() {
  return {.issuer = kBase + "/v2.0", .hosts = {"login.microsoftonline.com"}};
}

Result<ProviderMetadata> parse(const json::Object& document,
                               const MetadataExpectation& expect = metadata_expectation()) {
  return parse_metadata(json::print(document), expect);
}

json::Object entra_with(std::string_view name, json::Value value) {
  auto document = entra();
  document.set(name, std::move(value));
  return document;
}

json::Object entra_without(std::string_view name) {
  json::Object document;
  for (const auto& member : entra())
    if (member.name != name) document.set(member.name, member.value);
  return document;
}

TEST(Metadata, ReadsWhatEntraPublishes) {
  const auto metadata = parse(entra());
  ASSERT_TRUE(metadata) << metadata.error().detail;
  EXPECT_EQ(metadata->issuer, kBase + "/v2.0");
  EXPECT_EQ(metadata->authorization_endpoint, kBase + "/oauth2/v2.0/authorize");
  EXPECT_EQ(metadata->token_endpoint, kBase + "/oauth2/v2.0/token");
  EXPECT_EQ(metadata->jwks_uri, kBase + "/discovery/v2.0/keys");
  EXPECT_EQ(metadata->end_session_endpoint, kBase + "/oauth2/v2.0/logout");
  EXPECT_FALSE(metadata->iss_parameter);
  EXPECT_EQ(metadata->token_auth_methods.size(), 3U);
  EXPECT_EQ(metadata->response_modes.back(), "form_post");
}

TEST(Metadata, WhatIsOptionalMayBeAbsent) {
  for (const auto* name : {"end_session_endpoint", "token_endpoint_auth_methods_supported", "response_modes_supported"})
    EXPECT_TRUE(parse(entra_without(name))) << name;
  EXPECT_TRUE(parse(entra_with("authorization_response_iss_parameter_supported", true))->iss_parameter);
}

TEST(Metadata, WhatIsRequiredMustBeATextThatIsNotEmpty) {
  for (const auto* name : {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"}) {
    EXPECT_EQ(reason_of(parse(entra_without(name))), "metadata") << name;
    EXPECT_EQ(reason_of(parse(entra_with(name, ""))), "metadata") << name;
    EXPECT_EQ(reason_of(parse(entra_with(name, 7))), "metadata") << name;
    EXPECT_EQ(reason_of(parse(entra_with(name, nullptr))), "metadata") << name;
  }
}

TEST(Metadata, WrongTypesOfOptionalMembersAreMalformed) {
  EXPECT_EQ(reason_of(parse(entra_with("end_session_endpoint", 7))), "metadata");
  EXPECT_EQ(reason_of(parse(entra_with("authorization_response_iss_parameter_supported", "true"))), "metadata");
  EXPECT_EQ(reason_of(parse(entra_with("response_modes_supported", "query"))), "metadata");
  EXPECT_EQ(reason_of(parse(entra_with("token_endpoint_auth_methods_supported", json::Array{7}))), "metadata");
}

TEST(Metadata, IssuerIsComparedByteByByte) {
  RecordProperty("covers", "JWT-13, RP-11");
  for (const auto& issuer : {kBase + "/v2.0/", kBase + "/V2.0", kBase, "http" + kBase.substr(5) + "/v2.0",
                             std::string("https://login.microsoftonline.com/{tenantid}/v2.0"),
                             "https://login.microsoftonline.com@evil.example/" + std::string(kTenant) + "/v2.0",
                             "https://sts.windows.net/" + std::string(kTenant) + "/"})
    EXPECT_EQ(reason_of(parse(entra_with("issuer", issuer))), "metadata_issuer") << issuer;
}

TEST(Metadata, EmptyExpectationAcceptsNobody) {
  EXPECT_EQ(reason_of(parse(entra(), {.issuer = "", .hosts = {"login.microsoftonline.com"}})), "metadata_issuer");
}

TEST(Metadata, TemplateIsTakenOnlyWhereItIsExpected) {
  const std::string issuer_template = "https://login.microsoftonline.com/{tenantid}/v2.0";
  auto expect = metadata_expectation();
  expect.issuer = issuer_template;
  EXPECT_TRUE(parse(entra_with("issuer", issuer_template), expect));
  EXPECT_EQ(reason_of(parse(entra(), expect)), "metadata_issuer");  // one tenant's issuer instead of the template
}

TEST(Metadata, TenantOfADomainIsResolvedToOneGuid) {
  auto expect = metadata_expectation();
  expect.issuer = "https://login.microsoftonline.com/{tenantid}/v2.0";
  expect.resolve_tenant = true;
  EXPECT_TRUE(parse(entra(), expect));
  for (const auto* issuer :
       {"https://login.microsoftonline.com/{tenantid}/v2.0", "https://login.microsoftonline.com/contoso.example/v2.0",
        "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0/",
        "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47x/v2.0",
        "https://login.microsoftonline.evil/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0", "short"})
    EXPECT_EQ(reason_of(parse(entra_with("issuer", issuer), expect)), "metadata_issuer") << issuer;
}

TEST(Metadata, TenantThatStandsTwiceMustBeTheSame) {  // External ID has it in the host and in the path
  auto expect = metadata_expectation();
  expect.issuer = "https://{tenantid}.ciamlogin.com/{tenantid}/v2.0";
  expect.resolve_tenant = true;
  const std::string other = "11111111-86f1-41af-91ab-2d7cd011db47";
  const std::string tenant(kTenant);
  EXPECT_TRUE(parse(entra_with("issuer", "https://" + tenant + ".ciamlogin.com/" + tenant + "/v2.0"), expect));
  EXPECT_EQ(reason_of(parse(entra_with("issuer", "https://" + tenant + ".ciamlogin.com/" + other + "/v2.0"), expect)),
            "metadata_issuer");
}

TEST(Metadata, EndpointsOnOtherHostsAreRefused) {
  RecordProperty("covers", "RP-11, SSRF-01");
  for (const auto* name : {"authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint"})
    for (const auto* url : {"https://evil.example/token", "https://169.254.169.254/latest", "https://127.0.0.1/x",
                            "https://login.microsoftonline.com:8443/x",
                            "https://login.microsoftonline.com.evil.example/", "https://xlogin.microsoftonline.com/"})
      EXPECT_EQ(reason_of(parse(entra_with(name, url))), "metadata_endpoint_host") << name << " " << url;
}

TEST(Metadata, EndpointsThatAreNoUrlAreMalformed) {
  for (const auto* url :
       {"login.microsoftonline.com/x", "file:///etc/passwd", "https://login.microsoftonline.com@evil/",
        "https://login.microsoftonline.com\\@evil/", "https://login.microsoftonline.com/#x", "javascript:1"})
    EXPECT_EQ(reason_of(parse(entra_with("token_endpoint", url))), "metadata") << url;
}

TEST(Metadata, HttpIsRefusedButForLoopbackWhereAllowed) {
  RecordProperty("covers", "RP-11");
  EXPECT_EQ(reason_of(parse(entra_with("token_endpoint", "http://login.microsoftonline.com/x"))),
            "metadata_endpoint_scheme");
  auto expect = metadata_expectation();
  expect.hosts = {"login.microsoftonline.com", "localhost:8080", "[::1]:8080", "evil.example:8080"};
  EXPECT_EQ(reason_of(parse(entra_with("jwks_uri", "http://localhost:8080/k"), expect)), "metadata_endpoint_scheme");
  expect.allow_http = true;
  EXPECT_TRUE(parse(entra_with("jwks_uri", "http://localhost:8080/k"), expect));
  EXPECT_TRUE(parse(entra_with("jwks_uri", "http://[::1]:8080/k"), expect));
  EXPECT_EQ(reason_of(parse(entra_with("jwks_uri", "http://localhost:8081/k"), expect)), "metadata_endpoint_host");
  EXPECT_EQ(reason_of(parse(entra_with("jwks_uri", "http://evil.example:8080/k"), expect)), "metadata_endpoint_scheme");
}

TEST(Metadata, HttpIsAllowedOnEveryLoopbackNameAndNoOther) {
  RecordProperty("covers", "A18");
  auto expect = metadata_expectation();
  expect.allow_http = true;
  for (const std::string host : {"idp.localhost", "127.0.0.2", "localhost"}) {
    expect.hosts = {"login.microsoftonline.com", host};
    EXPECT_TRUE(parse(entra_with("token_endpoint", "http://" + host + "/t"), expect)) << host;
  }
  for (const std::string host : {"idp.localhost.example", "128.0.0.1"}) {
    expect.hosts = {"login.microsoftonline.com", host};
    EXPECT_EQ(reason_of(parse(entra_with("token_endpoint", "http://" + host + "/t"), expect)),
              "metadata_endpoint_scheme")
        << host;
  }
}

TEST(Metadata, JsonIsReadStrictly) {
  EXPECT_EQ(reason_of(parse_metadata("<html>", metadata_expectation())), "json_syntax");
  EXPECT_EQ(reason_of(parse_metadata("{\"issuer\":\"a\",\"issuer\":\"b\"}", metadata_expectation())),
            "json_duplicate_member");
}

}  // namespace
}  // namespace sallyport::oidc::rp
