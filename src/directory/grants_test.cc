// The grants that represent a person without a browser: on-behalf-of and the password.
#include "directory/refusals_fixture.h"

namespace sallyport::directory {
namespace {

class OnBehalfOf : public Refusals {
 protected:
  // A token that the single-page application got for the API, which is the web application.
  std::string token_for_api(std::string_view name = "alice@contoso.example") {
    const auto fields = with(spa_fields(), "scope", "openid api://" + std::string(kWeb) + "/read");
    return text_of(body_of(token(spa_redemption(code_for(fields, name)), from_spa())), "access_token");
  }
  static Fields exchange_of(std::string_view assertion) {
    return {{"grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"},
            {"client_id", std::string(kWeb)},
            {"client_secret", std::string(kSecret)},
            {"assertion", std::string(assertion)},
            {"requested_token_use", "on_behalf_of"},
            {"scope", "https://graph.microsoft.com/User.Read offline_access"}};
  }
};

TEST_F(OnBehalfOf, AnApiActsForThePersonWhoCalledIt) {
  const auto response = token(exchange_of(token_for_api()));
  ASSERT_EQ(response.status, 200) << response.body;
  const auto body = body_of(response);
  const std::vector<http::Header> bearer{{"Authorization", "Bearer " + text_of(body, "access_token")}};
  EXPECT_EQ(text_of(body_of(send("GET", "/v1.0/me", "", bearer)), "id"), kAlice);
  EXPECT_FALSE(body.contains("id_token"));
  EXPECT_EQ(token({{"grant_type", "refresh_token"},
                   {"client_id", std::string(kWeb)},
                   {"client_secret", std::string(kSecret)},
                   {"refresh_token", text_of(body, "refresh_token")}})
                .status,
            200);
}

TEST_F(OnBehalfOf, TokensOfBothVersionsAreTaken) {
  change_app(kWeb, [](auto& app) { app.requested_access_token_version = 1; });
  EXPECT_EQ(token(exchange_of(token_for_api())).status, 200);
}

TEST_F(OnBehalfOf, 50013AForgedOne) {
  std::string forged = token_for_api();
  forged[forged.size() - 5] = forged[forged.size() - 5] == 'A' ? 'B' : 'A';
  expect_json(token(exchange_of(forged)), 50013, "invalid_grant", 400);
  expect_json(token(exchange_of("a.b.c")), 50013, "invalid_grant", 400);
}

TEST_F(OnBehalfOf, 500131ATokenForSomebodyElse) {
  const auto body = body_of(token(
      spa_redemption(code_for(with(spa_fields(), "scope", "openid " + std::string(kNative) + "/read"))), from_spa()));
  expect_json(token(exchange_of(text_of(body, "access_token"))), 500131, "invalid_grant", 400);
  expect_json(token(exchange_of(text_of(body, "id_token"))), 500131, "invalid_grant", 400);
}

TEST_F(OnBehalfOf, 500133AnExpiredOne) {
  const std::string held = token_for_api();
  clock.advance(Seconds(5400));
  expect_json(token(exchange_of(held)), 500133, "invalid_grant", 400);
}

TEST_F(OnBehalfOf, 7000114NobodyIsRepresentedByAProgramOrAnIdToken) {
  const auto app = body_of(token({{"grant_type", "client_credentials"},
                                  {"client_id", std::string(kWeb)},
                                  {"client_secret", std::string(kSecret)},
                                  {"scope", std::string(kWeb) + "/.default"}}));
  expect_json(token(exchange_of(text_of(app, "access_token"))), 7000114, "unauthorized_client", 400);
  const auto own = body_of(token(redemption(code_for(authorize_fields()))));
  expect_json(token(exchange_of(text_of(own, "id_token"))), 7000114, "unauthorized_client", 400);
}

TEST_F(OnBehalfOf, ThePersonIsJudgedAnew) {
  const std::string held = token_for_api("bob@contoso.example");
  change_principal(kWeb, [](auto& principal) { principal.assignment_required = true; });
  expect_json(token(exchange_of(held)), 50105, "invalid_grant", 400);
  change_principal(kWeb, [](auto& principal) { principal.assignment_required = false; });
  change_user("bob@contoso.example", [&](auto& user) { user.tokens_valid_from = clock.now() + Seconds(1); });
  expect_json(token(exchange_of(held)), 50173, "invalid_grant", 400, "bad_token");
  change_user("bob@contoso.example", [](auto& user) { user.enabled = false; });
  expect_json(token(exchange_of(held)), 50057, "invalid_grant", 400);
}

TEST_F(OnBehalfOf, OnlyAConfidentialClientThatAsksForIt) {
  const Fields good = exchange_of(token_for_api());
  expect_json(token(with(good, "client_secret", "")), 7000218, "invalid_client", 401);
  expect_json(token(with(good, "client_secret", "wrong")), 7000215, "invalid_client", 401);
  expect_json(token(good, from_spa()), 9002326, "invalid_request", 400);
  for (const char* name : {"assertion", "requested_token_use", "scope"})
    expect_json(token(with(good, name, "")), 900144, "invalid_request", 400);
  expect_json(token(with(good, "requested_token_use", "something")), 9002313, "invalid_request", 400);
}

class ManagedIdentity : public Refusals {
 protected:
  ManagedIdentity() {
    settings.managed_identity = std::string(kWeb);
    settings.identity_header = "the-header";
  }
  http::Response machine(const Fields& fields, std::vector<http::Header> headers = {{"Metadata", "true"}}) {
    return send("GET", "/metadata/identity/oauth2/token?" + print(fields), "", std::move(headers));
  }
  http::Response service(const Fields& fields, std::string_view header) {
    return send("GET", "/msi/token?" + print(fields), "", {{"X-IDENTITY-HEADER", std::string(header)}});
  }
  static Fields asked() { return {{"api-version", "2018-02-01"}, {"resource", "api://" + std::string(kSpa)}}; }
};

TEST_F(ManagedIdentity, AMachineGetsATokenOfTheAppThatTheSwitchNames) {
  const auto response = machine(asked());
  ASSERT_EQ(response.status, 200) << response.body;
  const auto body = body_of(response);
  for (const char* name : {"access_token", "expires_in", "expires_on", "not_before", "resource", "token_type"})
    EXPECT_FALSE(text_of(body, name).empty()) << name;
  EXPECT_EQ(*body.find("refresh_token"), json::Value(""));
  EXPECT_EQ(text_of(body, "resource"), "api://" + std::string(kSpa));
  const auto claims = claims_of(text_of(body, "access_token"));
  EXPECT_EQ(text_of(claims, "azp"), kWeb);
  EXPECT_EQ(text_of(claims, "azpacr"), "2");
  EXPECT_EQ(text_of(claims, "tid"), kTenant);
  EXPECT_EQ(machine(with(asked(), "client_id", kWeb)).status, 200);
}

TEST_F(ManagedIdentity, AnAppServiceGetsOneWithTheHeader) {
  const auto body = body_of(service(asked(), "the-header"));
  EXPECT_EQ(text_of(body, "client_id"), kWeb);
  EXPECT_EQ(text_of(claims_of(text_of(body, "access_token")), "aud"), kSpa);
  EXPECT_EQ(service(asked(), "another").status, 401);
  EXPECT_EQ(service(asked(), "").status, 401);
  settings.identity_header.clear();
  EXPECT_EQ(service(asked(), "").status, 401) << "an empty setting lets nobody in";
}

TEST_F(ManagedIdentity, IsRefusedToWhoeverIsNotTheWorkload) {
  EXPECT_EQ(machine(asked(), {}).status, 400) << "a page of another site cannot send the header";
  EXPECT_EQ(machine(asked(), {{"Metadata", "true"}, {"X-Forwarded-For", "192.0.2.1"}}).status, 400);
  EXPECT_EQ(machine(with(asked(), "resource", "")).status, 400);
  EXPECT_EQ(machine(with(asked(), "client_id", kSpa)).status, 400);
  expect_json(machine(with(asked(), "resource", "api://nobody")), 500011, "invalid_resource", 400);
  change_principal(kWeb, [](auto& principal) { principal.enabled = false; });
  EXPECT_EQ(machine(asked()).status, 400);
  settings.managed_identity.clear();
  EXPECT_EQ(machine(asked()).status, 404);
  EXPECT_EQ(service(asked(), "the-header").status, 404);
}

class Password : public Refusals {
 protected:
  Password() {
    settings.password_grant = true;
    change_app(kNative, [](auto& app) { app.public_client_flows = true; });
  }
  static Fields asked() {
    return {{"grant_type", "password"},
            {"client_id", std::string(kNative)},
            {"username", "alice@contoso.example"},
            {"password", std::string(kPassword)},
            {"scope", "openid profile offline_access"}};
  }
};

TEST_F(Password, GivesTokensWhereTheSwitchIsOn) {
  const auto response = token(asked());
  ASSERT_EQ(response.status, 200) << response.body;
  const auto body = body_of(response);
  EXPECT_EQ(text_of(claims_of(text_of(body, "id_token")), "oid"), kAlice);
  EXPECT_FALSE(text_of(body, "refresh_token").empty());
  settings.password_grant = false;
  expect_json(token(asked()), 70003, "unsupported_grant_type", 400);
}

TEST_F(Password, RefusesAsTheSignInPageDoes) {
  expect_json(token(with(asked(), "password", "wrong")), 50126, "invalid_grant", 400);
  expect_json(token(with(asked(), "username", "zoe@contoso.example")), 50034, "invalid_grant", 400, "bad_token");
  expect_json(token(with(asked(), "username", "erin@contoso.example")), 50057, "invalid_grant", 400);
  expect_json(token(with(asked(), "username", "frank@fabrikam.example")), 50020, "invalid_request", 400);
  for (const char* name : {"username", "password", "scope"})
    expect_json(token(with(asked(), name, "")), 900144, "invalid_request", 400);
  change_principal(kNative, [](auto& principal) { principal.assignment_required = true; });
  expect_json(token(asked()), 50105, "invalid_grant", 400);
}

TEST_F(Password, LocksTheAccountAsTheSignInPageDoes) {
  for (int i = 0; i < 10; ++i) token(with(asked(), "password", "wrong " + std::to_string(i)));
  expect_json(token(asked()), 50053, "invalid_grant", 400);
}

TEST_F(Password, NeedsAPublicClientOrAProofAndATenant) {
  const Fields web = with(asked(), "client_id", kWeb);
  expect_json(token(web), 7000218, "invalid_client", 401);
  EXPECT_EQ(token(with(web, "client_secret", kSecret)).status, 200);
  expect_json(token(with(asked(), "client_secret", "x")), 700025, "invalid_client", 401);
  expect_json(token(asked(), from_spa()), 9002326, "invalid_request", 400);
  change_app(kNative, [](auto& app) { app.audience = entra::SignInAudience::multiple_orgs; });
  expect_json(token(asked(), {}, "common"), 9001023, "invalid_request", 400);
  EXPECT_EQ(token(asked(), {}, "organizations").status, 200);
}

}  // namespace
}  // namespace sallyport::directory
