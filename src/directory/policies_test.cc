// Conditional access as a browser and a client meet it. Its judgement has tests of its own in rules/.
#include "directory/policies_fixture.h"
#include "entra/graph_application.h"

namespace sallyport::directory {
namespace {

using entra::ConditionalAccessPolicy;
using entra::GrantControl;

class Policies : public PolicyTest {};

TEST_F(Policies, 53003ABlockedSignInGoesBackToTheClient) {
  add_policy({GrantControl::block}, only_app(kWeb));
  expect_redirect(sign_in(authorize(authorize_fields())), 53003, "interaction_required");
  expect_redirect(authorize(with(authorize_fields(), "prompt", "none")), 53003, "interaction_required");
  EXPECT_FALSE(code_for(spa_fields()).empty()) << "another application";
}

TEST_F(Policies, ABlockComesBeforeConsent) {
  forget_consents(kWeb);
  const auto page = sign_in(authorize(authorize_fields()));
  add_policy({GrantControl::block}, only_app(kWeb));
  expect_redirect(accept(page), 53003, "interaction_required");
  EXPECT_TRUE(store.consents(TenantId(std::string(kTenant)), {principal_of(kWeb).id, {}, {}}, {})->rows.empty());
}

TEST_F(Policies, APolicyForAGroupConcernsItsMembersAlone) {
  add_policy({GrantControl::block}, [&](auto& policy) {
    policy.include_people = {};
    policy.include_people.groups = {store.groups(TenantId(std::string(kTenant)), {.name = "Staff"})->rows.at(0).id};
  });
  EXPECT_FALSE(code_for(authorize_fields(), "root@contoso.example").empty());
  cookies.clear();
  expect_redirect(sign_in(authorize(authorize_fields())), 53003, "interaction_required");
}

TEST_F(Policies, 50079And50074WithoutAPageTheClientIsToldWhatIsMissing) {
  const auto silent = with(authorize_fields(), "prompt", "none");
  ASSERT_FALSE(code_for(authorize_fields()).empty());
  add_policy({GrantControl::mfa});
  expect_redirect(authorize(silent), 50079, "interaction_required");
  set_factor("alice@contoso.example");
  expect_redirect(authorize(silent), 50074, "interaction_required");
}

TEST_F(Policies, WhatAPolicySaysOfARefreshToken) {
  const std::string refresh = text_of(tokens(), "refresh_token");
  ASSERT_EQ(token(refreshing(refresh)).status, 200);
  const auto mfa = add_policy({GrantControl::mfa});
  const auto unregistered = token(refreshing(refresh));
  expect_json(unregistered, 50079, "interaction_required", 400, "basic_action");
  expect_challenge(unregistered, mfa);
  set_factor("alice@contoso.example");
  const auto unproven = token(refreshing(refresh));
  expect_json(unproven, 50076, "invalid_grant", 400, "basic_action");
  expect_challenge(unproven, mfa);
  ASSERT_TRUE(*store.remove_policy(mfa));
  const auto block = add_policy({GrantControl::block});
  const auto blocked = token(refreshing(refresh));
  expect_json(blocked, 53003, "interaction_required", 400, "message_only");
  expect_challenge(blocked, block);
}

TEST_F(Policies, 53000And53001ThereAreNoDevices) {
  const std::string refresh = text_of(tokens(), "refresh_token");
  const auto silent = with(authorize_fields(), "prompt", "none");
  const auto compliant = add_policy({GrantControl::compliant_device});
  const auto refused = token(refreshing(refresh));
  expect_json(refused, 53000, "interaction_required", 400, "message_only");
  expect_challenge(refused, compliant);
  expect_redirect(authorize(silent), 53000, "interaction_required");
  EXPECT_EQ(answered(authorize(silent), "suberror"), "message_only");
  cookies.clear();
  expect_redirect(sign_in(authorize(authorize_fields())), 53000, "interaction_required");
  ASSERT_TRUE(*store.remove_policy(compliant));
  add_policy({GrantControl::domain_joined_device});
  expect_json(token(refreshing(refresh)), 53001, "interaction_required", 400, "message_only");
}

TEST_F(Policies, ADeviceThatIsAnAlternativeLeavesTheOther) {
  const std::string refresh = text_of(tokens(), "refresh_token");
  add_policy({GrantControl::compliant_device, GrantControl::mfa});
  expect_json(token(refreshing(refresh)), 50079, "interaction_required", 400, "basic_action");
}

TEST_F(Policies, 50142APasswordThatHasToChange) {
  const std::string refresh = text_of(tokens(), "refresh_token");
  add_policy({GrantControl::password_change});
  expect_json(token(refreshing(refresh)), 50142, "interaction_required", 400, "basic_action");
}

TEST_F(Policies, 70043ASignInThatIsTooOldForARefreshToken) {
  add_policy({}, frequency(1));
  const std::string refresh = text_of(tokens(), "refresh_token");
  clock.advance(Seconds(3599));
  EXPECT_EQ(token(refreshing(refresh)).status, 200);
  clock.advance(Seconds(1));
  const auto refused = token(refreshing(refresh));
  expect_json(refused, 70043, "invalid_grant", 400, "token_expired");
  EXPECT_FALSE(body_of(refused).contains("claims"));
  EXPECT_NE(authorize(authorize_fields()).body.find("id=\"i0118\""), std::string::npos) << "asks for the password";
  expect_redirect(authorize(with(authorize_fields(), "prompt", "none")), 50058, "login_required");
  EXPECT_FALSE(code_for(authorize_fields()).empty());
}

TEST_F(Policies, ASignInFrequencyBoundsATokenThatIsEvaluatedContinuously) {
  const std::string refresh = text_of(tokens(), "refresh_token");
  const auto asking = with(refreshing(refresh), "claims", R"({"access_token":{"xms_cc":{"values":["cp1"]}}})");
  const auto lifetime = [&] { return *body_of(token(asking)).find("expires_in")->as_integer(); };
  EXPECT_GE(lifetime(), 20 * 3600);
  add_policy({}, frequency(8));
  EXPECT_LE(lifetime(), 5400);
}

TEST_F(Policies, ATokenThatIsEvaluatedContinuouslyEndsWithThePolicyThatForbidsIt) {
  const std::string refresh = text_of(tokens(), "refresh_token");
  const auto continuous = with(refreshing(refresh), "claims", R"({"access_token":{"xms_cc":{"values":["cp1"]}}})");
  const std::string evaluated = text_of(body_of(token(continuous)), "access_token");
  const std::string plain = text_of(body_of(token(refreshing(refresh))), "access_token");
  const auto me = [&](const std::string& held) {
    return send("GET", "/v1.0/me", "", {{"Authorization", "Bearer " + held}});
  };
  ASSERT_EQ(me(evaluated).status, 200);
  const auto mfa = add_policy({GrantControl::mfa});
  const auto refused = me(evaluated);
  EXPECT_EQ(refused.status, 401);
  EXPECT_NE(refused.body.find("InteractionRequired and code: TokenCreatedWithOutdatedPolicies"), std::string::npos);
  const std::string* const challenge = refused.find("WWW-Authenticate");
  ASSERT_NE(challenge, nullptr);
  EXPECT_NE(challenge->find("error=\"insufficient_claims\", claims=\""), std::string::npos) << *challenge;
  EXPECT_EQ(me(plain).status, 200) << "a client that handles no challenges keeps its token until it expires";
  set_factor("alice@contoso.example");
  expect_json(token(continuous), 50076, "invalid_grant", 400, "basic_action");
  ASSERT_TRUE(*store.remove_policy(mfa));
  EXPECT_EQ(me(evaluated).status, 200);
}

TEST_F(Policies, APolicyEndsTheTokenOfASignInThatIsTooOldForIt) {
  const std::string refresh = text_of(tokens(), "refresh_token");
  const auto continuous = with(refreshing(refresh), "claims", R"({"access_token":{"xms_cc":{"values":["cp1"]}}})");
  const std::string evaluated = text_of(body_of(token(continuous)), "access_token");
  add_policy({}, frequency(1));
  const auto status = [&] { return send("GET", "/v1.0/me", "", {{"Authorization", "Bearer " + evaluated}}).status; };
  clock.advance(Seconds(3599));
  EXPECT_EQ(status(), 200);
  clock.advance(Seconds(1));
  EXPECT_EQ(status(), 401);
}

// Each of these is another way to the same application or API.
class PolicyBypass : public PolicyTest {};

TEST_F(PolicyBypass, AnotherApiIsJudgedWhenTheCodeIsRedeemed) {
  const std::string code = code_for(authorize_fields());
  add_policy({GrantControl::block}, only_app(kNative));
  expect_json(token(with(redemption(code), "scope", std::string(kNative) + "/read")), 53003, "interaction_required",
              400, "message_only");
}

TEST_F(PolicyBypass, AnotherApiIsJudgedAtARefresh) {
  const std::string refresh = text_of(tokens(), "refresh_token");
  add_policy({GrantControl::block}, only_app(entra::kGraphClientId));
  for (const char* scope : {"https://graph.microsoft.com/User.Read", "https://graph.microsoft.com/.default",
                            "00000003-0000-0000-c000-000000000000/User.Read", "openid profile", ""})
    expect_json(token(refreshing(refresh, scope)), 53003, "interaction_required", 400, "message_only");
}

TEST_F(PolicyBypass, TwoApisInOneRequestGetNoToken) {
  const std::string refresh = text_of(tokens(), "refresh_token");
  add_policy({GrantControl::block}, only_app(kNative));
  const std::string blocked = std::string(kNative) + "/read";
  const std::string allowed = std::string(kSpa) + "/user_impersonation";
  for (const std::string& scope : {allowed + " " + blocked, blocked + " " + allowed}) {
    expect_json(token(refreshing(refresh, scope)), 28000, "invalid_request", 400);
    expect_redirect(authorize(with(authorize_fields(), "scope", "openid " + scope)), 53003, "interaction_required");
  }
}

TEST_F(PolicyBypass, TheV1EndpointsAreJudgedToo) {
  const std::string refresh = text_of(tokens(), "refresh_token");
  add_policy({GrantControl::block}, only_app(entra::kGraphClientId));
  const auto asked = with(refreshing(refresh), "resource", "https://graph.windows.net");
  expect_json(send("POST", path("/oauth2/token"), print(asked)), 53003, "interaction_required", 400, "message_only");
  expect_redirect(send("GET", path("/oauth2/authorize?") + print(with(with(authorize_fields(), "scope", ""), "resource",
                                                                      "https://graph.windows.net"))),
                  53003, "interaction_required");
}

TEST_F(PolicyBypass, TheCaseOfAnIdMakesNoDifference) {
  const std::string refresh = text_of(tokens(), "refresh_token");
  add_policy({GrantControl::block}, only_app(kNative));
  std::string loud(kNative);
  for (char& letter : loud) letter = static_cast<char>(letter >= 'a' && letter <= 'z' ? letter - 32 : letter);
  for (const std::string& name : {loud, std::string(kNative), "api://" + std::string(kNative)})
    expect_json(token(refreshing(refresh, name + "/read")), 53003, "interaction_required", 400, "message_only");
}

TEST_F(PolicyBypass, AHeaderDoesNotMoveAPerson) {
  auto office = entra::NamedLocation{entra::ObjectId(random_uuid(random)),
                                     TenantId(std::string(kTenant)),
                                     "Office",
                                     true,
                                     {*http::IpNetwork::parse("192.0.2.0/24")},
                                     {},
                                     {}};
  ASSERT_TRUE(store.add_location(office));
  add_policy({GrantControl::block}, [](ConditionalAccessPolicy& policy) {
    policy.include_places = entra::PolicyPlaces{true, false, {}};
    policy.exclude_places.trusted = true;
  });
  const std::string target = path("/oauth2/v2.0/authorize?") + print(authorize_fields());
  const auto page = send("GET", target, "", {{"X-Forwarded-For", "192.0.2.7"}, {"Forwarded", "for=192.0.2.7"}});
  expect_redirect(sign_in(page), 53003, "interaction_required");
  peer = std::make_shared<http::Peer>(http::Peer{"192.0.2.7", false, true});
  const std::string code = code_for(authorize_fields());
  ASSERT_FALSE(code.empty());
  peer = std::make_shared<http::Peer>(http::Peer{"203.0.113.9", false, true});
  const auto redeemed = token(redemption(code));
  EXPECT_EQ(redeemed.status, 200) << "the code belongs to the person's browser, wherever its server is";
  expect_json(token(refreshing(text_of(body_of(redeemed), "refresh_token"))), 53003, "interaction_required", 400,
              "message_only");
}

TEST_F(PolicyBypass, AnApiThatActsForAPersonIsJudgedByThePersonsSignIn) {
  const auto fields = with(spa_fields(), "scope", "openid api://" + std::string(kWeb) + "/read");
  const auto held = body_of(token(spa_redemption(code_for(fields)), from_spa()));
  const Fields exchange{{"grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"},
                        {"client_id", std::string(kWeb)},
                        {"client_secret", std::string(kSecret)},
                        {"assertion", text_of(held, "access_token")},
                        {"requested_token_use", "on_behalf_of"},
                        {"scope", "https://graph.microsoft.com/User.Read offline_access"}};
  ASSERT_EQ(token(exchange).status, 200);
  set_factor("alice@contoso.example");
  const auto id = add_policy({GrantControl::mfa}, only_app(entra::kGraphClientId));
  const auto refused = token(exchange);
  expect_json(refused, 50076, "interaction_required", 400, "basic_action");
  expect_challenge(refused, id);
  ASSERT_TRUE(*store.remove_policy(id));
  add_policy({}, frequency(1));
  clock.advance(Seconds(3599));
  const auto answered = body_of(token(exchange));
  clock.advance(Seconds(1));
  expect_json(token(refreshing(text_of(answered, "refresh_token"))), 70043, "invalid_grant", 400, "token_expired");
}

TEST_F(PolicyBypass, AnApiIsNotWhereThePersonIs) {
  const auto fields = with(spa_fields(), "scope", "openid api://" + std::string(kWeb) + "/read");
  const auto held = body_of(token(spa_redemption(code_for(fields)), from_spa()));
  ASSERT_TRUE(store.add_location({entra::ObjectId(random_uuid(random)),
                                  TenantId(std::string(kTenant)),
                                  "Data centre",
                                  true,
                                  {*http::IpNetwork::parse("198.51.100.0/24")},
                                  {},
                                  {}}));
  add_policy({GrantControl::block}, [](ConditionalAccessPolicy& policy) {
    policy.include_places = entra::PolicyPlaces{true, false, {}};
    policy.exclude_places.trusted = true;
  });
  peer = std::make_shared<http::Peer>(http::Peer{"198.51.100.5", false, true});
  expect_json(token({{"grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"},
                     {"client_id", std::string(kWeb)},
                     {"client_secret", std::string(kSecret)},
                     {"assertion", text_of(held, "access_token")},
                     {"requested_token_use", "on_behalf_of"},
                     {"scope", "https://graph.microsoft.com/User.Read"}}),
              53003, "interaction_required", 400, "message_only");
}

TEST_F(PolicyBypass, ThePasswordGrantIsJudgedForEveryKindOfClient) {
  settings.password_grant = true;
  add_policy({GrantControl::block},
             [](ConditionalAccessPolicy& policy) { policy.client_kinds = {entra::ClientKind::mobile_and_desktop}; });
  EXPECT_FALSE(code_for(authorize_fields()).empty()) << "a browser";
  expect_json(token({{"grant_type", "password"},
                     {"client_id", std::string(kWeb)},
                     {"client_secret", std::string(kSecret)},
                     {"username", "alice@contoso.example"},
                     {"password", std::string(kPassword)},
                     {"scope", "openid"}}),
              53003, "interaction_required", 400, "message_only");
}

TEST_F(PolicyBypass, AnAuthenticationContextIsJudgedWhereItIsAskedFor) {
  const std::string refresh = text_of(tokens(), "refresh_token");
  set_factor("alice@contoso.example");
  add_policy({GrantControl::mfa}, [](ConditionalAccessPolicy& policy) {
    policy.include_apps = {};
    policy.contexts = {"c1"};
  });
  EXPECT_EQ(token(refreshing(refresh)).status, 200);
  const auto asking = [&](const char* context) {
    return with(refreshing(refresh), "claims",
                std::string(R"({"access_token":{"acrs":{"essential":true,"value":")") + context + R"("}}})");
  };
  EXPECT_EQ(token(asking("c2")).status, 200);
  const auto refused = token(asking("c1"));
  expect_json(refused, 50076, "invalid_grant", 400, "basic_action");
  EXPECT_NE(text_of(body_of(refused), "claims").find(R"("acrs":{"essential":true,"values":["c1"]})"),
            std::string::npos);
}

TEST_F(Policies, ACodeKeepsTheAuthenticationContextsOfItsSignIn) {
  const auto asking =
      with(authorize_fields(), "claims", R"({"access_token":{"acrs":{"essential":true,"value":"c1"}}})");
  const auto answered = body_of(token(redemption(code_for(asking))));
  EXPECT_EQ(contexts_of(answered), R"(["c1"])");
  const auto more = with(redemption(code_for(asking)), "claims", R"({"access_token":{"acrs":{"values":["c2","c1"]}}})");
  EXPECT_EQ(contexts_of(body_of(token(more))), R"(["c2","c1"])");
  EXPECT_EQ(contexts_of(tokens()), "");
  const auto renewed = body_of(token(refreshing(text_of(answered, "refresh_token"))));
  EXPECT_EQ(contexts_of(renewed), "") << "a renewal asks for the contexts that it wants";
}

TEST_F(PolicyBypass, TheContextOfACodeIsJudgedAgainWhenItIsRedeemed) {
  const auto asking =
      with(authorize_fields(), "claims", R"({"access_token":{"acrs":{"essential":true,"value":"c1"}}})");
  const std::string code = code_for(asking);
  add_policy({GrantControl::block}, [](ConditionalAccessPolicy& policy) {
    policy.include_apps = {};
    policy.contexts = {"c1"};
  });
  const auto refused = token(redemption(code));
  expect_json(refused, 53003, "interaction_required", 400, "message_only");
  EXPECT_NE(text_of(body_of(refused), "claims").find(R"("acrs":{"essential":true,"values":["c1"]})"),
            std::string::npos);
}

}  // namespace
}  // namespace sallyport::directory
