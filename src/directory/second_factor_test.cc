// The second factor and the new password, as a person meets them at a sign-in.
#include "crypto/totp.h"
#include "directory/policies_fixture.h"

namespace sallyport::directory {
namespace {

using entra::GrantControl;

class SecondFactor : public PolicyTest {
 protected:
  static constexpr std::string_view kName = "alice@contoso.example";
  static inline const Secret kShared{"12345678901234567890"};

  std::string code() const { return crypto::totp_code(kShared, crypto::totp_step(clock.now())); }
  std::string wrong_code() const { return code() == "000000" ? "000001" : "000000"; }
  http::Response prove(const http::Response& page, std::string_view typed) {
    return post_form(page, {{"account", between(page.body, "name=\"account\" value=\"", "\"")},
                            {"otc", std::string(typed)},
                            {"act", "second_factor"}});
  }
  http::Response set_up(const http::Response& page, std::string_view typed, std::string_view name = kAlice) {
    return post_form(page, {{"account", std::string(name)},
                            {"offer", between(page.body, "name=\"offer\" value=\"", "\"")},
                            {"otc", std::string(typed)},
                            {"act", "register_factor"}});
  }
  static Secret secret_on(const http::Response& page) {
    const std::string text = between(page.body, "id=\"totp-secret\">", "<");
    constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string bytes;
    unsigned bits = 0;
    int count = 0;
    for (const char c : text) {
      bits = (bits << 5) | static_cast<unsigned>(kBase32.find(c));
      if ((count += 5) >= 8) bytes.push_back(static_cast<char>((bits >> (count -= 8)) & 0xff));
    }
    return Secret(bytes);
  }
  static bool asks_for_code(const http::Response& page) {
    return page.body.find("value=\"second_factor\"") != std::string::npos;
  }
  static bool offers_a_factor(const http::Response& page) {
    return page.body.find("value=\"register_factor\"") != std::string::npos;
  }
  entra::User alice() { return store.find_user_by_name(kName).value().value(); }
};

TEST_F(SecondFactor, APolicyAsksForACodeOnceInASession) {
  set_factor(kName);
  add_policy({GrantControl::mfa});
  const auto page = sign_in(authorize(authorize_fields()));
  ASSERT_TRUE(asks_for_code(page)) << page.body;
  const auto done = prove(page, code());
  ASSERT_FALSE(answered(done, "code").empty()) << done.body;
  EXPECT_FALSE(answered(authorize(with(authorize_fields(), "prompt", "none")), "code").empty()) << "remembered";
  const auto tokens = body_of(token(redemption(answered(done, "code"))));
  EXPECT_EQ(token(refreshing(text_of(tokens, "refresh_token"))).status, 200) << "the refresh token has the proof";
}

TEST_F(SecondFactor, ASessionWithoutItIsSteppedUpAndKeepsItsId) {
  const auto before = sign_in(authorize(authorize_fields()));
  const std::string sid = answered(before, "session_state");
  const std::string cookie = cookies.at("__Host-ESTSAUTH");
  set_factor(kName);
  add_policy({GrantControl::mfa});
  expect_redirect(authorize(with(authorize_fields(), "prompt", "none")), 50074, "interaction_required");
  const auto page = authorize(authorize_fields());
  ASSERT_TRUE(asks_for_code(page));
  const auto done = prove(page, code());
  EXPECT_EQ(answered(done, "session_state"), sid);
  EXPECT_NE(cookies.at("__Host-ESTSAUTH"), cookie) << "a cookie from before proves no second factor";
  cookies["__Host-ESTSAUTH"] = cookie;
  expect_redirect(authorize(with(authorize_fields(), "prompt", "none")), 50132, "login_required");
}

TEST_F(SecondFactor, 500121AWrongCodeAndOneThatWasUsed) {
  set_factor(kName);
  add_policy({GrantControl::mfa});
  const auto page = sign_in(authorize(authorize_fields()));
  const auto wrong = prove(page, wrong_code());
  EXPECT_NE(wrong.body.find("AADSTS500121"), std::string::npos);
  EXPECT_TRUE(asks_for_code(wrong)) << "one can try again";
  const std::string used = code();
  EXPECT_FALSE(answered(prove(page, used), "code").empty());
  cookies.clear();
  const auto again = sign_in(authorize(authorize_fields()));
  ASSERT_TRUE(asks_for_code(again));
  EXPECT_NE(prove(again, used).body.find("AADSTS500121"), std::string::npos) << "replayed";
  clock.advance(Seconds(30));
  EXPECT_FALSE(answered(prove(again, code()), "code").empty());
}

TEST_F(SecondFactor, 50053TooManyWrongCodesAndAPasswordDoesNotForgetThem) {
  set_factor(kName);
  add_policy({GrantControl::mfa});
  auto page = sign_in(authorize(authorize_fields()));
  for (int i = 0; i < 10; ++i) {
    prove(page, std::to_string(100000 + i));
    if (i == 5) {
      cookies.clear();
      page = sign_in(authorize(authorize_fields()));
    }
  }
  EXPECT_NE(prove(page, code()).body.find("AADSTS50053"), std::string::npos) << "even the right one";
  clock.advance(Seconds(61));
  EXPECT_FALSE(answered(prove(page, code()), "code").empty());
}

TEST_F(SecondFactor, WhoHasNoneSetsOneUpAndProvesThatItWorks) {
  add_policy({GrantControl::mfa});
  const auto page = sign_in(authorize(authorize_fields()));
  ASSERT_TRUE(offers_a_factor(page)) << page.body;
  EXPECT_NE(page.body.find("otpauth://totp/Contoso:alice%40contoso.example?secret="), std::string::npos);
  EXPECT_NE(page.body.find("<svg class=\"qr\" role=\"img\""), std::string::npos);
  const Secret secret = secret_on(page);
  ASSERT_EQ(secret.reveal().size(), 20U);
  const std::string right = crypto::totp_code(secret, crypto::totp_step(clock.now()));
  const auto wrong = set_up(page, right == "000000" ? "000001" : "000000");
  EXPECT_NE(wrong.body.find("AADSTS500121"), std::string::npos);
  EXPECT_EQ(secret_on(wrong).reveal(), secret.reveal()) << "the app on the phone has this one";
  EXPECT_TRUE(alice().totp.value.empty());
  const auto done = set_up(wrong, right);
  EXPECT_FALSE(answered(done, "code").empty()) << done.body;
  EXPECT_EQ(alice().totp.value.reveal(), secret.reveal());
  EXPECT_EQ(alice().totp_created, clock.now());
}

TEST_F(SecondFactor, AnOfferIsForOnePersonAndForTenMinutes) {
  add_policy({GrantControl::mfa});
  const auto page = sign_in(authorize(authorize_fields()));
  const std::string right = crypto::totp_code(secret_on(page), crypto::totp_step(clock.now()));
  const auto other = sign_in(authorize(with(authorize_fields(), "prompt", "login")), "root@contoso.example");
  const std::string ruth = store.find_user_by_name("root@contoso.example").value()->id.value;
  EXPECT_TRUE(offers_a_factor(set_up(page, right, ruth))) << "another person's offer";
  EXPECT_TRUE(store.find_user_by_name("root@contoso.example").value()->totp.value.empty());
  clock.advance(Seconds(600));
  const auto late = set_up(page, crypto::totp_code(secret_on(page), crypto::totp_step(clock.now())));
  EXPECT_TRUE(offers_a_factor(late));
  EXPECT_NE(secret_on(late).reveal(), secret_on(page).reveal());
  EXPECT_TRUE(alice().totp.value.empty());
}

TEST_F(SecondFactor, APasswordAloneNeverReplacesOne) {
  add_policy({GrantControl::mfa});
  const auto page = sign_in(authorize(authorize_fields()));
  const std::string right = crypto::totp_code(secret_on(page), crypto::totp_step(clock.now()));
  set_factor(kName);
  EXPECT_NE(set_up(page, right).body.find("AADSTS500121"), std::string::npos);
  EXPECT_EQ(alice().totp.value.reveal(), kShared.reveal());
  EXPECT_TRUE(asks_for_code(authorize(authorize_fields())));
}

TEST_F(SecondFactor, AFormOfAnotherBrowserOrAccountProvesNothing) {
  set_factor(kName);
  add_policy({GrantControl::mfa});
  const auto page = sign_in(authorize(authorize_fields()));
  const auto mine = cookies;
  cookies.erase("__Host-esctx");
  EXPECT_NE(prove(page, code()).body.find("id=\"i0118\""), std::string::npos) << "a forged form";
  cookies = mine;
  cookies.erase("__Host-ESTSAUTH");
  EXPECT_NE(prove(page, code()).body.find("id=\"i0118\""), std::string::npos) << "not signed in";
}

TEST_F(SecondFactor, V1TokensSayHowThePersonProved) {
  set_factor(kName);
  add_policy({GrantControl::mfa});
  change_app(kWeb, [](auto& app) { app.requested_access_token_version = 1; });
  const auto fields = with(authorize_fields(), "scope", "openid " + std::string(kWeb) + "/read");
  const auto done = prove(sign_in(authorize(fields)), code());
  const auto claims = claims_of(text_of(body_of(token(redemption(answered(done, "code")))), "access_token"));
  EXPECT_EQ(*claims.find("amr"), json::Value(json::Array{"pwd", "mfa"}));
}

TEST_F(SecondFactor, ADeviceCodeNeedsItToo) {
  set_factor(kName);
  add_policy({GrantControl::mfa});
  change_app(kNative, [](auto& app) { app.public_client_flows = true; });
  const auto started = body_of(
      send("POST", path("/oauth2/v2.0/devicecode"), print({{"client_id", std::string(kNative)}, {"scope", "openid"}})));
  const auto entered = send("POST", "/devicelogin", print({{"otc", text_of(started, "user_code")}}));
  auto page = sign_in(send("GET", location(entered)));
  ASSERT_TRUE(asks_for_code(page)) << page.body;
  page = prove(page, code());
  const auto done = accept(page);
  EXPECT_NE(done.body.find("You have signed in"), std::string::npos) << done.body;
  const auto poll = [&] {
    return token({{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"},
                  {"client_id", std::string(kNative)},
                  {"device_code", text_of(started, "device_code")}});
  };
  EXPECT_EQ(poll().status, 200);
}

TEST_F(SecondFactor, AnAdministratorNeedsItToConsentForEverybody) {
  set_factor("root@contoso.example");
  add_policy({GrantControl::mfa});
  const auto page = sign_in(send("GET", path("/adminconsent?") + print({{"client_id", std::string(kWeb)},
                                                                        {"redirect_uri", std::string(kWebCallback)}})),
                            "root@contoso.example");
  ASSERT_TRUE(asks_for_code(page)) << page.body;
  EXPECT_NE(prove(page, code()).body.find("Permissions requested"), std::string::npos);
}

class NewPassword : public SecondFactor {
 protected:
  static constexpr std::string_view kNew = "A new one 2";

  http::Response choose(const http::Response& page, Fields changed = {}) {
    Fields fields{{"login", std::string(kName)},
                  {"passwd", std::string(kPassword)},
                  {"newPassword", std::string(kNew)},
                  {"confirmPassword", std::string(kNew)},
                  {"act", "new_password"}};
    for (const auto& [name, value] : changed) fields = with(fields, name, value);
    return post_form(page, fields);
  }
  static bool asks_for_a_new_one(const http::Response& page) {
    return page.body.find("name=\"newPassword\"") != std::string::npos;
  }
};

TEST_F(NewPassword, 50055AnExpiredPasswordAndOneThatMustChangeAreReplacedAtTheSignIn) {
  for (const bool expired : {true, false}) {
    change_user(kName, [&](entra::User& user) {
      user.password_hash = password_hash();
      user.must_change_password = !expired;
      if (expired) user.password_expires = clock.now();
    });
    const auto page = sign_in(authorize(with(authorize_fields(), "prompt", "login")));
    ASSERT_TRUE(asks_for_a_new_one(page)) << page.body;
    EXPECT_NE(page.body.find("AADSTS50055"), std::string::npos);
    EXPECT_FALSE(answered(choose(page), "code").empty());
    EXPECT_FALSE(alice().must_change_password);
    EXPECT_FALSE(alice().password_expires);
    EXPECT_FALSE(
        answered(sign_in(authorize(with(authorize_fields(), "prompt", "login")), kName, kNew), "code").empty());
  }
}

TEST_F(NewPassword, WhatIsWeakTheSameOrMistypedIsRefused) {
  change_user(kName, [](entra::User& user) { user.must_change_password = true; });
  const auto page = sign_in(authorize(authorize_fields()));
  for (const Fields& bad :
       {Fields{{"newPassword", "short"}, {"confirmPassword", "short"}},
        Fields{{"newPassword", "all small letters"}, {"confirmPassword", "all small letters"}},
        Fields{{"newPassword", std::string(kPassword)}, {"confirmPassword", std::string(kPassword)}},
        Fields{{"confirmPassword", "A new one 3"}}}) {
    const auto refused = choose(page, bad);
    EXPECT_TRUE(asks_for_a_new_one(refused));
    EXPECT_NE(refused.body.find("id=\"password-fault\""), std::string::npos);
  }
  EXPECT_TRUE(alice().must_change_password);
  expect_on_sign_in_page(choose(page, {{"passwd", "wrong"}}), 50126);
}

TEST_F(NewPassword, EndsTheOtherSignInsAndRefreshTokens) {
  const std::string refresh = text_of(tokens(), "refresh_token");
  clock.advance(Seconds(60));
  change_user(kName, [](entra::User& user) { user.must_change_password = true; });
  EXPECT_FALSE(answered(choose(sign_in(authorize(with(authorize_fields(), "prompt", "login")))), "code").empty());
  expect_json(token(refreshing(refresh)), 50173, "invalid_grant", 400, "bad_token");
}

TEST_F(NewPassword, WhoHasASecondFactorProvesItFirst) {
  set_factor(kName);
  change_user(kName, [](entra::User& user) { user.must_change_password = true; });
  const auto page = sign_in(authorize(authorize_fields()));
  EXPECT_NE(page.body.find("name=\"otc\""), std::string::npos);
  EXPECT_TRUE(asks_for_a_new_one(choose(page)));
  EXPECT_TRUE(asks_for_a_new_one(choose(page, {{"otc", wrong_code()}})));
  EXPECT_TRUE(alice().must_change_password);
  EXPECT_FALSE(answered(choose(page, {{"otc", code()}}), "code").empty());
}

TEST_F(NewPassword, APolicyAsksForItAfterTheSecondFactor) {
  set_factor(kName);
  add_policy({GrantControl::mfa, GrantControl::password_change},
             [](auto& policy) { policy.grant_operator = entra::GrantOperator::all_of; });
  const auto first = sign_in(authorize(authorize_fields()));
  ASSERT_TRUE(asks_for_code(first));
  const auto second = prove(first, code());
  ASSERT_TRUE(asks_for_a_new_one(second)) << second.body;
  EXPECT_EQ(second.body.find("name=\"otc\""), std::string::npos) << "it was proven a moment ago";
  EXPECT_FALSE(answered(choose(second), "code").empty());
}

TEST_F(NewPassword, ThePasswordGrantSaysSo) {
  settings.password_grant = true;
  change_user(kName, [](entra::User& user) { user.must_change_password = true; });
  expect_json(token({{"grant_type", "password"},
                     {"client_id", std::string(kWeb)},
                     {"client_secret", std::string(kSecret)},
                     {"username", std::string(kName)},
                     {"password", std::string(kPassword)},
                     {"scope", "openid"}}),
              50055, "invalid_grant", 400, "user_password_expired");
}

}  // namespace
}  // namespace sallyport::directory
