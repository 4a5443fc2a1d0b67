#include "oidc/rp/token_request.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/encoding.h"
#include "base/reason_of.h"
#include "http/url.h"
#include "jose/jwt.h"

namespace sallyport::oidc::rp {
namespace {

constexpr UnixTime kTokenTime{1'795'431'600};

ProviderMetadata token_provider() {
  ProviderMetadata metadata;
  metadata.token_endpoint = "https://login.example/t/oauth2/v2.0/token";
  metadata.end_session_endpoint = "https://login.example/t/oauth2/v2.0/logout";
  return metadata;
}

Client token_client(Credential credential = ClientSecret{Secret("s3cret"), ClientSecret::Method::post}) {
  return Client{ClientId("the client"),
                std::move(credential),
                "https://app.example/callback",
                {"openid", "email"},
                "",
                std::nullopt,
                {}};
}

Transaction transaction() {
  Transaction made;
  made.verifier = CodeVerifier{std::string(43, 'v')};
  made.redirect_uri = "https://app.example/callback";
  return made;
}

Result<http::ClientRequest> redeem(const Client& by) {
  ScriptedRandom random;
  return build_code_redemption(token_provider(), by, AuthorizationCode{Secret("the code")}, transaction(), kTokenTime,
                               random);
}

http::Form body_of(const http::ClientRequest& request) {
  return *http::Form::parse(request.body);
}

std::string parameter(const http::Form& form, std::string_view name) {
  return form.one(name)->value_or("(absent)");
}

std::string header(const http::ClientRequest& request, std::string_view name) {
  for (const auto& [key, text] : request.headers)
    if (key == name) return text;
  return "(absent)";
}

http::ClientResponse answer(int status, std::string body, std::string type = "application/json; charset=utf-8") {
  return {status, {{"Content-Type", std::move(type)}}, std::move(body)};
}

constexpr auto kTokens = R"({"token_type":"Bearer","access_token":"at","id_token":"a.b.c","expires_in":3600})";

TEST(CodeRedemption, CarriesCodeVerifierAndTheSameRedirectUri) {
  const auto request = redeem(token_client());
  ASSERT_TRUE(request);
  EXPECT_EQ(request->method, "POST");
  EXPECT_EQ(request->url, "https://login.example/t/oauth2/v2.0/token");
  EXPECT_EQ(header(*request, "Content-Type"), "application/x-www-form-urlencoded");
  const auto body = body_of(*request);
  EXPECT_EQ(parameter(body, "grant_type"), "authorization_code");
  EXPECT_EQ(parameter(body, "code"), "the code");
  EXPECT_EQ(parameter(body, "redirect_uri"), "https://app.example/callback");
  EXPECT_EQ(parameter(body, "code_verifier"), std::string(43, 'v'));
  EXPECT_EQ(parameter(body, "scope"), "openid email");
  EXPECT_EQ(parameter(body, "client_id"), "the client");
  EXPECT_EQ(parameter(body, "client_secret"), "s3cret");
  EXPECT_EQ(header(*request, "Authorization"), "(absent)");  // one method at a time (RFC 6749 2.3)
}

TEST(Refresh, CarriesTokenAndScope) {
  ScriptedRandom random;
  const auto request = build_refresh(token_provider(), token_client(), Secret("the refresh token"), kTokenTime, random);
  ASSERT_TRUE(request);
  const auto body = body_of(*request);
  EXPECT_EQ(parameter(body, "grant_type"), "refresh_token");
  EXPECT_EQ(parameter(body, "refresh_token"), "the refresh token");
  EXPECT_EQ(parameter(body, "scope"), "openid email");
  EXPECT_EQ(parameter(body, "client_secret"), "s3cret");
}

TEST(ClientAuthentication, PublicClientSendsItsIdAlone) {
  const auto request = redeem(token_client(PublicClient{}));
  ASSERT_TRUE(request);
  EXPECT_EQ(parameter(body_of(*request), "client_id"), "the client");
  EXPECT_EQ(parameter(body_of(*request), "client_secret"), "(absent)");
  EXPECT_EQ(parameter(body_of(*request), "client_assertion"), "(absent)");
}

TEST(ClientAuthentication, BasicEncodesBothPartsFirst) {
  RecordProperty("covers", "RP-22");
  const auto request = redeem(token_client(ClientSecret{Secret("a:b%c+d e\xc3\xa9"), ClientSecret::Method::basic}));
  ASSERT_TRUE(request);
  EXPECT_EQ(header(*request, "Authorization"), "Basic " + base64_encode("the%20client:a%3Ab%25c%2Bd%20e%C3%A9"));
  EXPECT_EQ(parameter(body_of(*request), "client_id"), "(absent)");
  EXPECT_EQ(parameter(body_of(*request), "client_secret"), "(absent)");
}

struct CertificateFixture {
  crypto::PrivateKey key = crypto::PrivateKey::generate_rsa(2048);
  crypto::Certificate certificate = *crypto::make_self_signed(request(), key);

  static crypto::CertificateRequest request() {
    return {"client", {}, {}, kTokenTime - Seconds{60}, kTokenTime + Seconds{86400}};
  }
};

TEST(ClientAuthentication, CertificateSignsAnAssertionAsEntraDocumentsIt) {  // docs/entra.md, Token endpoint
  RecordProperty("covers", "RP-25");
  const CertificateFixture ours;
  const auto request = redeem(token_client(ClientCertificate{ours.key, ours.certificate}));
  ASSERT_TRUE(request) << request.error().detail;
  const auto body = body_of(*request);
  EXPECT_EQ(parameter(body, "client_assertion_type"), "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
  const auto assertion = parameter(body, "client_assertion");

  const auto header_text = base64url_decode(std::string_view(assertion).substr(0, assertion.find('.')));
  ASSERT_TRUE(header_text);
  const auto head = *json::parse_object(*header_text);
  EXPECT_EQ(*head.find("alg")->as_string(), "PS256");
  EXPECT_EQ(*head.find("typ")->as_string(), "JWT");
  EXPECT_EQ(*head.find("x5t#S256")->as_string(), base64url_encode(ours.certificate.sha256_thumbprint()));
  EXPECT_FALSE(head.contains("kid"));

  const auto parsed = jose::CompactJws::parse(assertion);
  ASSERT_TRUE(parsed);
  jose::JwkSet keys;
  keys.keys.push_back({ours.key.public_key(), "", std::nullopt, ""});
  const auto verified = jose::verify(*parsed, keys, {crypto::SignatureAlgorithm::ps256});
  ASSERT_TRUE(verified);
  const auto claims = *jose::Claims::parse(*verified);
  EXPECT_EQ(*claims.required_text("aud"), "https://login.example/t/oauth2/v2.0/token");
  EXPECT_EQ(*claims.required_text("iss"), "the client");
  EXPECT_EQ(*claims.required_text("sub"), "the client");
  EXPECT_EQ(claims.required_text("jti")->size(), 36U);
  EXPECT_EQ(**claims.time("nbf"), kTokenTime);
  EXPECT_EQ(**claims.time("iat"), kTokenTime);
  EXPECT_EQ(**claims.time("exp"), kTokenTime + Seconds{300});
}

TEST(ClientAuthentication, EachAssertionHasAnIdOfItsOwn) {
  const CertificateFixture ours;
  ScriptedRandom random;
  const auto by = token_client(ClientCertificate{ours.key, ours.certificate});
  std::string payloads[2];
  for (auto& payload : payloads) {
    const auto request = build_refresh(token_provider(), by, Secret("r"), kTokenTime, random);
    ASSERT_TRUE(request);
    const auto assertion = parameter(body_of(*request), "client_assertion");
    payload = assertion.substr(0, assertion.rfind('.'));
  }
  EXPECT_NE(payloads[0], payloads[1]);
}

class FederatedTokenFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "sallyport_XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  void write(std::string_view text) const { std::ofstream(file()) << text; }
  std::string file() const { return (directory_ / "token").string(); }
  Result<http::ClientRequest> request() const { return redeem(token_client(FederatedToken{file()})); }

  std::filesystem::path directory_;
};

TEST_F(FederatedTokenFile, IsReadAnewEachTimeAndTrimmed) {
  for (const auto* text : {"one.two.three\n", " \tfour.five.six\r\n\n"}) {
    write(text);
    const auto made = request();
    ASSERT_TRUE(made);
    const std::string expected = text[0] == 'o' ? "one.two.three" : "four.five.six";
    EXPECT_EQ(parameter(body_of(*made), "client_assertion"), expected);
    EXPECT_EQ(parameter(body_of(*made), "client_id"), "the client");
  }
}

TEST_F(FederatedTokenFile, AbsentEmptyOrOddFileIsUnavailable) {
  EXPECT_EQ(reason_of(request()), "federated_token_file");
  for (const auto& text : {std::string(), std::string(" \n"), std::string("two tokens"), std::string(65 * 1024, 'x')}) {
    write(text);
    EXPECT_EQ(reason_of(request()), "federated_token_file") << text.size();
  }
  EXPECT_EQ(reason_of(redeem(token_client(FederatedToken{directory_.string()}))), "federated_token_file");
}

TEST(TokenEndpointAnswer, TokensAreRead) {
  OAuthError refusal;
  const auto tokens = read_token_response(answer(200, kTokens), refusal);
  ASSERT_TRUE(tokens);
  EXPECT_EQ(tokens->id_token->reveal(), "a.b.c");
}

TEST(TokenEndpointAnswer, RefusalIsGivenOut) {
  for (const int status : {400, 401}) {
    OAuthError refusal;
    const auto tokens = read_token_response(
        answer(status, R"({"error":"invalid_client","error_description":"AADSTS7000215: x","error_codes":[7000215]})"),
        refusal);
    ASSERT_FALSE(tokens);
    EXPECT_EQ(tokens.error().kind, Kind::rejected);
    EXPECT_EQ(tokens.error().reason, "token_refused");
    EXPECT_EQ(refusal.error, "invalid_client");
    EXPECT_EQ(refusal.aadsts, 7000215);
  }
}

TEST(TokenEndpointAnswer, OverloadAndBrokenServersMayBeAskedLater) {  // F-04
  for (const int status : {429, 500, 502, 503}) {
    OAuthError refusal;
    const auto tokens = read_token_response(answer(status, R"({"error":"temporarily_unavailable"})"), refusal);
    ASSERT_FALSE(tokens);
    EXPECT_EQ(tokens.error().kind, Kind::unavailable) << status;
    EXPECT_EQ(tokens.error().reason, "token_endpoint") << status;
  }
}

TEST(TokenEndpointAnswer, OtherAnswersAreMalformed) {  // RP-10
  OAuthError refusal;
  for (const int status : {0, 201, 204, 302, 307})
    EXPECT_EQ(reason_of(read_token_response(answer(status, kTokens), refusal)), "token_response") << status;
  EXPECT_EQ(reason_of(read_token_response(answer(200, kTokens, "text/html"), refusal)), "token_response_type");
  EXPECT_EQ(reason_of(read_token_response({200, {}, kTokens}, refusal)), "token_response_type");
}

TEST(EndSession, NamesWhoLeavesAndWhereTo) {
  const auto url =
      build_end_session(token_provider(), token_client(), "https://app.example/signed-out", "hint", "state");
  EXPECT_EQ(url,
            "https://login.example/t/oauth2/v2.0/logout?post_logout_redirect_uri=https%3A%2F%2Fapp.example%2F"
            "signed-out&client_id=the%20client&logout_hint=hint&state=state");
}

TEST(EndSession, WhatIsEmptyIsLeftOut) {
  EXPECT_EQ(build_end_session(token_provider(), token_client(), "", "", ""),
            "https://login.example/t/oauth2/v2.0/logout?client_id=the%20client");
}

TEST(EndSession, ProviderWithoutAnEndpointHasNone) {
  EXPECT_EQ(build_end_session({}, token_client(), "https://app.example/", "", ""), "");
}

}  // namespace
}  // namespace sallyport::oidc::rp
