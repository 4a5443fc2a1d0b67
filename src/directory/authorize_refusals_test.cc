// Refusals of the authorization endpoint, provoked through the handler: error, number, and where they show. Where
// another endpoint refuses the same thing, the same test checks it there.
#include "directory/call/limits.h"
#include "directory/refusals_fixture.h"

namespace sallyport::directory {
namespace {

TEST_F(Refusals, 50011AnotherRedirectUri) {
  RecordProperty("covers", "AS-01, D4");
  expect_page(authorize(with(authorize_fields(), "redirect_uri", "https://app.example/other")), 50011);
  const auto code = code_for(authorize_fields());  // and once more at the token endpoint
  expect_json(token(with(redemption(code), "redirect_uri", "https://app.example/other")), 50011, "invalid_client", 400);
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

TEST_F(Refusals, 50132ASignInThatHasExpired) {
  ASSERT_FALSE(code_for(authorize_fields()).empty());
  const auto silent = with(authorize_fields(), "prompt", "none");
  clock.advance(limits::kSignIn + Seconds(1));
  const auto expired = authorize(silent);
  expect_redirect(expired, 50132, "login_required");
  EXPECT_EQ(answered(expired, "suberror"), "bad_token");
  ASSERT_FALSE(code_for(authorize_fields()).empty());
  expect_redirect(authorize(with(silent, "login_hint", "dave@contoso.example")), 50058, "login_required");
}

TEST_F(Refusals, 50133ASignInThatWasRevoked) {
  ASSERT_FALSE(code_for(authorize_fields()).empty());
  const auto silent = with(authorize_fields(), "prompt", "none");
  clock.advance(Seconds(1));
  change_user("alice@contoso.example", [&](entra::User& user) { user.tokens_valid_from = clock.now(); });
  expect_redirect(authorize(silent), 50133, "login_required");
  change_user("alice@contoso.example", [](entra::User& user) { user.enabled = false; });
  expect_redirect(authorize(silent), 50058, "login_required");  // who is switched off is told nothing else
}

TEST_F(Refusals, 50105NotAssigned) {
  change_principal(kWeb, [](auto& principal) { principal.assignment_required = true; });
  const auto page = sign_in(authorize(authorize_fields()), "bob@contoso.example");
  expect_page(page, 50105);
  expect_redirect(authorize(with(authorize_fields(), "prompt", "none")), 50105, "interaction_required");
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

TEST_F(Refusals, 50194ASingleTenantAppAtCommon) {
  expect_page(authorize(authorize_fields(), "common"), 50194);
}

TEST_F(Refusals, 65004ConsentDeclined) {
  const auto page = sign_in(authorize(with(authorize_fields(), "prompt", "consent")));
  expect_redirect(post_form(page, {{"act", "decline"}}), 65004, "access_denied");
}

TEST_F(Refusals, 70005TokensInUrlsWhereStrict) {
  RecordProperty("covers", "AS-04");
  change_app(kWeb, [](auto& app) { app.access_token_implicit = true; });
  settings.tokens_in_urls = false;
  for (const char* type : {"token", "id_token token"})
    expect_redirect(authorize(with(authorize_fields(), "response_type", type)), 70005, "unsupported_response_type");
}

TEST_F(Refusals, 16000SeveralAccountsAndNoPage) {
  EXPECT_FALSE(code_for(authorize_fields()).empty());
  const auto login = with(authorize_fields(), "prompt", "login");
  EXPECT_FALSE(answered(sign_in(authorize(login), "bob@contoso.example"), "code").empty());
  const auto silent = with(authorize_fields(), "prompt", "none");
  expect_redirect(authorize(silent), 16000, "interaction_required");
  EXPECT_FALSE(answered(authorize(with(silent, "login_hint", "bob@contoso.example")), "code").empty());
  expect_redirect(authorize(with(silent, "login_hint", "dave@contoso.example")), 50058, "login_required");
}

TEST_F(Refusals, 900561ASignInPageThatIsLoadedAgain) {
  RecordProperty("covers", "D8");
  const auto page = authorize(authorize_fields());
  const auto again = send("GET", unescape(between(page.body, "<form method=\"post\" action=\"", "\"")));
  expect_page(again, 900561);
  EXPECT_NE(again.body.find("The endpoint only accepts POST requests. Received a GET request."), std::string::npos);
}

TEST_F(Refusals, 70005OtherResponseTypes) {
  change_app(kWeb, [](auto& app) { app.access_token_implicit = true; });
  for (const char* type : {"code banana", "code token", "code id_token token", "code code"})
    expect_redirect(authorize(with(authorize_fields(), "response_type", type)), 70005, "unsupported_response_type");
}

TEST_F(Refusals, 70007AnIdTokenInAQuery) {
  const auto response =
      authorize(with(with(authorize_fields(), "response_type", "id_token"), "response_mode", "query"));
  expect_redirect(response, 70007, "invalid_request");
  EXPECT_NE(location(response).find('#'), std::string::npos);
}

TEST_F(Refusals, 70011ProfileWithoutOpenid) {
  const auto response = authorize(with(authorize_fields(), "scope", "profile email"));
  expect_redirect(response, 70011, "invalid_scope");
  EXPECT_NE(answered(response, "error_description").find("'scope' is not valid. openid scope is required. Trace ID"),
            std::string::npos);
}

TEST_F(Refusals, 70011AnotherScopeBesideDefault) {
  const std::string native = "api://" + std::string(kNative);
  for (const std::string& scope :
       {native + "/.default " + native + "/read", "User.Read " + native + "/.default", native + "/read .default"})
    expect_redirect(authorize(with(authorize_fields(), "scope", "openid " + scope)), 70011, "invalid_scope");
}

TEST_F(Refusals, 700022AnAccessTokenForTwoApisInTheUrl) {
  change_app(kWeb, [](auto& app) { app.access_token_implicit = true; });
  const std::string scope = "openid User.Read api://" + std::string(kNative) + "/read";
  const auto response = authorize(with(with(authorize_fields(), "response_type", "token"), "scope", scope));
  expect_redirect(response, 700022, "invalid_scope");
  EXPECT_NE(answered(response, "error_description").find("Scope " + scope + " is not valid."), std::string::npos);
}

TEST_F(Refusals, 90002NoSuchTenant) {
  expect_json(token(redemption("x"), {}, "nowhere.example"), 90002, "invalid_request", 400);
  expect_page(authorize(authorize_fields(), "nowhere.example"), 90002);
  expect_json(send("GET", "/nowhere.example/v2.0/.well-known/openid-configuration"), 90002, "invalid_tenant", 400);
}

TEST_F(Refusals, 90013ATenantThatCannotBeAName) {
  for (const char* tenant : {"%7Btenant%7D", "contoso%20example", "contoso_example", "cont%C3%B6so.example"}) {
    expect_json(token(redemption("x"), {}, tenant), 90013, "invalid_request", 400);
    expect_page(authorize(authorize_fields(), tenant), 90013);
    expect_json(send("GET", "/" + std::string(tenant) + "/v2.0/.well-known/openid-configuration"), 90013,
                "invalid_request", 400);
  }
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

TEST_F(Refusals, 700016AnUnknownClient) {
  const char* nobody = "99999999-9999-4999-8999-999999999999";
  expect_page(authorize(with(authorize_fields(), "client_id", nobody)), 700016);
  expect_page(authorize(authorize_fields(), kOtherTenant), 700016);
  expect_json(token(with(redemption("x"), "client_id", nobody)), 700016, "unauthorized_client", 400);
}

TEST_F(Refusals, 700038AClientIdThatIsNoGuid) {
  for (const char* id : {"web", "00000000-0000-0000-0000-000000000000"}) {
    expect_page(authorize(with(authorize_fields(), "client_id", id)), 700038);
    const auto response = token(with(redemption("x"), "client_id", id));
    expect_json(response, 700038, "unauthorized_client", 400);
    EXPECT_FALSE(body_of(response).contains("error_uri"));
  }
}

TEST_F(Refusals, 700051AccessTokensNotTicked) {
  RecordProperty("covers", "AS-04");
  expect_redirect(authorize(with(authorize_fields(), "response_type", "token")), 700051, "unsupported_response_type");
}

TEST_F(Refusals, 700054IdTokensNotTicked) {
  expect_redirect(authorize(with(spa_fields(), "response_type", "id_token")), 700054, "unsupported_response_type");
  expect_redirect(authorize(with(spa_fields(), "response_type", "code id_token")), 700054, "unsupported_response_type");
}

TEST_F(Refusals, 9010010AResourceThatIsNotThatOfTheScopes) {
  RecordProperty("covers", "D2");
  const std::string api = "api://" + std::string(kWeb);
  const auto for_api = with(spa_fields(), "scope", "openid " + api + "/read");
  for (const std::string& wrong :
       {api + "/", std::string("https://graph.microsoft.com"), std::string(kWeb), std::string("y")})
    expect_redirect(authorize(with(for_api, "resource", wrong)), 9010010, "invalid_target");
  const std::string code = code_for(with(for_api, "resource", api));
  ASSERT_FALSE(code.empty());
  expect_json(token(with(spa_redemption(code), "resource", "y"), from_spa()), 9010010, "invalid_target", 400);
  EXPECT_EQ(token(with(spa_redemption(code), "resource", api), from_spa()).status, 200);
  expect_redirect(authorize(with(authorize_fields(), "resource", api)), 9010010, "invalid_target");  // Graph's scopes
  EXPECT_FALSE(code_for(with(authorize_fields(), "resource", "https://graph.microsoft.com")).empty());
}

TEST_F(Refusals, 90009AClientThatNamesItselfByItsUri) {
  RecordProperty("covers", "D3");
  const std::string own = "api://" + std::string(kWeb) + "/read";
  const auto code = code_for(with(authorize_fields(), "scope", "openid offline_access " + own));
  expect_json(token(redemption(code)), 90009, "invalid_request", 400);
  const auto by_id = std::string(kWeb) + "/read";
  const auto first = body_of(token(with(redemption(code), "scope", "openid offline_access " + by_id)));
  const Fields refresh{{"grant_type", "refresh_token"},
                       {"client_id", std::string(kWeb)},
                       {"client_secret", std::string(kSecret)},
                       {"refresh_token", text_of(first, "refresh_token")}};
  expect_json(token(with(refresh, "scope", own)), 90009, "invalid_request", 400);
  EXPECT_EQ(token(with(refresh, "scope", by_id)).status, 200);
}

TEST_F(Refusals, 7000112ADisabledApp) {
  change_principal(kWeb, [](auto& principal) { principal.enabled = false; });
  expect_page(authorize(authorize_fields()), 7000112);
  expect_json(token(redemption("x")), 7000112, "unauthorized_client", 400);
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
  expect_redirect(authorize(with(authorize_fields(), "claims", "{")), 9002313, "invalid_request");
  expect_redirect(authorize(with(authorize_fields(), "prompt", "admin_consent")), 9002313, "invalid_request");
  expect_json(token(with(redemption("x"), "claims", "[]")), 9002313, "invalid_request", 400);
}

TEST_F(Refusals, 9002325ASpaWithoutPkceAfterTheSignIn) {
  RecordProperty("covers", "AS-03");
  const auto fields = with(with(spa_fields(), "code_challenge", ""), "code_challenge_method", "");
  const auto page = authorize(fields);
  EXPECT_EQ(page.status, 200) << "the password is asked for first, as Entra does";
  expect_redirect(sign_in(page), 9002325, "invalid_request");
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
