// The v1.0 endpoints: a request names a resource, and answers have numbers as texts.
#include "directory/refusals_fixture.h"

namespace sallyport::directory {
namespace {

class V1 : public Refusals {
 protected:
  static Fields v1_fields() {
    return {{"client_id", std::string(kWeb)},
            {"redirect_uri", std::string(kWebCallback)},
            {"response_type", "code"},
            {"state", "s1"},
            {"nonce", "n1"},
            {"resource", std::string(kSpa)}};
  }
  http::Response v1_authorize(const Fields& fields) { return send("GET", path("/oauth2/authorize?") + print(fields)); }
  http::Response v1_token(const Fields& fields, std::vector<http::Header> headers = {}) {
    return send("POST", path("/oauth2/token"), print(fields), std::move(headers));
  }
  Fields v1_redemption(std::string_view code) { return with(redemption(code), "code_verifier", ""); }
  static std::vector<std::string> names_of(const json::Object& body) {
    std::vector<std::string> names;
    for (const auto& member : body) names.push_back(member.name);
    return names;
  }
};

TEST_F(V1, ACodeGivesTokensForTheResource) {
  change_app(kSpa, [](auto& app) { app.requested_access_token_version = 1; });
  const auto page = v1_authorize(v1_fields());
  EXPECT_NE(page.body.find("action=\"/" + std::string(kTenant) + "/oauth2/login?"), std::string::npos) << page.body;
  const auto done = sign_in(page);
  EXPECT_EQ(answered(done, "state"), "s1");
  const auto response = v1_token(v1_redemption(answered(done, "code")));
  ASSERT_EQ(response.status, 200) << response.body;
  const auto body = body_of(response);
  EXPECT_EQ(names_of(body),
            (std::vector<std::string>{"token_type", "scope", "expires_in", "ext_expires_in", "expires_on", "not_before",
                                      "resource", "access_token", "refresh_token", "id_token"}));
  for (const auto& member : body) EXPECT_NE(member.value.as_string(), nullptr) << member.name;
  EXPECT_EQ(text_of(body, "scope"), "user_impersonation");
  EXPECT_EQ(text_of(body, "resource"), kSpa);
  EXPECT_EQ(text_of(body, "not_before"), std::to_string(clock.now().seconds));
  EXPECT_EQ(std::stoll(text_of(body, "expires_on")), clock.now().seconds + std::stoll(text_of(body, "expires_in")));
  const auto access = claims_of(text_of(body, "access_token"));
  EXPECT_EQ(text_of(access, "aud"), kSpa);
  EXPECT_EQ(text_of(access, "ver"), "1.0");
  const auto id = claims_of(text_of(body, "id_token"));
  EXPECT_EQ(text_of(id, "ver"), "1.0");
  EXPECT_EQ(text_of(id, "iss"), std::string(kOrigin) + "/" + std::string(kTenant) + "/");
  EXPECT_EQ(text_of(id, "upn"), "alice@contoso.example");
  EXPECT_EQ(text_of(id, "nonce"), "n1");
  EXPECT_FALSE(id.contains("preferred_username"));
  EXPECT_EQ(text_of(header_of(text_of(body, "id_token")), "x5t"), published.snapshot()->signing.kid);
}

// A refresh token of v1.0 is good for every resource.
TEST_F(V1, ARefreshTokenGivesTokensForAnotherResource) {
  const auto first = body_of(v1_token(v1_redemption(answered(sign_in(v1_authorize(v1_fields())), "code"))));
  const Fields refresh{{"grant_type", "refresh_token"},
                       {"client_id", std::string(kWeb)},
                       {"client_secret", std::string(kSecret)},
                       {"refresh_token", text_of(first, "refresh_token")}};
  EXPECT_EQ(text_of(body_of(v1_token(refresh)), "resource"), kSpa);
  const auto graph = body_of(v1_token(with(refresh, "resource", "https://graph.microsoft.com/")));
  EXPECT_EQ(text_of(graph, "resource"), "https://graph.microsoft.com/");
  const std::vector<http::Header> bearer{{"Authorization", "Bearer " + text_of(graph, "access_token")}};
  EXPECT_EQ(text_of(body_of(send("GET", "/v1.0/me", "", bearer)), "id"), kAlice);
  expect_json(v1_token(with(refresh, "resource", "api://nobody")), 500011, "invalid_resource", 400);
}

TEST_F(V1, NoResourceMeansTheOldGraph) {
  const auto code = answered(sign_in(v1_authorize(with(v1_fields(), "resource", ""))), "code");
  const auto body = body_of(v1_token(v1_redemption(code)));
  EXPECT_EQ(text_of(body, "resource"), "00000002-0000-0000-c000-000000000000");
  const std::vector<http::Header> bearer{{"Authorization", "Bearer " + text_of(body, "access_token")}};
  const auto info = send("GET", path("/openid/userinfo"), "", bearer);
  ASSERT_EQ(info.status, 200) << info.body;
  EXPECT_EQ(text_of(body_of(info), "sub"), text_of(claims_of(text_of(body, "id_token")), "sub"));
  EXPECT_EQ(send("GET", "/v1.0/me", "", bearer).status, 401) << "Microsoft Graph is another resource";
}

TEST_F(V1, AnAppGetsATokenForAResource) {
  const Fields fields{{"grant_type", "client_credentials"},
                      {"client_id", std::string(kWeb)},
                      {"client_secret", std::string(kSecret)},
                      {"resource", "api://" + std::string(kSpa)}};
  const auto response = v1_token(fields);
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(names_of(body_of(response)),
            (std::vector<std::string>{"token_type", "expires_in", "ext_expires_in", "expires_on", "not_before",
                                      "resource", "access_token"}));
  EXPECT_EQ(text_of(body_of(response), "resource"), "api://" + std::string(kSpa));
  expect_json(v1_token(with(fields, "client_secret", "x")), 7000215, "invalid_client", 401);
}

TEST_F(V1, ImplicitAnswersHaveTokensOfV1) {
  change_app(kWeb, [](auto& app) { app.access_token_implicit = true; });
  const auto done = sign_in(v1_authorize(with(v1_fields(), "response_type", "token id_token")));
  EXPECT_FALSE(answered(done, "access_token").empty());
  EXPECT_EQ(text_of(claims_of(answered(done, "id_token")), "ver"), "1.0");
}

TEST_F(V1, RefusesAsV2Does) {
  expect_page(v1_authorize(with(v1_fields(), "client_id", "")), 900144);
  expect_redirect(v1_authorize(with(v1_fields(), "prompt", "none")), 50058, "login_required");
  expect_redirect(v1_authorize(with(v1_fields(), "resource", "api://nobody")), 500011, "invalid_resource");
  expect_json(send("GET", path("/oauth2/token")), 900561, "invalid_request", 400);
  const auto page = v1_authorize(v1_fields());
  expect_page(send("GET", unescape(between(page.body, "action=\"", "\""))), 900561);
  EXPECT_EQ(v1_authorize(with(v1_fields(), "prompt", "admin_consent")).status, 200);
}

TEST_F(V1, TheCheckSessionPageMayBeFramedAndRunsItsOwnScriptAlone) {
  const auto sid = answered(sign_in(v1_authorize(v1_fields())), "session_state");
  EXPECT_EQ(cookies["__Host-ESTSSC"], sid);
  const auto page = send("GET", path("/oauth2/checksession"));
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.find("X-Frame-Options"), nullptr);
  const std::string& policy = *page.find("Content-Security-Policy");
  EXPECT_EQ(policy.find("frame-ancestors"), std::string::npos);
  const std::string script = between(page.body, "<script>", "</script>");
  const std::string digest = base64_encode(crypto::view(crypto::sha256(script)));
  EXPECT_NE(policy.find("script-src 'sha256-" + digest + "'"), std::string::npos) << policy;
  send("GET", path("/oauth2/logout"));
  EXPECT_TRUE(cookies.find("__Host-ESTSSC") == cookies.end());
}

}  // namespace
}  // namespace sallyport::directory
