// Refusals of the token endpoint because of the client: its credential, its kind, where it asks from, and what an
// application may ask for itself.
#include "directory/refusals_fixture.h"

namespace sallyport::directory {
namespace {

// A client without the credential must not find out which codes and refresh tokens exist.
TEST_F(Refusals, AConfidentialClientIsJudgedBeforeItsCode) {
  RecordProperty("covers", "AS-02");
  const auto refused_as = [&](const Fields& fields, std::vector<http::Header> headers = {}) {
    const auto body = body_of(token(fields, std::move(headers)));
    const auto* const codes = body.find("error_codes");
    return codes == nullptr ? std::string() : json::print(*codes);
  };
  const std::string code = code_for(authorize_fields());
  const auto held = text_of(body_of(token(redemption(code_for(authorize_fields())))), "refresh_token");
  const auto presenting = [](std::string_view grant, std::string_view name, std::string_view value) {
    return Fields{{"grant_type", std::string(grant)},
                  {"client_id", std::string(kWeb)},
                  {"redirect_uri", std::string(kWebCallback)},
                  {std::string(name), std::string(value)}};
  };
  for (const bool with_certificate_only : {false, true}) {
    if (with_certificate_only)
      change_app(kWeb, [](auto& app) {
        app.secrets.clear();
        app.certificates = {{"k1", "cert", "not read"}};
      });
    for (const std::string& one : {code, std::string("nonsense")}) {
      const Fields none = presenting("authorization_code", "code", one);
      EXPECT_EQ(refused_as(none), "[7000218]") << one;
      EXPECT_EQ(refused_as(none, from_spa()), "[7000218]") << one;
      EXPECT_EQ(refused_as(with(none, "client_secret", "bad")), "[7000215]") << one;
    }
    for (const std::string& one : {held, std::string("nonsense")}) {
      const Fields none = presenting("refresh_token", "refresh_token", one);
      EXPECT_EQ(refused_as(none), "[7000218]") << one;
      EXPECT_EQ(refused_as(with(none, "client_secret", "bad")), "[7000215]") << one;
    }
  }
}

TEST_F(Refusals, 70000AnUnknownCodeOfAPublicClientNeedsNoCredential) {
  expect_json(token(spa_redemption("nonsense"), from_spa()), 70000, "invalid_grant", 400);
  expect_json(token(spa_redemption("nonsense")), 70000, "invalid_grant", 400);
  expect_json(token(with(spa_redemption("nonsense"), "client_id", kNative)), 70000, "invalid_grant", 400);
}

TEST_F(Refusals, 70011ClientCredentialsForTwoApis) {
  const std::string scope = "https://graph.microsoft.com/.default " + std::string(kWeb) + "/.default";
  const auto refused = token({{"grant_type", "client_credentials"},
                              {"client_id", std::string(kWeb)},
                              {"client_secret", std::string(kSecret)},
                              {"scope", scope}});
  expect_json(refused, 70011, "invalid_scope", 400);
  EXPECT_NE(text_of(body_of(refused), "error_description").find("The scope " + scope + " is not valid."),
            std::string::npos);
}

TEST_F(Refusals, 900144ClientCredentialsWithoutScope) {
  RecordProperty("covers", "D6");
  const Fields fields{
      {"grant_type", "client_credentials"}, {"client_id", std::string(kWeb)}, {"client_secret", std::string(kSecret)}};
  expect_json(token(fields), 900144, "invalid_request", 400);
  expect_json(token(with(fields, "audience", kWeb)), 900144, "invalid_request", 400);  // audience is ignored
}

TEST_F(Refusals, 90014AnAssertionOfNoType) {
  Fields fields{{"grant_type", "client_credentials"},
                {"client_id", std::string(kWeb)},
                {"client_assertion", "a.b.c"},
                {"scope", std::string(kWeb) + "/.default"}};
  expect_json(token(fields), 90014, "invalid_request", 400);
  expect_json(token(with(fields, "client_assertion_type", "")), 90014, "invalid_request", 400);
  expect_json(token(with(fields, "client_assertion_type", "jwt-bearer")), 9002313, "invalid_request", 400);
}

TEST_F(Refusals, 90055TooManyRequestsWhereTheOperatorSaysSo) {
  settings.token_requests_per_minute = 2;
  const Fields fields{{"grant_type", "client_credentials"},
                      {"client_id", std::string(kWeb)},
                      {"client_secret", std::string(kSecret)},
                      {"scope", std::string(kWeb) + "/.default"}};
  EXPECT_EQ(token(fields).status, 200);
  clock.advance(Seconds(20));
  EXPECT_EQ(token(fields).status, 200);
  const auto refused = token(fields);
  expect_json(refused, 90055, "temporarily_unavailable", 429);
  EXPECT_EQ(*refused.find("Retry-After"), "40");
  clock.advance(Seconds(40));
  EXPECT_EQ(token(fields).status, 200);
}

TEST_F(Refusals, 700025ASecretFromAPublicClient) {
  RecordProperty("covers", "AS-06");
  const auto secret = [&](Fields fields) { return with(std::move(fields), "client_secret", kSecret); };
  expect_json(token(secret(spa_redemption(code_for(spa_fields())))), 700025, "invalid_client", 401);  // before 9002327
  expect_json(token(secret(spa_redemption(code_for(spa_fields()))), from_spa()), 700025, "invalid_client", 401);
  const auto native = with(with(authorize_fields(), "client_id", kNative), "redirect_uri", kNativeCallback);
  expect_json(token(with(with(redemption(code_for(native)), "client_id", kNative), "redirect_uri", kNativeCallback)),
              700025, "invalid_client", 401);
}

// The sentences are Entra's; no word of ours stands in them.
TEST_F(Refusals, 50027And700027TellWhatIsWrongWithAnAssertion) {
  RecordProperty("covers", "AS-06, P11");
  const auto key = crypto::PrivateKey::generate_rsa(2048);
  const auto other = crypto::PrivateKey::generate_rsa(2048);
  const auto certificate = *crypto::make_self_signed({"client", {}, {}, clock.now(), clock.now() + Seconds(3600)}, key);
  change_app(kWeb, [&](auto& app) { app.certificates = {{"k", "test", certificate.der}}; });
  const json::Object header{{"x5t#S256", base64url_encode(certificate.sha256_thumbprint())}};
  const auto claims = [&](std::string_view name = "", json::Value value = {}) {
    json::Object all{{"aud", std::string(kOrigin) + path("/oauth2/v2.0/token")},
                     {"iss", kWeb},
                     {"sub", kWeb},
                     {"jti", "j1"},
                     {"nbf", clock.now().seconds},
                     {"exp", clock.now().seconds + 600}};
    if (!name.empty()) all.set(name, std::move(value));
    return all;
  };
  const auto refused = [&](std::string_view assertion) {
    return token({{"grant_type", "client_credentials"},
                  {"client_id", std::string(kWeb)},
                  {"scope", std::string(kWeb) + "/.default"},
                  {"client_assertion", std::string(assertion)},
                  {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}});
  };
  const auto signed_by = [](const crypto::PrivateKey& by, const json::Object& head, const json::Object& body) {
    return *jose::sign_compact({by, crypto::SignatureAlgorithm::ps256, ""}, head, body);
  };
  EXPECT_EQ(refused(signed_by(key, header, claims())).status, 200);
  struct Row {
    std::string assertion;
    int code;
    std::string_view sentence;
  };
  const std::vector<Row> rows{
      {"a.b.c", 50027, "Invalid JWT token. Token format is not proper."},
      {signed_by(key, {}, claims()), 50027, "Invalid JWT token. No certificate thumbprint specified in token header."},
      {signed_by(key, {{"x5t#S256", "AAAA"}}, claims()), 700027,
       "Client assertion contains an invalid signature. [Reason - The key was not found., Thumbprint of key used by "
       "client: 'AAAA']"},
      {signed_by(other, header, claims()), 700027,
       "Client assertion contains an invalid signature. [Reason - The provided signature value did not match the "
       "expected signature value., "},
      {signed_by(key, header, claims("iss", "x")), 50027, "Invalid JWT token. Unexpected issuer."},
      {signed_by(key, header, claims("aud", "x")), 50027, "Invalid JWT token. Unexpected audience."},
      {signed_by(key, header, claims("exp", 1)), 50027, "Invalid JWT token. Token is not within its valid time range."},
      {signed_by(key, header, claims("jti", "")), 50027, "Invalid JWT token. Token format is not proper."}};
  for (const Row& row : rows) {
    const auto response = refused(row.assertion);
    expect_json(response, row.code, row.code == 50027 ? "invalid_request" : "invalid_client",
                row.code == 50027 ? 400 : 401);
    const std::string start = "AADSTS" + std::to_string(row.code) + ": " + std::string(row.sentence);
    EXPECT_TRUE(text_of(body_of(response), "error_description").starts_with(start)) << response.body;
  }
}

TEST_F(Refusals, 1002012ClientCredentialsWithASingleScope) {
  const Fields fields{
      {"grant_type", "client_credentials"}, {"client_id", std::string(kWeb)}, {"client_secret", std::string(kSecret)}};
  const std::string own = std::string(kWeb) + "/.default";
  for (const std::string& scope : {std::string("User.Read"), std::string("openid"), own + " User.Read"})
    expect_json(token(with(fields, "scope", scope)), 1002012, "invalid_scope", 400);
  EXPECT_EQ(token(with(fields, "scope", own + " openid offline_access profile")).status, 200);  // MSAL for Go and Java
}

TEST_F(Refusals, 7000215AWrongSecret) {
  RecordProperty("covers", "AS-06");
  const auto code = code_for(authorize_fields());
  expect_json(token(with(redemption(code), "client_secret", "wrong")), 7000215, "invalid_client", 401);
  // The Secret ID in place of the value is the mistake that people make most.
  const auto key_id = (*store.find_app(ClientId(std::string(kWeb))))->secrets.front().key_id;
  expect_json(token(with(redemption(code), "client_secret", key_id)), 7000215, "invalid_client", 401);
  EXPECT_EQ(token(redemption(code)).status, 200) << "a wrong secret does not burn the code";
}

TEST_F(Refusals, 7000216ClientCredentialsWithoutProof) {
  RecordProperty("covers", "AS-04");
  expect_json(
      token({{"grant_type", "client_credentials"}, {"client_id", std::string(kWeb)}, {"scope", "User.Read/.default"}}),
      7000216, "invalid_client", 401);
}

TEST_F(Refusals, 7000218AConfidentialClientWithoutProof) {
  expect_json(token(with(redemption(code_for(authorize_fields())), "client_secret", "")), 7000218, "invalid_client",
              401);
}

TEST_F(Refusals, 7000222AnExpiredSecret) {
  const auto code = code_for(authorize_fields());
  change_app(kWeb, [&](auto& app) { app.secrets.front().end = clock.now(); });
  expect_json(token(redemption(code)), 7000222, "invalid_client", 401);
}

TEST_F(Refusals, 9001023ClientCredentialsAtCommon) {
  change_app(kWeb, [](auto& app) { app.audience = entra::SignInAudience::multiple_orgs; });
  expect_json(token({{"grant_type", "client_credentials"},
                     {"client_id", std::string(kWeb)},
                     {"client_secret", std::string(kSecret)},
                     {"scope", "a/.default"}},
                    {}, "common"),
              9001023, "invalid_request", 400);
}

TEST_F(Refusals, 9002326AnOriginWithoutASpa) {
  const std::vector<http::Header> browser{{"Origin", "https://app.example"}};
  const auto response = token(redemption(code_for(authorize_fields())), browser);
  expect_json(response, 9002326, "invalid_request", 400);
  ASSERT_NE(response.find("Access-Control-Allow-Origin"), nullptr) << "the browser of a registered origin may read why";
  EXPECT_EQ(*response.find("Access-Control-Allow-Origin"), "https://app.example");
  expect_json(token({{"grant_type", "client_credentials"},
                     {"client_id", std::string(kWeb)},
                     {"client_secret", std::string(kSecret)},
                     {"scope", "a/.default"}},
                    browser),
              9002326, "invalid_request", 400);
}

TEST_F(Refusals, 9002327ASpaWithoutAnOrigin) {
  const auto code = code_for(spa_fields());
  expect_json(token(spa_redemption(code)), 9002327, "invalid_request", 400);
  EXPECT_EQ(token(spa_redemption(code), from_spa()).status, 200);
}

}  // namespace
}  // namespace sallyport::directory
