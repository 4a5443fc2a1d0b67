// The directory's flows as a browser and a client see them.
#include "crypto/password.h"
#include "directory/directory_test.h"

namespace sallyport::directory {
namespace {

class Flows : public DirectoryTest {};

TEST_F(Flows, ASignInGivesACodeThatGivesTokens) {
  const auto page = authorize(authorize_fields());
  EXPECT_EQ(page.status, 200);
  for (const char* text : {"id=\"i0116\"", "name=\"login\"", "id=\"i0118\"", "name=\"passwd\"", "id=\"idSIButton9\"",
                           "not Microsoft Entra ID", "Web &lt;app&gt;"})
    EXPECT_NE(page.body.find(text), std::string::npos) << text;
  const auto done = sign_in(page);
  EXPECT_EQ(done.status, 303);  // RFC 9700 4.12: never 307
  EXPECT_TRUE(location(done).starts_with(std::string(kWebCallback) + "?code="));
  EXPECT_TRUE(location(done).ends_with("#"));
  EXPECT_EQ(answered(done, "state"), "s1");
  EXPECT_FALSE(answered(done, "session_state").empty());

  const auto response = token(redemption(answered(done, "code")));
  ASSERT_EQ(response.status, 200) << response.body;
  const auto body = body_of(response);
  EXPECT_EQ(text_of(body, "token_type"), "Bearer");
  EXPECT_FALSE(text_of(body, "refresh_token").empty());
  EXPECT_FALSE(body.contains("refresh_token_expires_in"));
  EXPECT_FALSE(body.contains("client_info"));
  EXPECT_EQ(*response.find("Cache-Control"), "no-store, no-cache");

  const auto claims = claims_of(text_of(body, "id_token"));
  EXPECT_EQ(text_of(claims, "iss"), std::string(kOrigin) + "/" + std::string(kTenant) + "/v2.0");
  EXPECT_EQ(text_of(claims, "aud"), kWeb);
  EXPECT_EQ(text_of(claims, "oid"), kAlice);
  EXPECT_EQ(text_of(claims, "tid"), kTenant);
  EXPECT_EQ(text_of(claims, "nonce"), "n1");
  EXPECT_EQ(text_of(claims, "name"), "Alice Adams");
  EXPECT_EQ(text_of(claims, "preferred_username"), "alice@contoso.example");
  EXPECT_EQ(text_of(claims, "email"), "alice@contoso.example");
  EXPECT_EQ(text_of(claims, "ver"), "2.0");
  EXPECT_EQ(text_of(claims, "sub").size(), 43U);
  EXPECT_EQ(*claims.find("roles"), json::Value(json::Array{"Admin"}));
  EXPECT_EQ(claims.find("groups")->as_array()->size(), 1U);
  EXPECT_FALSE(claims.contains("c_hash"));  // the token endpoint adds neither c_hash nor at_hash
  EXPECT_EQ(text_of(claims, "sid"), answered(done, "session_state"));
}

TEST_F(Flows, AFormSentWithoutAButtonSignsInToo) {
  const auto page = authorize(authorize_fields());
  const auto done = post_form(page, {{"login", "alice@contoso.example"}, {"passwd", std::string(kPassword)}});
  EXPECT_FALSE(answered(done, "code").empty());
}

TEST_F(Flows, ASignInUpgradesAnOutdatedHashAndKeepsACurrentOne) {
  RecordProperty("covers", "A17");
  const std::string kOutdated = crypto::hash_password(Secret("password"), random, {.memory = 8192, .passes = 1});
  change_user("alice@contoso.example", [&](auto& user) { user.password_hash = kOutdated; });
  EXPECT_EQ(sign_in(authorize(authorize_fields()), "alice@contoso.example", "wrong").status, 200);
  const auto hash = [&] { return (*store.find_user_by_name("alice@contoso.example"))->password_hash; };
  EXPECT_EQ(hash(), kOutdated) << "a wrong password changes nothing";
  EXPECT_EQ(sign_in(authorize(authorize_fields()), "alice@contoso.example", "password").status, 303);
  const std::string upgraded = hash();
  EXPECT_FALSE(crypto::is_outdated(upgraded));
  EXPECT_TRUE(crypto::check_password(Secret("password"), upgraded));
  const auto again = with(authorize_fields(), "prompt", "login");
  EXPECT_EQ(sign_in(authorize(again), "alice@contoso.example", "password").status, 303);
  EXPECT_EQ(hash(), upgraded);
}

TEST_F(Flows, ClientInfoNamesPersonAndTenant) {
  const auto code = code_for(with(authorize_fields(), "client_info", "1"));
  const auto body = body_of(token(with(redemption(code), "client_info", "1")));
  const auto info = json::parse_object(*base64url_decode(text_of(body, "client_info")));
  EXPECT_EQ(text_of(*info, "uid"), kAlice);
  EXPECT_EQ(text_of(*info, "utid"), kTenant);
}

TEST_F(Flows, TheSubjectIsPairwiseAndStays) {
  const auto sub = [&](const Fields& redeemed, std::vector<http::Header> headers = {}) {
    return text_of(claims_of(text_of(body_of(token(redeemed, std::move(headers))), "id_token")), "sub");
  };
  const auto first = sub(redemption(code_for(authorize_fields())));
  EXPECT_EQ(sub(redemption(code_for(authorize_fields()))), first);
  EXPECT_NE(sub(spa_redemption(code_for(spa_fields())), from_spa()), first);
  EXPECT_NE(first, kAlice);
}

TEST_F(Flows, AKeptSignInLeadsToOtherAppsWithoutAPage) {
  EXPECT_FALSE(code_for(authorize_fields()).empty());
  const auto silent = authorize(with(spa_fields(), "prompt", "none"));
  EXPECT_EQ(silent.status, 302);
  EXPECT_FALSE(answered(silent, "code").empty());
  EXPECT_EQ(silent.find("X-Frame-Options"), nullptr);
  EXPECT_FALSE(answered(authorize(spa_fields()), "code").empty());
}

TEST_F(Flows, PromptLoginAndMaxAgeAskAgain) {
  EXPECT_FALSE(code_for(authorize_fields()).empty());
  EXPECT_EQ(authorize(with(authorize_fields(), "prompt", "login")).status, 200);
  clock.advance(Seconds(11));
  EXPECT_EQ(authorize(with(authorize_fields(), "max_age", "10")).status, 200);
  EXPECT_EQ(authorize(with(authorize_fields(), "max_age", "11")).status, 302);
  EXPECT_EQ(answered(authorize(with(with(authorize_fields(), "max_age", "10"), "prompt", "none")), "error"),
            "login_required");
}

TEST_F(Flows, LoginHintFillsInAndDecidesWhoIsMeant) {
  const auto page = authorize(with(authorize_fields(), "login_hint", "bob@contoso.example"));
  EXPECT_NE(page.body.find("value=\"bob@contoso.example\""), std::string::npos);
  EXPECT_FALSE(code_for(authorize_fields()).empty());
  EXPECT_EQ(authorize(with(authorize_fields(), "login_hint", "bob@contoso.example")).status, 200);
  EXPECT_EQ(authorize(with(authorize_fields(), "login_hint", "ALICE@contoso.example")).status, 302);
  EXPECT_EQ(authorize(with(authorize_fields(), "login_hint", "O." + base64url_encode("alice@contoso.example"))).status,
            302);
}

TEST_F(Flows, SelectAccountOffersTheOneThatIsSignedIn) {
  EXPECT_FALSE(code_for(authorize_fields()).empty());
  const auto page = authorize(with(authorize_fields(), "prompt", "select_account"));
  EXPECT_NE(page.body.find("Alice Adams"), std::string::npos);
  EXPECT_EQ(page.body.find("Bob Baker"), std::string::npos);
  EXPECT_FALSE(answered(post_form(page, {{"account", std::string(kAlice)}}), "code").empty());
  const auto bob = (*store.find_user_by_name("bob@contoso.example"))->id.value;
  EXPECT_TRUE(answered(post_form(page, {{"account", bob}}), "code").empty()) << "nobody becomes Bob by knowing an id";
  EXPECT_NE(post_form(page, {{"act", "other"}}).body.find("id=\"i0118\""), std::string::npos);
}

TEST_F(Flows, TheDemoPickerNeedsNoPassword) {
  settings.account_picker = true;
  const auto page = authorize(authorize_fields());
  EXPECT_NE(page.body.find("Bob Baker"), std::string::npos);
  EXPECT_EQ(page.body.find("Erin Eich"), std::string::npos) << "disabled";
  EXPECT_EQ(page.body.find("Frank Fox"), std::string::npos) << "of another tenant";
  const auto done = post_form(page, {{"account", std::string(kAlice)}});
  EXPECT_EQ(done.status, 303);
  EXPECT_FALSE(answered(done, "code").empty());
}

TEST_F(Flows, PromptConsentShowsWhatIsAskedFor) {
  const auto page = sign_in(authorize(with(authorize_fields(), "prompt", "consent")));
  EXPECT_NE(page.body.find("View your basic profile"), std::string::npos);
  EXPECT_NE(page.body.find("name=\"account\" value=\"" + std::string(kAlice) + "\""), std::string::npos);
  EXPECT_FALSE(answered(accept(page), "code").empty());
}

TEST_F(Flows, FormPostSubmitsItselfAndEscapes) {
  RecordProperty("covers", "AS-07");
  const auto fields =
      with(with(authorize_fields(), "response_mode", "form_post"), "state", "\"><script>alert(1)</script>");
  const auto page = sign_in(authorize(fields));
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.body.find("<script>alert"), std::string::npos);
  EXPECT_NE(page.body.find("action=\"https://app.example/cb\""), std::string::npos);
  EXPECT_NE(page.body.find("<noscript>"), std::string::npos);
  EXPECT_NE(page.body.find("document.forms[0].submit()"), std::string::npos);
  const auto& policy = *page.find("Content-Security-Policy");
  EXPECT_NE(policy.find("default-src 'none'"), std::string::npos);
  EXPECT_NE(policy.find("script-src 'sha256-"), std::string::npos);
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  EXPECT_EQ(*page.find("Cache-Control"), "no-store");
}

TEST_F(Flows, FragmentCarriesIdTokenAndCodeWithTheirHash) {
  const auto done = sign_in(authorize(with(authorize_fields(), "response_type", "code id_token")));
  EXPECT_TRUE(location(done).starts_with(std::string(kWebCallback) + "#"));
  const auto claims = claims_of(answered(done, "id_token"));
  const std::string code = answered(done, "code");
  EXPECT_EQ(text_of(claims, "c_hash"), base64url_encode(crypto::view(crypto::sha256(code)).substr(0, 16)));
  EXPECT_EQ(token(redemption(code)).status, 200);
}

TEST_F(Flows, ARefreshTokenStaysUsable) {  // as at Entra
  const Fields refresh{{"grant_type", "refresh_token"},
                       {"client_id", std::string(kWeb)},
                       {"client_secret", std::string(kSecret)},
                       {"scope", "openid profile offline_access"}};
  const auto first = text_of(body_of(token(redemption(code_for(authorize_fields())))), "refresh_token");
  const auto second = body_of(token(with(refresh, "refresh_token", first)));
  EXPECT_FALSE(text_of(second, "id_token").empty());
  EXPECT_NE(text_of(second, "refresh_token"), first);
  EXPECT_EQ(token(with(refresh, "refresh_token", first)).status, 200);
  EXPECT_EQ(token(with(with(refresh, "refresh_token", first), "client_id", kSpa)).status, 400);
}

TEST_F(Flows, RotationRevokesTheFamilyWhereTurnedOn) {
  RecordProperty("covers", "AS-05");
  settings.rotate_refresh_tokens = true;
  const Fields refresh{
      {"grant_type", "refresh_token"}, {"client_id", std::string(kWeb)}, {"client_secret", std::string(kSecret)}};
  const auto first = text_of(body_of(token(redemption(code_for(authorize_fields())))), "refresh_token");
  const auto second = text_of(body_of(token(with(refresh, "refresh_token", first))), "refresh_token");
  EXPECT_EQ(token(with(refresh, "refresh_token", first)).status, 400);
  EXPECT_EQ(token(with(refresh, "refresh_token", second)).status, 400) << "whoever stole it has nothing, either";
}

TEST_F(Flows, ASpaLearnsHowLongItsRefreshTokenLives) {
  const auto response = token(spa_redemption(code_for(spa_fields())), from_spa());
  EXPECT_EQ(*body_of(response).find("refresh_token_expires_in"), json::Value(86400));
  EXPECT_EQ(*response.find("Access-Control-Allow-Origin"), "https://spa.example");
  EXPECT_EQ(*response.find("Vary"), "Origin");
}

TEST_F(Flows, OriginsThatAreNotRegisteredReadNothing) {
  RecordProperty("covers", "AS-13");
  const auto response = token(spa_redemption(code_for(spa_fields())), {{"Origin", "https://evil.example"}});
  EXPECT_EQ(response.status, 200) << "Entra asks for an Origin and does not compare it";
  EXPECT_EQ(response.find("Access-Control-Allow-Origin"), nullptr);
  EXPECT_EQ(token(spa_redemption(code_for(spa_fields())), {{"Origin", "null"}}).find("Access-Control-Allow-Origin"),
            nullptr);
  settings.strict_origin = true;
  EXPECT_EQ(token(spa_redemption(code_for(spa_fields())), {{"Origin", "https://evil.example"}}).status, 400);
  EXPECT_EQ(token(spa_redemption(code_for(spa_fields())), from_spa()).status, 200);
}

TEST_F(Flows, ThePreflightAllowsRegisteredOriginsAlone) {
  RecordProperty("covers", "AS-13");
  EXPECT_EQ(*send("OPTIONS", path("/oauth2/v2.0/token"), "", from_spa()).find("Access-Control-Allow-Origin"),
            "https://spa.example");
  EXPECT_EQ(send("OPTIONS", path("/oauth2/v2.0/token"), "", {{"Origin", "https://evil.example"}})
                .find("Access-Control-Allow-Origin"),
            nullptr);
}

TEST_F(Flows, ACertificateProvesAClientAndOnceWhereStrict) {
  RecordProperty("covers", "JWT-32");
  const auto key = crypto::PrivateKey::generate_rsa(2048);
  const auto certificate = *crypto::make_self_signed({"client", {}, {}, clock.now(), clock.now() + Seconds(3600)}, key);
  change_app(kWeb, [&](auto& app) { app.certificates = {{"k", "test", certificate.der}}; });
  const json::Object claims{{"aud", std::string(kOrigin) + path("/oauth2/v2.0/token")},
                            {"iss", kWeb},
                            {"sub", kWeb},
                            {"jti", "j1"},
                            {"nbf", clock.now().seconds},
                            {"exp", clock.now().seconds + 600}};
  const auto assertion = *jose::sign_compact({key, crypto::SignatureAlgorithm::ps256, ""},
                                             {{"x5t#S256", base64url_encode(certificate.sha256_thumbprint())}}, claims);
  const auto proven = [&](std::string_view code) {
    return with(with(with(redemption(code), "client_secret", ""), "client_assertion", assertion),
                "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
  };
  // MSAL for Node.js sends one assertion until it expires.
  for (int i = 0; i < 2; ++i) EXPECT_EQ(token(proven(code_for(authorize_fields()))).status, 200);
  settings.single_use_assertions = true;
  EXPECT_EQ(token(proven(code_for(authorize_fields()))).status, 200);
  const auto again = token(proven(code_for(authorize_fields())));
  EXPECT_EQ(again.status, 400) << again.body;
  EXPECT_NE(again.body.find("AADSTS50027: "), std::string::npos) << again.body;
}

TEST_F(Flows, CommonSignsInWhoeverHasAHome) {
  change_app(kWeb, [](auto& app) { app.audience = entra::SignInAudience::multiple_orgs; });
  const auto done = accept(sign_in(authorize(authorize_fields(), "common"), "frank@fabrikam.example"));
  const auto body = body_of(token(redemption(answered(done, "code")), {}, "common"));
  const auto claims = claims_of(text_of(body, "id_token"));
  EXPECT_EQ(text_of(claims, "tid"), kOtherTenant);
  EXPECT_EQ(text_of(claims, "iss"), std::string(kOrigin) + "/" + std::string(kOtherTenant) + "/v2.0");
}

TEST_F(Flows, PostCarriesTheParametersInItsBody) {  // as msal-browser 5 does
  const auto page = send("POST", path("/oauth2/v2.0/authorize?client-request-id=x"), print(authorize_fields()));
  EXPECT_EQ(page.status, 200);
  EXPECT_FALSE(answered(sign_in(page), "code").empty());
}

TEST_F(Flows, AFormOfSomebodyElseSignsNobodyIn) {
  const auto page = authorize(authorize_fields());
  const std::string action = unescape(between(page.body, "action=\"", "\""));
  const Fields forged{{"login", "alice@contoso.example"}, {"passwd", std::string(kPassword)}, {"act", "sign_in"}};
  EXPECT_EQ(send("POST", action, print(with(forged, "flowToken", "made-up"))).status, 200);
  const std::string flow_token = between(page.body, "name=\"flowToken\" value=\"", "\"");
  auto kept = cookies;
  cookies.clear();  // another browser posts the form (login CSRF)
  EXPECT_EQ(send("POST", action, print(with(forged, "flowToken", flow_token))).status, 200);
  cookies = kept;  // the same browser, but another authorization request
  const std::string other = path("/login?") + print(spa_fields());
  EXPECT_EQ(send("POST", other, print(with(forged, "flowToken", flow_token))).status, 200);
  EXPECT_EQ(send("POST", action, print(with(forged, "flowToken", flow_token))).status, 303);
}

TEST_F(Flows, CookiesAreBoundToTheHost) {
  const auto done = sign_in(authorize(authorize_fields()));
  const std::string cookie = *done.find("Set-Cookie");
  EXPECT_TRUE(cookie.starts_with("__Host-ESTSAUTH="));
  for (const char* attribute : {"Secure", "HttpOnly", "SameSite=None", "Path=/"})
    EXPECT_NE(cookie.find(attribute), std::string::npos) << cookie;
}

TEST_F(Flows, PagesStandInNoFrame) {
  RecordProperty("covers", "AS-08, UI-04");
  const auto page = authorize(authorize_fields());
  EXPECT_NE(page.find("Content-Security-Policy")->find("frame-ancestors 'none'"), std::string::npos);
  EXPECT_EQ(*page.find("X-Frame-Options"), "DENY");
  EXPECT_EQ(*page.find("Referrer-Policy"), "no-referrer");
}

TEST_F(Flows, BeforeASignInIssIsTheIssuerThatDiscoveryNames) {  // RFC 9207 2
  settings.iss_parameter = true;
  change_app(kWeb, [](auto& app) { app.audience = entra::SignInAudience::multiple_orgs; });
  const auto silent = with(authorize_fields(), "prompt", "none");
  for (const bool concrete : {false, true}) {
    settings.concrete_common_issuer = concrete;
    for (const std::string& tenant : {std::string(kTenant), std::string("common"), std::string("organizations")}) {
      const auto refused = authorize(silent, tenant);
      ASSERT_FALSE(answered(refused, "error").empty()) << tenant << location(refused) << refused.body;
      const auto discovery = body_of(send("GET", "/" + tenant + "/v2.0/.well-known/openid-configuration"));
      EXPECT_EQ(answered(refused, "iss"), text_of(discovery, "issuer")) << tenant;
    }
  }
}

TEST_F(Flows, StricterRulesAreSwitches) {
  settings.iss_parameter = true;
  EXPECT_EQ(answered(sign_in(authorize(authorize_fields())), "iss"),
            std::string(kOrigin) + "/" + std::string(kTenant) + "/v2.0");
  const auto elsewhere = with(authorize_fields(), "redirect_uri", "http://localhost:4000/cb");
  EXPECT_EQ(authorize(elsewhere).status, 302);
  settings.strict_loopback_port = true;
  EXPECT_EQ(authorize(elsewhere).status, 400);
}

}  // namespace
}  // namespace sallyport::directory
