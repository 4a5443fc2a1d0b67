// Consent, assignment and service principals as people and clients meet them: through the handler.
#include "directory/refusals_fixture.h"
#include "entra/graph_application.h"

namespace sallyport::directory {
namespace {

class Consents : public Refusals {
 protected:
  Consents() { forget_consents(kWeb); }

  std::vector<std::string> consented_by(std::string_view name, std::string_view client = kWeb) {
    const auto person = **store.find_user_by_name(name);
    const auto graph = principal_of(entra::kGraphClientId, person.tenant.value);
    const auto principal = principal_of(client, person.tenant.value);
    return entra::consented_scopes(*store.consents_for(principal.id, person.id), graph.id);
  }
  static std::vector<std::string> sorted(std::vector<std::string> all) {
    std::ranges::sort(all);
    return all;
  }
  static bool is_consent_page(const http::Response& response) {
    return response.body.find("Permissions requested") != std::string::npos;
  }
  // A new API of the tenant with the scopes "read" and, for administrators, "manage".
  entra::AppRegistration add_api(entra::SignInAudience audience = entra::SignInAudience::my_org) {
    NewApp asked{TenantId(std::string(kTenant)), "Pets", {}, {"Job"}, ""};
    asked.audience = audience;
    auto api = *make_app(asked, clock.now(), random);
    EXPECT_TRUE(add_scope(api, {.value = "read"}, random));
    EXPECT_TRUE(add_scope(api, {.value = "manage", .admins_only = true}, random));
    EXPECT_TRUE(register_app(store, api, clock.now(), random));
    return api;
  }
  Fields asking(const std::string& scope) { return with(authorize_fields(), "scope", scope); }
};

TEST_F(Consents, APersonIsAskedOnce) {
  const auto page = sign_in(authorize(authorize_fields()));
  ASSERT_TRUE(is_consent_page(page)) << page.body;
  EXPECT_NE(page.body.find("Sign you in and read your profile"), std::string::npos) << "User.Read comes with it";
  EXPECT_EQ(page.body.find("behalf of your organization"), std::string::npos) << "that is for administrators";
  EXPECT_FALSE(answered(accept(page), "code").empty());
  EXPECT_EQ(consented_by("alice@contoso.example"), sign_in_scopes());
  EXPECT_EQ(authorize(authorize_fields()).status, 302);
  cookies.clear();
  EXPECT_TRUE(is_consent_page(sign_in(authorize(authorize_fields()), "bob@contoso.example"))) << "one person's alone";
}

TEST_F(Consents, ADeclinedConsentIsNotStored) {
  const auto page = sign_in(authorize(authorize_fields()));
  expect_redirect(post_form(page, {{"act", "decline"}}), 65004, "access_denied");
  EXPECT_TRUE(consented_by("alice@contoso.example").empty());
}

TEST_F(Consents, ASilentRequestIsToldThatConsentIsMissing) {
  ASSERT_TRUE(is_consent_page(sign_in(authorize(authorize_fields()))));
  expect_redirect(authorize(with(authorize_fields(), "prompt", "none")), 65001, "consent_required");
}

TEST_F(Consents, AFormThatAnotherPersonSawIsNotAccepted) {
  const auto page = sign_in(authorize(authorize_fields()));
  const auto again = post_form(page, {{"account", std::string(kDave)}, {"act", "consent"}});
  EXPECT_NE(again.body.find("id=\"i0118\""), std::string::npos) << "Dave is not signed in: " << again.body;
  EXPECT_TRUE(consented_by("alice@contoso.example").empty());
}

TEST_F(Consents, AnAdministratorMayConsentForEverybody) {
  const auto page = sign_in(authorize(authorize_fields()), "root@contoso.example");
  ASSERT_NE(page.body.find("behalf of your organization"), std::string::npos) << page.body;
  EXPECT_FALSE(answered(accept(page, {{"organization", "on"}}), "code").empty());
  cookies.clear();
  EXPECT_FALSE(code_for(authorize_fields(), "bob@contoso.example").empty());
}

TEST_F(Consents, TheBoxOfAnAdministratorDoesNothingForOthers) {
  const auto page = sign_in(authorize(authorize_fields()));
  EXPECT_FALSE(answered(accept(page, {{"organization", "on"}}), "code").empty());
  cookies.clear();
  EXPECT_TRUE(is_consent_page(sign_in(authorize(authorize_fields()), "bob@contoso.example")));
}

TEST_F(Consents, 90094WhereOnlyAnAdministratorMayConsent) {
  const auto fields = asking("openid Directory.Read.All");
  expect_page(sign_in(authorize(fields)), 90094);
  cookies.clear();
  const auto page = sign_in(authorize(fields), "root@contoso.example");
  EXPECT_FALSE(answered(accept(page, {{"organization", "on"}}), "code").empty());
  cookies.clear();
  EXPECT_FALSE(code_for(fields).empty());
}

TEST_F(Consents, 90094WhereAnAssignmentIsRequired) {
  RecordProperty("covers", "D10");
  change_principal(kWeb, [](auto& principal) { principal.assignment_required = true; });
  expect_page(sign_in(authorize(authorize_fields())), 90094);
  ASSERT_TRUE(grant_admin_consent(store, **store.find_app(ClientId(std::string(kWeb))), TenantId(std::string(kTenant)),
                                  clock.now(), random));
  EXPECT_FALSE(code_for(authorize_fields()).empty());
}

TEST_F(Consents, 65001AtTheTokenEndpointOnceItIsTakenBack) {
  const auto page = sign_in(authorize(authorize_fields()));
  const auto code = answered(accept(page), "code");
  const auto refresh = text_of(body_of(token(redemption(code))), "refresh_token");
  const auto second = code_for(authorize_fields());
  forget_consents(kWeb);
  expect_json(token(redemption(second)), 65001, "invalid_grant", 400, "consent_required");
  expect_json(token({{"grant_type", "refresh_token"},
                     {"client_id", std::string(kWeb)},
                     {"client_secret", std::string(kSecret)},
                     {"refresh_token", refresh}}),
              65001, "invalid_grant", 400, "consent_required");
}

TEST_F(Consents, 650053AScopeThatTheApiDoesNotExpose) {
  RecordProperty("covers", "D1");
  const auto api = add_api();
  expect_redirect(authorize(asking("openid mcp.read")), 650053, "invalid_scope");
  expect_redirect(authorize(asking("openid email_")), 650053, "invalid_scope");
  expect_redirect(authorize(asking("openid api://" + api.client_id.value + "/write")), 650053, "invalid_scope");
}

TEST_F(Consents, 70011ProfileWithoutOpenid) {
  RecordProperty("covers", "D1");
  const auto refused = authorize(asking("profile email"));
  expect_redirect(refused, 70011, "invalid_scope");
  EXPECT_NE(answered(refused, "error_description").find("openid scope is required."), std::string::npos);
  EXPECT_EQ(authorize(asking("User.Read")).status, 200);
}

TEST_F(Consents, AnApiIsAskedForBesideTheSignIn) {
  const auto api = add_api();
  const auto fields = asking("openid api://" + api.client_id.value + "/read");
  const auto page = sign_in(authorize(fields));
  EXPECT_NE(page.body.find("Access Pets"), std::string::npos) << page.body;
  const auto claims = claims_of(text_of(body_of(token(redemption(answered(accept(page), "code")))), "access_token"));
  EXPECT_EQ(text_of(claims, "scp"), "read");
  EXPECT_EQ(text_of(claims, "ver"), "1.0") << "a new app asks for no version";
}

TEST_F(Consents, OneSignInAsksForTwoApisAndEachGetsATokenOfItsOwn) {
  const std::string read = "api://" + add_api().client_id.value + "/read";
  const std::string both = "openid offline_access User.Read " + read;
  const auto page = sign_in(authorize(asking(both)));
  EXPECT_NE(page.body.find("Sign you in and read your profile"), std::string::npos);
  EXPECT_NE(page.body.find("Access Pets"), std::string::npos) << page.body;
  const auto fields = redemption(answered(accept(page), "code"));
  expect_json(token(fields), 28003, "invalid_request", 400);
  expect_json(token(with(fields, "scope", "openid profile")), 28002, "invalid_request", 400);
  const auto refused = token(with(fields, "scope", both));
  expect_json(refused, 28000, "invalid_request", 400);
  EXPECT_NE(text_of(body_of(refused), "error_description").find("Scope " + both + " is not valid."), std::string::npos);
  const auto first = body_of(token(with(fields, "scope", read)));  // a refused redemption does not use the code up
  EXPECT_EQ(text_of(claims_of(text_of(first, "access_token")), "scp"), "read");
  const auto second = body_of(token({{"grant_type", "refresh_token"},
                                     {"client_id", std::string(kWeb)},
                                     {"client_secret", std::string(kSecret)},
                                     {"refresh_token", text_of(first, "refresh_token")},
                                     {"scope", "User.Read"}}));
  EXPECT_EQ(text_of(second, "scope"), "User.Read");
}

TEST_F(Consents, 65001AScopeThatTheApiDoesNotHaveAtTheTokenEndpoint) {
  RecordProperty("covers", "D1");
  const auto api = add_api();
  const auto fields = redemption(answered(accept(sign_in(authorize(authorize_fields()))), "code"));
  for (const std::string& scope : {"api://" + api.client_id.value + "/nothing", std::string("wl.basic")})
    expect_json(token(with(fields, "scope", scope)), 65001, "invalid_grant", 400, "consent_required");
}

TEST_F(Consents, 650052OneOfTwoApisIsNotInTheTenant) {
  RecordProperty("covers", "D5");
  const auto api = add_api();
  ASSERT_TRUE(store.remove_principal(principal_of(api.client_id.value).id));
  expect_redirect(authorize(asking("openid User.Read api://" + api.client_id.value + "/read")), 650052,
                  "invalid_client");
}

TEST_F(Consents, DefaultAsksForWhatTheRegistrationLists) {
  const auto api = add_api();
  const std::string scope = "openid api://" + api.client_id.value + "/.default";
  change_app(kWeb, [](auto& app) { app.required_permissions.clear(); });
  expect_page(sign_in(authorize(asking(scope))), 650056);
  change_app(kWeb, [](auto& app) {
    app.required_permissions.push_back({entra::graph_registration().client_id, "any", entra::PermissionKind::scope});
  });
  expect_redirect(authorize(asking(scope)), 650057, "invalid_resource");
  change_app(kWeb, [&](auto& app) {
    app.required_permissions.push_back({api.client_id, "gone", entra::PermissionKind::scope});
  });
  expect_page(authorize(asking(scope)), 65005);
  change_app(kWeb, [&](auto& app) { app.required_permissions.back().id = api.scopes[0].id; });
  const auto page = authorize(asking(scope));
  const auto claims = claims_of(text_of(body_of(token(redemption(answered(accept(page), "code")))), "access_token"));
  EXPECT_EQ(text_of(claims, "scp"), "read");
}

TEST_F(Consents, AnAuthorizedClientIsNotAskedAboutTheApi) {
  const auto api = add_api();
  ASSERT_TRUE(store.change_app(api.client_id, [](entra::AppRegistration& each) -> Result<void> {
    each.pre_authorized = {{ClientId(std::string(kWeb)), {each.scopes[0].id}}};
    return {};
  }));
  const auto fields = asking("api://" + api.client_id.value + "/read");
  EXPECT_FALSE(answered(sign_in(authorize(fields)), "code").empty());
}

TEST_F(Consents, AnAppOfAnotherTenantGetsItsPrincipalWithTheFirstConsent) {
  change_app(kWeb, [](auto& app) { app.audience = entra::SignInAudience::multiple_orgs; });
  const auto page = sign_in(authorize(authorize_fields(), kOtherTenant), "frank@fabrikam.example");
  ASSERT_TRUE(is_consent_page(page)) << page.body;
  EXPECT_TRUE(principal_of(kWeb, kOtherTenant).id.empty()) << "not before";
  EXPECT_FALSE(answered(accept(page), "code").empty());
  EXPECT_FALSE(principal_of(kWeb, kOtherTenant).id.empty());
  EXPECT_NE(principal_of(kWeb, kOtherTenant).id, principal_of(kWeb).id);
}

TEST_F(Consents, 700016AndNoTokenWithoutAPrincipalInTheTenant) {
  change_app(kWeb, [](auto& app) { app.audience = entra::SignInAudience::multiple_orgs; });
  const Fields asked{{"grant_type", "client_credentials"},
                     {"client_id", std::string(kWeb)},
                     {"client_secret", std::string(kSecret)},
                     {"scope", "https://graph.microsoft.com/.default"}};
  expect_json(token(asked, {}, kOtherTenant), 700016, "unauthorized_client", 400);
  ASSERT_TRUE(store.remove_principal(principal_of(kWeb).id));
  expect_json(token(asked), 500011, "invalid_resource", 400);
}

TEST_F(Consents, 650052AnApiThatTheOtherTenantHasNotAdded) {
  RecordProperty("covers", "D5");
  const auto api = add_api(entra::SignInAudience::multiple_orgs);
  change_app(kWeb, [](auto& app) { app.audience = entra::SignInAudience::multiple_orgs; });
  const auto fields = asking("openid api://" + api.client_id.value + "/read");
  expect_redirect(authorize(fields, kOtherTenant), 650052, "invalid_client");
  expect_redirect(sign_in(authorize(fields, "common"), "frank@fabrikam.example"), 650052, "invalid_client");
}

TEST_F(Consents, 50105InTheWordsForApplications) {
  RecordProperty("covers", "P12");
  const auto api = add_api();
  const Fields asked{{"grant_type", "client_credentials"},
                     {"client_id", std::string(kWeb)},
                     {"client_secret", std::string(kSecret)},
                     {"scope", "api://" + api.client_id.value + "/.default"}};
  EXPECT_EQ(token(asked).status, 200);
  change_principal(api.client_id.value, [](auto& principal) { principal.assignment_required = true; });
  const auto refused = token(asked);
  expect_json(refused, 50105, "invalid_grant", 400);
  EXPECT_NE(text_of(body_of(refused), "error_description").find("is not assigned to a role for the application"),
            std::string::npos);
  const entra::Principal client{principal_of(kWeb).id, entra::PrincipalKind::service_principal};
  ASSERT_TRUE(assign(store, api, principal_of(api.client_id.value), {client, "Job"}, clock.now(), random));
  const auto claims = claims_of(text_of(body_of(token(asked)), "access_token"));
  EXPECT_EQ(json::print(*claims.find("roles")), "[\"Job\"]");
  EXPECT_EQ(text_of(claims, "oid"), client.id.value);
}

TEST_F(Consents, ARoleComesThroughADirectGroupOnly) {
  const auto make = [&](const char* name) {
    const auto made = *make_group({TenantId(std::string(kTenant)), name, ""}, clock.now(), random);
    EXPECT_TRUE(store.add_group(made));
    return made.id;
  };
  const auto outer = make("Outer");
  const auto inner = make("Inner");
  ASSERT_TRUE(store.add_member(outer, inner));
  const auto bob = (*store.find_user_by_name("bob@contoso.example"))->id;
  const auto app = **store.find_app(ClientId(std::string(kWeb)));
  ASSERT_TRUE(
      assign(store, app, principal_of(kWeb), {{outer, entra::PrincipalKind::group}, "Viewer"}, clock.now(), random));
  const auto claims_of_bob = [&] {
    cookies.clear();
    const auto page = sign_in(authorize(authorize_fields()), "bob@contoso.example");
    const auto code = answered(is_consent_page(page) ? accept(page) : page, "code");
    return claims_of(text_of(body_of(token(redemption(code))), "id_token"));
  };
  ASSERT_TRUE(store.add_member(inner, bob));
  auto claims = claims_of_bob();
  EXPECT_FALSE(claims.contains("roles"));
  EXPECT_EQ(claims.find("groups")->as_array()->size(), 2U) << "the groups claim does name nested groups";
  ASSERT_TRUE(store.add_member(outer, bob));
  claims = claims_of_bob();
  EXPECT_EQ(json::print(*claims.find("roles")), "[\"Viewer\"]");
}

TEST_F(Consents, PersonalAccountsSignInWhereTheAppAdmitsThem) {
  const std::string personal(entra::kPersonalTenant);
  ASSERT_TRUE(store.add_tenant({TenantId(personal), "Personal accounts", {"outlook.example"}}));
  auto pat = *make_user({TenantId(personal), "pat@outlook.example", "", "", Secret(), ""}, clock.now(), random);
  pat.password_hash = password_hash();
  ASSERT_TRUE(store.add_user(pat));
  ASSERT_TRUE(published.refresh());
  const auto set = [&](entra::SignInAudience audience) {
    change_app(kWeb, [&](auto& app) { app.audience = audience; });
  };
  expect_page(authorize(authorize_fields(), "consumers"), 9002332);
  expect_page(authorize(authorize_fields(), personal), 700016);
  set(entra::SignInAudience::multiple_orgs);
  expect_page(authorize(authorize_fields(), personal), 9002332);
  expect_on_sign_in_page(sign_in(authorize(authorize_fields(), "common"), "pat@outlook.example"), 50020);
  set(entra::SignInAudience::orgs_and_personal);
  for (const std::string& authority : {std::string("common"), std::string("consumers"), personal}) {
    cookies.clear();
    const auto page = sign_in(authorize(authorize_fields(), authority), "pat@outlook.example");
    const auto code = answered(is_consent_page(page) ? accept(page) : page, "code");
    EXPECT_FALSE(code.empty()) << authority << page.body;
    EXPECT_EQ(token(redemption(code), {}, authority).status, 200);
  }
  cookies.clear();
  expect_on_sign_in_page(sign_in(authorize(authorize_fields(), "organizations"), "pat@outlook.example"), 50020);
  set(entra::SignInAudience::personal_only);
  expect_page(authorize(authorize_fields()), 9002331);
  expect_page(authorize(authorize_fields(), "organizations"), 9002331);
  cookies.clear();
  expect_on_sign_in_page(sign_in(authorize(authorize_fields(), "consumers")), 50020);
}

TEST_F(Consents, 50056WithoutAPassword) {
  change_user("bob@contoso.example", [](auto& user) { user.password_hash.clear(); });
  expect_on_sign_in_page(sign_in(authorize(authorize_fields()), "bob@contoso.example", ""), 50056);
}

TEST_F(Consents, 50055AnExpiredPassword) {
  change_user("bob@contoso.example", [&](auto& user) { user.password_expires = clock.now() + Seconds(60); });
  EXPECT_TRUE(is_consent_page(sign_in(authorize(authorize_fields()), "bob@contoso.example")));
  cookies.clear();
  clock.advance(Seconds(60));
  const auto page = authorize(authorize_fields());
  expect_on_sign_in_page(sign_in(page, "bob@contoso.example"), 50055);
  expect_on_sign_in_page(sign_in(page, "bob@contoso.example", "wrong"), 50126);
}

class AdminConsent : public Consents {
 protected:
  http::Response ask(Fields fields, std::string_view suffix = "/adminconsent?") {
    fields.emplace_back("client_id", std::string(kWeb));
    fields.emplace_back("redirect_uri", std::string(kWebCallback));
    fields.emplace_back("state", "s1");
    return send("GET", path(suffix) + print(fields));
  }
};

TEST_F(AdminConsent, GivesEverybodyWhatTheRegistrationLists) {
  RecordProperty("covers", "D12");
  const auto page = sign_in(ask({}), "root@contoso.example");
  ASSERT_TRUE(is_consent_page(page)) << page.body;
  const auto done = accept(page);
  EXPECT_TRUE(location(done).starts_with(std::string(kWebCallback) + "?")) << done.body;
  EXPECT_EQ(answered(done, "admin_consent"), "True");
  EXPECT_EQ(answered(done, "tenant"), kTenant);
  EXPECT_EQ(answered(done, "state"), "s1");
  EXPECT_EQ(sorted(consented_by("bob@contoso.example")), sorted(sign_in_scopes()));
}

TEST_F(AdminConsent, GivesTheScopesThatTheRequestNames) {
  const auto api = add_api();
  const std::string scope = "openid api://" + api.client_id.value + "/manage";
  const auto done = accept(sign_in(ask({{"scope", scope}}, "/v2.0/adminconsent?"), "root@contoso.example"));
  EXPECT_EQ(answered(done, "scope"), scope);
  EXPECT_EQ(consented_by("bob@contoso.example"), std::vector<std::string>{"openid"});
  const auto given = *store.consents_for(principal_of(kWeb).id, entra::ObjectId("anybody"));
  EXPECT_EQ(entra::consented_scopes(given, principal_of(api.client_id.value).id), std::vector<std::string>{"manage"});
}

TEST_F(AdminConsent, IsForAdministratorsOfTheTenantAlone) {
  expect_page(sign_in(ask({})), 90094);
  EXPECT_TRUE(consented_by("bob@contoso.example").empty());
  cookies.clear();
  const auto page = ask({});
  expect_on_sign_in_page(sign_in(page, "frank@fabrikam.example"), 50020);
}

TEST_F(AdminConsent, ACancelledOneIsDenied) {
  const auto page = sign_in(ask({}), "root@contoso.example");
  const auto done = post_form(page, {{"act", "decline"}});
  EXPECT_EQ(answered(done, "error"), "permission_denied");
  EXPECT_EQ(answered(done, "state"), "s1");
  EXPECT_TRUE(consented_by("bob@contoso.example").empty());
}

TEST_F(AdminConsent, AForgedFormGivesNothing) {
  const auto page = sign_in(ask({}), "root@contoso.example");
  const std::string action = unescape(between(page.body, "<form method=\"post\" action=\"", "\""));
  const std::string account = between(page.body, "name=\"account\" value=\"", "\"");
  send("POST", action, print({{"act", "consent"}, {"account", account}, {"flowToken", "made-up"}}));
  EXPECT_TRUE(consented_by("bob@contoso.example").empty());
  expect_page(send("GET", path("/adminconsent?client_id=") + std::string(kWeb) + "&redirect_uri=https://evil.example/"),
              50011);
}

}  // namespace
}  // namespace sallyport::directory
