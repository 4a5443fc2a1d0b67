// The device authorization grant, as the program and the person at the browser see it.
#include "directory/refusals_fixture.h"

namespace sallyport::directory {
namespace {

constexpr std::string_view kDeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

class Device : public Refusals {
 protected:
  void SetUp() override {
    change_app(kNative, [](auto& app) { app.public_client_flows = true; });
  }

  http::Response start(const Fields& fields, std::string_view suffix = "/oauth2/v2.0/devicecode") {
    return send("POST", path(suffix), print(fields));
  }
  static Fields start_fields() {
    return {{"client_id", std::string(kNative)}, {"scope", "openid profile offline_access"}};
  }
  json::Object started() { return body_of(start(start_fields())); }

  http::Response poll(std::string_view device_code, std::string_view grant = kDeviceGrant) {
    return token({{"grant_type", std::string(grant)},
                  {"client_id", std::string(kNative)},
                  {"device_code", std::string(device_code)}});
  }
  http::Response enter(std::string_view user_code) {
    return send("POST", "/devicelogin", print({{"otc", std::string(user_code)}}));
  }
  // Enters the code and signs in. Returns the page that asks for confirmation.
  http::Response confirmation(std::string_view user_code, std::string_view name = "alice@contoso.example") {
    const auto entered = enter(user_code);
    EXPECT_EQ(entered.status, 303) << entered.body;
    return sign_in(send("GET", location(entered)), name);
  }
  http::Response answer(const http::Response& page, std::string_view act) {
    return post_form(page,
                     {{"act", std::string(act)}, {"account", between(page.body, "name=\"account\" value=\"", "\"")}});
  }
  static void expect_asked_again(const http::Response& page, int code) {
    EXPECT_EQ(page.status, 200);
    EXPECT_NE(page.body.find("AADSTS" + std::to_string(code) + ": "), std::string::npos) << page.body;
    EXPECT_NE(page.body.find("name=\"otc\""), std::string::npos) << "one can try again";
  }
};

TEST_F(Device, ACodeIsEnteredConfirmedAndRedeemedOnce) {
  const auto shown = started();
  EXPECT_EQ(text_of(shown, "verification_uri"), std::string(kOrigin) + "/devicelogin");
  EXPECT_EQ(*shown.find("expires_in"), json::Value(900));
  EXPECT_EQ(*shown.find("interval"), json::Value(5));
  EXPECT_FALSE(shown.contains("verification_uri_complete"));
  const std::string user_code = text_of(shown, "user_code");
  EXPECT_EQ(user_code.size(), 9U);
  EXPECT_NE(text_of(shown, "message").find("enter the code " + user_code + " to authenticate."), std::string::npos);

  const std::string device_code = text_of(shown, "device_code");
  expect_json(poll(device_code), 70016, "authorization_pending", 400);
  EXPECT_NE(send("GET", "/devicelogin").body.find("name=\"otc\""), std::string::npos);
  const auto page = confirmation(ascii_lower(user_code).insert(4, " -"));
  EXPECT_NE(page.body.find("Are you trying to sign in to Native?"), std::string::npos) << page.body;
  expect_json(poll(device_code), 70016, "authorization_pending", 400);  // a sign-in alone approves nothing
  EXPECT_NE(answer(page, "consent").body.find("You have signed in to Native"), std::string::npos);

  const auto response = poll(device_code);
  ASSERT_EQ(response.status, 200) << response.body;
  const auto body = body_of(response);
  EXPECT_EQ(text_of(claims_of(text_of(body, "id_token")), "oid"), kAlice);
  expect_json(poll(device_code), 70000, "invalid_grant", 400);
  EXPECT_EQ(token({{"grant_type", "refresh_token"},
                   {"client_id", std::string(kNative)},
                   {"refresh_token", text_of(body, "refresh_token")}})
                .status,
            200);
}

TEST_F(Device, TheBareNameOfTheGrantIsTaken) {  // MSAL for Node.js
  const auto shown = started();
  answer(confirmation(text_of(shown, "user_code")), "consent");
  EXPECT_EQ(poll(text_of(shown, "device_code"), "device_code").status, 200);
}

TEST_F(Device, AKeptSignInIsOfferedAndStillConfirmed) {
  EXPECT_FALSE(code_for(authorize_fields()).empty());
  const auto shown = started();
  const auto accounts = send("GET", location(enter(text_of(shown, "user_code"))));
  EXPECT_NE(accounts.body.find("Alice Adams"), std::string::npos) << accounts.body;
  const auto page = post_form(accounts, {{"account", std::string(kAlice)}});
  EXPECT_NE(page.body.find("Are you trying to sign in"), std::string::npos) << page.body;
  answer(page, "consent");
  EXPECT_EQ(poll(text_of(shown, "device_code")).status, 200);
}

TEST_F(Device, AFormOfSomebodyElseApprovesNothing) {
  const auto shown = started();
  const auto page = confirmation(text_of(shown, "user_code"));
  const std::string action = unescape(between(page.body, "action=\"", "\""));
  send("POST", action, print({{"act", "consent"}, {"account", std::string(kAlice)}, {"flowToken", "made-up"}}));
  send("POST", action, print({{"act", "consent"}, {"account", std::string(kAlice)}}));
  send("GET", action + "&act=consent&account=" + std::string(kAlice));
  expect_json(poll(text_of(shown, "device_code")), 70016, "authorization_pending", 400);
  const auto other = started();  // the form of one request does not approve another one
  const std::string flow_token = between(page.body, "name=\"flowToken\" value=\"", "\"");
  send("POST", path("/oauth2/deviceauth?otc=") + text_of(other, "user_code"),
       print({{"act", "consent"}, {"account", std::string(kAlice)}, {"flowToken", flow_token}}));
  expect_json(poll(text_of(other, "device_code")), 70016, "authorization_pending", 400);
}

TEST_F(Device, CancelDeclines) {
  const auto shown = started();
  const auto page = confirmation(text_of(shown, "user_code"));
  EXPECT_NE(answer(page, "decline").body.find("You cancelled"), std::string::npos);
  expect_json(poll(text_of(shown, "device_code")), 65004, "authorization_declined", 400);
  expect_asked_again(enter(text_of(shown, "user_code")), 90120);
}

TEST_F(Device, 70018And90119AWrongCodeAndNone) {
  expect_asked_again(enter("AAAAAAAAA"), 70018);
  expect_asked_again(enter(""), 90119);
  expect_asked_again(send("GET", path("/oauth2/deviceauth?otc=AAAAAAAAA")), 70018);
  expect_json(poll("nonsense"), 70018, "bad_verification_code", 400);
  const auto shown = started();
  const Fields of_another{{"grant_type", std::string(kDeviceGrant)},
                          {"client_id", std::string(kWeb)},
                          {"client_secret", std::string(kSecret)},
                          {"device_code", text_of(shown, "device_code")}};
  expect_json(token(of_another), 70018, "bad_verification_code", 400);
}

TEST_F(Device, 70019And70020AnExpiredCode) {
  const auto shown = started();
  const auto page = confirmation(text_of(shown, "user_code"));
  clock.advance(Seconds(900));
  expect_asked_again(enter(text_of(shown, "user_code")), 70019);
  expect_asked_again(answer(page, "consent"), 70019);
  expect_json(poll(text_of(shown, "device_code")), 70020, "expired_token", 400);
}

TEST_F(Device, AnAssignmentIsNeededHereToo) {
  change_principal(kNative, [](auto& principal) { principal.assignment_required = true; });
  const auto shown = started();
  expect_page(confirmation(text_of(shown, "user_code")), 50105);
  expect_json(poll(text_of(shown, "device_code")), 70016, "authorization_pending", 400);
}

TEST_F(Device, PublicClientFlowsDecideWhetherTheClientMustProveItself) {
  const auto shown = started();
  answer(confirmation(text_of(shown, "user_code")), "consent");
  change_app(kNative, [](auto& app) { app.public_client_flows = false; });
  expect_json(poll(text_of(shown, "device_code")), 7000218, "invalid_client", 401);
  change_app(kNative, [](auto& app) { app.public_client_flows = true; });
  const Fields with_secret{{"grant_type", std::string(kDeviceGrant)},
                           {"client_id", std::string(kNative)},
                           {"client_secret", "x"},
                           {"device_code", text_of(shown, "device_code")}};
  expect_json(token(with_secret), 700025, "invalid_client", 401);
  expect_json(token(with(with_secret, "client_secret", ""), from_spa()), 9002326, "invalid_request", 400);
  EXPECT_EQ(poll(text_of(shown, "device_code")).status, 200);
}

TEST_F(Device, TheEndpointRefusesAsTheTokenEndpointDoes) {
  expect_json(start(with(start_fields(), "client_id", "")), 900144, "invalid_request", 400);
  expect_json(start(with(start_fields(), "scope", "")), 900144, "invalid_request", 400);
  expect_json(start(with(start_fields(), "client_id", "x")), 700038, "unauthorized_client", 400);
  expect_json(start(with(start_fields(), "client_id", kTenant)), 700016, "unauthorized_client", 400);
  expect_json(start(with(start_fields(), "scope", "api://nobody/x")), 500011, "invalid_resource", 400);
  expect_json(start(with(start_fields(), "scope", "User.Read api://" + std::string(kNative) + "/read")), 28000,
              "invalid_request", 400);
  expect_json(send("POST", "/common/oauth2/v2.0/devicecode", print(with(start_fields(), "client_id", kTenant))), 50059,
              "invalid_request", 400);
  expect_json(send("POST", "/consumers/oauth2/v2.0/devicecode", print(start_fields())), 9001023, "invalid_request",
              400);
  expect_json(send("POST", path("/oauth2/v2.0/devicecode"), "scope=a&scope=b"), 9002313, "invalid_request", 400);
}

TEST_F(Device, V1NamesAResourceAndWritesTexts) {
  const Fields fields{{"client_id", std::string(kNative)}, {"resource", "https://graph.microsoft.com"}};
  for (const bool by_get : {false, true}) {
    const auto response =
        by_get ? send("GET", path("/oauth2/devicecode?") + print(fields)) : start(fields, "/oauth2/devicecode");
    const auto shown = body_of(response);
    EXPECT_EQ(text_of(shown, "verification_url"), std::string(kOrigin) + "/devicelogin");
    EXPECT_EQ(text_of(shown, "expires_in"), "900");
    EXPECT_EQ(text_of(shown, "interval"), "5");
    answer(confirmation(text_of(shown, "user_code")), "consent");
    cookies.clear();
    const auto body = body_of(send("POST", path("/oauth2/token"),
                                   print({{"grant_type", "device_code"},
                                          {"client_id", std::string(kNative)},
                                          {"resource", "https://graph.microsoft.com"},
                                          {"device_code", text_of(shown, "device_code")}})));
    EXPECT_EQ(text_of(body, "resource"), "https://graph.microsoft.com");
    EXPECT_FALSE(text_of(body, "refresh_token").empty());
  }
}

}  // namespace
}  // namespace sallyport::directory
