// Refusals of the token endpoint, provoked through the handler: error, number, status and suberror. Where the
// authorization endpoint refuses the same thing, the same test checks it there.
#include "directory/refusals_fixture.h"

namespace sallyport::directory {
namespace {

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

TEST_F(Refusals, 50105AtTheTokenEndpointWhereTheAssignmentEnded) {
  const auto code = code_for(authorize_fields());
  change_principal(kWeb, [](auto& principal) { principal.assignment_required = true; });
  const auto role = store.assignments_of(entra::ObjectId(std::string(kAlice)), {})->rows.at(0).role_id;
  ASSERT_TRUE(*store.remove_assignment(entra::ObjectId(std::string(kAlice)), principal_of(kWeb).id, role));
  expect_json(token(redemption(code)), 50105, "invalid_grant", 400);
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

TEST_F(Refusals, 54005ACodeRedeemedTwice) {
  RecordProperty("covers", "AS-02");
  const auto code = code_for(authorize_fields());
  EXPECT_EQ(token(redemption(code)).status, 200);
  expect_json(token(redemption(code)), 54005, "invalid_grant", 400);
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
  RecordProperty("covers", "AS-04, P8");
  for (const char* grant :
       {"password", "urn:ietf:params:oauth:grant-type:token-exchange", "implicit", "Authorization_Code"})
    expect_json(token(with(redemption("x"), "grant_type", grant)), 70003, "unsupported_grant_type", 400);
  const auto body = body_of(token(with(redemption("x"), "grant_type", "no_such_grant")));
  EXPECT_TRUE(text_of(body, "error_description")
                  .starts_with("AADSTS70003: The app requested an unsupported grant type 'no_such_grant'. Trace ID: "));
  EXPECT_FALSE(body.contains("error_uri"));
}

TEST_F(Refusals, 70008AnExpiredCode) {
  RecordProperty("covers", "AS-02");
  const auto code = code_for(authorize_fields());
  clock.advance(Seconds(600));
  expect_json(token(redemption(code)), 70008, "invalid_grant", 400);
}

TEST_F(Refusals, 50059NothingNamesATenant) {
  for (const char* authority : {"common", "organizations", "consumers"}) {
    expect_json(token(with(redemption("x"), "client_id", "99999999-9999-4999-8999-999999999999"), {}, authority), 50059,
                "invalid_request", 400);
    EXPECT_NE(token(redemption("x"), {}, authority).body.find("AADSTS70000"), std::string::npos)
        << "the client is known";
  }
}

TEST_F(Refusals, 50196TheSixteenthEqualRequestInFiveMinutes) {
  const auto held = text_of(body_of(token(redemption(code_for(authorize_fields())))), "refresh_token");
  const Fields refresh{{"grant_type", "refresh_token"},
                       {"client_id", std::string(kWeb)},
                       {"client_secret", std::string(kSecret)},
                       {"refresh_token", held}};
  for (int i = 0; i < 15; ++i) ASSERT_EQ(token(refresh).status, 200) << i;
  expect_json(token(refresh), 50196, "invalid_grant", 400);
  EXPECT_EQ(token(with(refresh, "scope", "openid")).status, 200) << "another request";
  settings.detect_loops = false;
  EXPECT_EQ(token(refresh).status, 200);
  settings.detect_loops = true;
  clock.advance(Seconds(300));
  EXPECT_EQ(token(refresh).status, 200);
}

TEST_F(Refusals, 70043ASignInThatAPolicyCallsTooOld) {
  RecordProperty("covers", "D7");
  settings.sign_in_frequency = Seconds(3600);
  const Fields refresh{
      {"grant_type", "refresh_token"}, {"client_id", std::string(kWeb)}, {"client_secret", std::string(kSecret)}};
  const auto held = text_of(body_of(token(redemption(code_for(authorize_fields())))), "refresh_token");
  clock.advance(Seconds(3599));
  const auto next = text_of(body_of(token(with(refresh, "refresh_token", held))), "refresh_token");
  clock.advance(Seconds(1));
  expect_json(token(with(refresh, "refresh_token", next)), 70043, "invalid_grant", 400, "token_expired");
  EXPECT_EQ(authorize(authorize_fields()).status, 200) << "the browser is asked again, too";
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

TEST_F(Refusals, AnEmptyParameterIsAnAbsentOne) {
  RecordProperty("covers", "P3");
  const auto bare = with(with(authorize_fields(), "code_challenge", ""), "code_challenge_method", "");
  const auto empty = [&](Fields fields, std::initializer_list<const char*> names) {
    for (const char* name : names) fields.emplace_back(name, "");
    return fields;
  };
  const auto page = authorize(empty(bare, {"code_challenge", "code_challenge_method", "prompt", "max_age", "resource",
                                           "login_hint", "response_mode", "request", "request_uri"}));
  const std::string code = answered(sign_in(page), "code");
  ASSERT_FALSE(code.empty()) << page.body;
  const auto redeemed = with(redemption(code), "code_verifier", "");
  EXPECT_EQ(token(empty(redeemed, {"code_verifier", "resource", "scope", "client_assertion", "client_assertion_type"}))
                .status,
            200);
  expect_json(token(empty(with(redemption("x"), "grant_type", ""), {"grant_type"})), 900144, "invalid_request", 400);
  expect_json(token(empty(redemption("x"), {"code"})), 9002313, "invalid_request", 400);  // it stands twice
}

TEST_F(Refusals, 900144AMissingParameter) {
  for (const char* name : {"grant_type", "client_id", "code", "redirect_uri"})
    expect_json(token(with(redemption(code_for(authorize_fields())), name, "")), 900144, "invalid_request", 400);
  expect_json(send("POST", path("/oauth2/v2.0/token")), 900144, "invalid_request", 400);
  expect_page(authorize(with(authorize_fields(), "client_id", "")), 900144);
  expect_page(authorize(with(authorize_fields(), "redirect_uri", "")), 900971);
  expect_redirect(authorize(with(authorize_fields(), "response_type", "")), 900144, "invalid_request");
  expect_redirect(authorize(with(authorize_fields(), "scope", "")), 900144, "invalid_request");
  expect_redirect(authorize(with(with(authorize_fields(), "response_type", "id_token"), "nonce", "")), 900144,
                  "invalid_request");
}

TEST_F(Refusals, 900561AnotherMethodAtTheTokenEndpoint) {
  expect_json(send("GET", path("/oauth2/v2.0/token")), 900561, "invalid_request", 400);
}

}  // namespace
}  // namespace sallyport::directory
