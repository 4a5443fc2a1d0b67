// Every refusal that the directory promises, provoked through the handler: error, number, status, suberror, and where
// it shows.
#include "directory/directory_test.h"

namespace sallyport::directory {
namespace {

class Refusals : public DirectoryTest {
 protected:
  static void expect_json(const http::Response& response, int code, std::string_view error, int status,
                          std::string_view suberror = "") {
    EXPECT_EQ(response.status, status) << response.body;
    const auto body = body_of(response);
    EXPECT_EQ(text_of(body, "error"), error);
    ASSERT_NE(body.find("error_codes"), nullptr) << response.body;
    EXPECT_EQ(*body.find("error_codes"), json::Value(json::Array{json::Value(code)}));
    EXPECT_EQ(text_of(body, "suberror"), suberror);
    EXPECT_NE(text_of(body, "error_description").find("AADSTS" + std::to_string(code) + ": "), std::string::npos)
        << response.body;
  }
  static void expect_page(const http::Response& response, int code) {
    EXPECT_TRUE(location(response).empty()) << "an error page does not redirect";
    EXPECT_NE(response.body.find("AADSTS" + std::to_string(code) + "<"), std::string::npos) << response.body;
    EXPECT_EQ(response.status, 400);
  }
  static void expect_redirect(const http::Response& response, int code, std::string_view error) {
    EXPECT_EQ(answered(response, "error"), error) << location(response) << response.body;
    EXPECT_TRUE(answered(response, "error_description").starts_with("AADSTS" + std::to_string(code) + ": "))
        << location(response);
    EXPECT_EQ(answered(response, "state"), "s1");
  }
  static void expect_on_sign_in_page(const http::Response& response, int code) {
    EXPECT_EQ(response.status, 200);
    EXPECT_NE(response.body.find("AADSTS" + std::to_string(code) + ": "), std::string::npos) << response.body;
    EXPECT_NE(response.body.find("id=\"i0118\""), std::string::npos) << "one can try again";
  }
};

TEST_F(Refusals, BodyHasAllSevenFieldsAndTheIdsOfTheRequest) {
  const std::string id = "12345678-1234-4234-8234-123456789abc";
  const auto response = send("POST", path("/oauth2/v2.0/token?client-request-id=") + id,
                             print(with(redemption("x"), "client_secret", "bad")));
  const auto body = body_of(response);
  for (const char* name :
       {"error", "error_description", "error_codes", "timestamp", "trace_id", "correlation_id", "error_uri"})
    EXPECT_TRUE(body.contains(name)) << name;
  EXPECT_EQ(text_of(body, "correlation_id"), id);
  EXPECT_EQ(text_of(body, "trace_id"), *response.find("x-ms-request-id"));
  EXPECT_EQ(text_of(body, "timestamp"), "2027-01-15 08:00:00Z");
  EXPECT_EQ(text_of(body, "error_uri"), std::string(kOrigin) + "/error?code=7000215");
  EXPECT_NE(text_of(body, "error_description").find("Correlation ID: " + id), std::string::npos);
  EXPECT_EQ(*response.find("Cache-Control"), "no-store, no-cache");
}

TEST_F(Refusals, 50011AnotherRedirectUri) {
  RecordProperty("covers", "AS-01");
  expect_page(authorize(with(authorize_fields(), "redirect_uri", "https://app.example/other")), 50011);
  const auto code = code_for(authorize_fields());  // and once more at the token endpoint
  expect_json(token(with(redemption(code), "redirect_uri", "http://localhost:3000/cb")), 500112, "invalid_client", 401);
}

TEST_F(Refusals, 50020SomebodyOfAnotherTenant) {
  expect_on_sign_in_page(sign_in(authorize(authorize_fields()), "frank@fabrikam.example"), 50020);
}

TEST_F(Refusals, 50034Nobody) {
  expect_on_sign_in_page(sign_in(authorize(authorize_fields()), "zoe@contoso.example"), 50034);
}

TEST_F(Refusals, 50057ADisabledAccount) {
  expect_on_sign_in_page(sign_in(authorize(authorize_fields()), "erin@contoso.example"), 50057);
  const auto code = code_for(authorize_fields());
  change_user("alice@contoso.example", [](auto& user) { user.enabled = false; });
  expect_json(token(redemption(code)), 50057, "invalid_grant", 400);
}

TEST_F(Refusals, 50058NobodySignedIn) {
  expect_redirect(authorize(with(authorize_fields(), "prompt", "none")), 50058, "login_required");
}

TEST_F(Refusals, 50105NotAssigned) {
  change_app(kWeb, [](auto& app) { app.assignment_required = true; });
  const auto page = sign_in(authorize(authorize_fields()), "bob@contoso.example");
  expect_page(page, 50105);
  expect_redirect(authorize(with(authorize_fields(), "prompt", "none")), 50105, "interaction_required");
}

TEST_F(Refusals, 50105AtTheTokenEndpointWhereTheAssignmentEnded) {
  const auto code = code_for(authorize_fields());
  change_app(kWeb, [](auto& app) {
    app.assignment_required = true;
    app.assignments.clear();
  });
  expect_json(token(redemption(code)), 50105, "invalid_grant", 400);
}

TEST_F(Refusals, 50126WrongPassword) {
  expect_on_sign_in_page(sign_in(authorize(authorize_fields()), "alice@contoso.example", "wrong"), 50126);
  EXPECT_TRUE(code_for(with(authorize_fields(), "prompt", "none")).empty());
}

TEST_F(Refusals, 50053TheAccountIsLockedAfterTenWrongPasswords) {
  const auto page = authorize(authorize_fields());
  for (int i = 0; i < 10; ++i)
    expect_on_sign_in_page(sign_in(page, "alice@contoso.example", "wrong " + std::to_string(i)), 50126);
  expect_on_sign_in_page(sign_in(page, "alice@contoso.example", "one more"), 50053);
  expect_on_sign_in_page(sign_in(page, "alice@contoso.example", kPassword), 50053);
  clock.advance(Seconds(60));
  EXPECT_EQ(sign_in(page, "alice@contoso.example", kPassword).status, 303);
}

TEST_F(Refusals, 50147AChallengeOfTheWrongSize) {
  RecordProperty("covers", "AS-03");
  expect_redirect(authorize(with(authorize_fields(), "code_challenge", "short")), 50147, "invalid_request");
}

TEST_F(Refusals, 50148NoVerifier) {
  RecordProperty("covers", "AS-03");
  expect_json(token(with(redemption(code_for(authorize_fields())), "code_verifier", "")), 50148, "invalid_grant", 400);
}

TEST_F(Refusals, 50173SignedInBeforeTokensBecameValid) {
  const auto first = body_of(token(redemption(code_for(authorize_fields()))));
  change_user("alice@contoso.example", [&](auto& user) { user.tokens_valid_from = clock.now() + Seconds(1); });
  expect_json(token({{"grant_type", "refresh_token"},
                     {"client_id", std::string(kWeb)},
                     {"client_secret", std::string(kSecret)},
                     {"refresh_token", text_of(first, "refresh_token")}}),
              50173, "invalid_grant", 400, "bad_token");
}

TEST_F(Refusals, 50194ASingleTenantAppAtCommon) {
  expect_page(authorize(authorize_fields(), "common"), 50194);
}

TEST_F(Refusals, 54005ACodeRedeemedTwice) {
  RecordProperty("covers", "AS-02");
  const auto code = code_for(authorize_fields());
  EXPECT_EQ(token(redemption(code)).status, 200);
  expect_json(token(redemption(code)), 54005, "invalid_grant", 400);
}

TEST_F(Refusals, 65004ConsentDeclined) {
  const auto page = sign_in(authorize(with(authorize_fields(), "prompt", "consent")));
  expect_redirect(post_form(page, {{"act", "decline"}}), 65004, "access_denied");
}

TEST_F(Refusals, 70000NoSuchCodeAndNoSuchRefreshToken) {
  expect_json(token(redemption("nonsense")), 70000, "invalid_grant", 400);
  expect_json(token({{"grant_type", "refresh_token"},
                     {"client_id", std::string(kWeb)},
                     {"client_secret", std::string(kSecret)},
                     {"refresh_token", "x"}}),
              70000, "invalid_grant", 400);
}

TEST_F(Refusals, 70000ACodeOfAnotherClient) {
  RecordProperty("covers", "AS-02");
  const auto code = code_for(authorize_fields());
  expect_json(token(with(spa_redemption(code), "redirect_uri", kWebCallback), from_spa()), 70000, "invalid_grant", 400);
}

TEST_F(Refusals, 70003OtherGrants) {
  RecordProperty("covers", "AS-04");
  for (const char* grant :
       {"password", "device_code", "urn:ietf:params:oauth:grant-type:device_code", "implicit", "Authorization_Code"})
    expect_json(token(with(redemption("x"), "grant_type", grant)), 70003, "unsupported_grant_type", 400);
}

TEST_F(Refusals, 70005OtherResponseTypes) {
  expect_redirect(authorize(with(authorize_fields(), "response_type", "code banana")), 70005,
                  "unsupported_response_type");
}

TEST_F(Refusals, 70007AnIdTokenInAQuery) {
  const auto response =
      authorize(with(with(authorize_fields(), "response_type", "id_token"), "response_mode", "query"));
  expect_redirect(response, 70007, "invalid_request");
  EXPECT_NE(location(response).find('#'), std::string::npos);
}

TEST_F(Refusals, 70008AnExpiredCode) {
  RecordProperty("covers", "AS-02");
  const auto code = code_for(authorize_fields());
  clock.advance(Seconds(600));
  expect_json(token(redemption(code)), 70008, "invalid_grant", 400);
}

TEST_F(Refusals, 70011TwoResources) {
  expect_redirect(authorize(with(authorize_fields(), "scope", "openid User.Read api://x/read")), 70011,
                  "invalid_scope");
}

TEST_F(Refusals, 90002NoSuchTenant) {
  expect_json(token(redemption("x"), {}, "nowhere.example"), 90002, "invalid_request", 400);
  expect_page(authorize(authorize_fields(), "nowhere.example"), 90002);
  expect_json(send("GET", "/nowhere.example/v2.0/.well-known/openid-configuration"), 90002, "invalid_tenant", 400);
}

TEST_F(Refusals, 90014ClientCredentialsWithoutScope) {
  expect_json(token({{"grant_type", "client_credentials"},
                     {"client_id", std::string(kWeb)},
                     {"client_secret", std::string(kSecret)}}),
              90014, "invalid_request", 400);
}

TEST_F(Refusals, 500011NoSuchResource) {
  expect_redirect(authorize(with(authorize_fields(), "scope", "openid api://nobody/read")), 500011, "invalid_resource");
  expect_json(token({{"grant_type", "client_credentials"},
                     {"client_id", std::string(kWeb)},
                     {"client_secret", std::string(kSecret)},
                     {"scope", "api://nobody/.default"}}),
              500011, "invalid_resource", 400);
}

TEST_F(Refusals, 500113NoReplyAddress) {
  RecordProperty("covers", "AS-01");
  change_app(kWeb, [](auto& app) { app.redirect_uris.clear(); });
  expect_page(authorize(authorize_fields()), 500113);
}

TEST_F(Refusals, 501481AnotherVerifierAndAVerifierWithoutAChallenge) {
  RecordProperty("covers", "AS-03");
  const std::string other(43, 'a');
  expect_json(token(with(redemption(code_for(authorize_fields())), "code_verifier", other)), 501481, "invalid_grant",
              400);
  const auto plain = with(with(authorize_fields(), "code_challenge", ""), "code_challenge_method", "");
  expect_json(token(redemption(code_for(plain))), 501481, "invalid_grant",
              400);  // the challenge was taken out on the way
}

TEST_F(Refusals, 501491AVerifierOfTheWrongSize) {
  RecordProperty("covers", "AS-03");
  expect_json(token(with(redemption(code_for(authorize_fields())), "code_verifier", "short")), 501491, "invalid_grant",
              400);
}

TEST_F(Refusals, 700005ACodeOfAnotherTenant) {
  change_app(kWeb, [](auto& app) { app.audience = entra::SignInAudience::multiple_orgs; });
  expect_json(token(redemption(code_for(authorize_fields())), {}, kOtherTenant), 700005, "invalid_grant", 400);
}

TEST_F(Refusals, 700016AnUnknownClient) {
  const char* nobody = "99999999-9999-4999-8999-999999999999";
  expect_page(authorize(with(authorize_fields(), "client_id", nobody)), 700016);
  expect_page(authorize(authorize_fields(), kOtherTenant), 700016);
  expect_json(token(with(redemption("x"), "client_id", nobody)), 700016, "unauthorized_client", 400);
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

TEST_F(Refusals, 700027AnAssertionOfNobody) {
  const auto fields =
      with(with(with(redemption(code_for(authorize_fields())), "client_secret", ""), "client_assertion", "a.b.c"),
           "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
  expect_json(token(fields), 700027, "invalid_client", 401);
}

TEST_F(Refusals, 700038AClientIdThatIsNoGuid) {
  expect_page(authorize(with(authorize_fields(), "client_id", "web")), 700038);
}

TEST_F(Refusals, 700051AccessTokensNotTicked) {
  RecordProperty("covers", "AS-04");
  expect_redirect(authorize(with(authorize_fields(), "response_type", "token")), 700051, "unsupported_response_type");
}

TEST_F(Refusals, 700054IdTokensNotTicked) {
  expect_redirect(authorize(with(spa_fields(), "response_type", "id_token")), 700054, "unsupported_response_type");
  expect_redirect(authorize(with(spa_fields(), "response_type", "code id_token")), 700054, "unsupported_response_type");
}

TEST_F(Refusals, 700082ARefreshTokenIdleFor90Days) {
  const auto first = body_of(token(redemption(code_for(authorize_fields()))));
  clock.advance(Seconds(90 * 86400));
  expect_json(token({{"grant_type", "refresh_token"},
                     {"client_id", std::string(kWeb)},
                     {"client_secret", std::string(kSecret)},
                     {"refresh_token", text_of(first, "refresh_token")}}),
              700082, "invalid_grant", 400, "bad_token");
}

TEST_F(Refusals, 700084ARefreshTokenOfASpaAfterADay) {
  const Fields refresh{{"grant_type", "refresh_token"}, {"client_id", std::string(kSpa)}};
  auto first = body_of(token(spa_redemption(code_for(spa_fields())), from_spa()));
  clock.advance(Seconds(80000));  // refreshed meanwhile: the day is inherited
  const auto second = body_of(token(with(refresh, "refresh_token", text_of(first, "refresh_token")), from_spa()));
  ASSERT_FALSE(text_of(second, "refresh_token").empty());
  clock.advance(Seconds(6400));
  expect_json(token(with(refresh, "refresh_token", text_of(second, "refresh_token")), from_spa()), 700084,
              "invalid_grant", 400, "bad_token");
}

TEST_F(Refusals, 900144AMissingParameter) {
  for (const char* name : {"grant_type", "client_id", "code", "redirect_uri"})
    expect_json(token(with(redemption(code_for(authorize_fields())), name, "")), 900144, "invalid_request", 400);
  expect_json(send("POST", path("/oauth2/v2.0/token")), 900144, "invalid_request", 400);
  expect_page(authorize(with(authorize_fields(), "client_id", "")), 900144);
  expect_page(authorize(with(authorize_fields(), "redirect_uri", "")), 900144);
  expect_redirect(authorize(with(authorize_fields(), "response_type", "")), 900144, "invalid_request");
  expect_redirect(authorize(with(authorize_fields(), "scope", "")), 900144, "invalid_request");
  expect_redirect(authorize(with(with(authorize_fields(), "response_type", "id_token"), "nonce", "")), 900144,
                  "invalid_request");
}

TEST_F(Refusals, 900561AnotherMethodAtTheTokenEndpoint) {
  expect_json(send("GET", path("/oauth2/v2.0/token")), 900561, "invalid_request", 400);
}

TEST_F(Refusals, 901002AResourceParameter) {
  expect_redirect(authorize(with(authorize_fields(), "resource", "https://graph.microsoft.com")), 901002,
                  "invalid_request");
  expect_json(token(with(redemption("x"), "resource", "y")), 901002, "invalid_request", 400);
}

TEST_F(Refusals, 1002012ClientCredentialsWithASingleScope) {
  expect_json(token({{"grant_type", "client_credentials"},
                     {"client_id", std::string(kWeb)},
                     {"client_secret", std::string(kSecret)},
                     {"scope", "User.Read"}}),
              1002012, "invalid_scope", 400);
}

TEST_F(Refusals, 7000112ADisabledApp) {
  change_app(kWeb, [](auto& app) { app.enabled = false; });
  expect_page(authorize(authorize_fields()), 7000112);
  expect_json(token(redemption("x")), 7000112, "unauthorized_client", 400);
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

TEST_F(Refusals, 9002313WhatCannotBeRead) {
  expect_json(send("POST", path("/oauth2/v2.0/token"), "grant_type=a&grant_type=a"), 9002313, "invalid_request", 400);
  expect_json(send("POST", path("/oauth2/v2.0/token"), "grant_type=%zz"), 9002313, "invalid_request", 400);
  expect_json(token(redemption("x"), {{"Authorization", "Basic " + base64_encode(std::string(kWeb) + ":x")}}), 9002313,
              "invalid_request", 400);
  expect_page(send("GET", path("/oauth2/v2.0/authorize?client_id=a&client_id=b")), 9002313);
  expect_redirect(authorize(with(authorize_fields(), "code_challenge_method", "plain")), 9002313, "invalid_request");
  expect_redirect(authorize(with(authorize_fields(), "prompt", "none login")), 9002313, "invalid_request");
  expect_redirect(authorize(with(authorize_fields(), "prompt", "create")), 9002313, "invalid_request");
  expect_redirect(authorize(with(authorize_fields(), "response_mode", "web_message")), 9002313, "invalid_request");
  expect_redirect(authorize(with(authorize_fields(), "max_age", "-1")), 9002313, "invalid_request");
}

TEST_F(Refusals, 9002325ASpaWithoutPkceAfterTheSignIn) {
  RecordProperty("covers", "AS-03");
  const auto fields = with(with(spa_fields(), "code_challenge", ""), "code_challenge_method", "");
  const auto page = authorize(fields);
  EXPECT_EQ(page.status, 200) << "the password is asked for first, as Entra does";
  expect_redirect(sign_in(page), 9002325, "invalid_request");
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

TEST_F(Refusals, 9002332PersonalAccounts) {
  expect_page(authorize(authorize_fields(), "consumers"), 9002332);
}

TEST_F(Refusals, RequestObjectsAreNeverFetched) {
  RecordProperty("covers", "AS-09");
  const auto response = authorize(with(authorize_fields(), "request_uri", "https://evil.example/r"));
  EXPECT_EQ(answered(response, "error"), "request_not_supported");
}

TEST_F(Refusals, CancelIsAccessDenied) {
  const auto response = post_form(authorize(authorize_fields()), {{"login", ""}, {"passwd", ""}, {"act", "cancel"}});
  EXPECT_EQ(response.status, 303);
  EXPECT_EQ(answered(response, "error"), "access_denied");
  EXPECT_EQ(answered(response, "error_subcode"), "cancel");
  EXPECT_EQ(answered(response, "state"), "s1");
}

}  // namespace
}  // namespace sallyport::directory
