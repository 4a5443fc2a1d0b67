// Tests of Graph's applications: creation, merges, rules, owners, secrets and federated credentials.
#include "directory/graph_fixture.h"
#include "stores/contract/directory_fixture.h"

namespace sallyport::directory {
namespace {

class GraphApplications : public GraphTest {
 protected:
  std::string object_of(std::string_view client) { return "/v1.0/applications/" + app(client).id.value; }
  http::Response patch(std::string_view body, std::string_view token = {}) {
    return call("PATCH", object_of(kWeb), token.empty() ? std::string_view(alice) : token, body);
  }
  std::string property_refused(std::string_view body) {
    const auto before = app(kWeb);
    const auto refused = patch(body);
    EXPECT_EQ(refused.status, 400) << body;
    EXPECT_EQ(app(kWeb), before) << body;
    return at(refused, "error/details/0/target");
  }
};

TEST_F(GraphApplications, ANewApplicationHasNoServicePrincipalYet) {
  const auto made = call(
      "POST", "/v1.0/applications", alice,
      R"({"displayName":"New","signInAudience":"AzureADMyOrg","web":{"redirectUris":["https://new.example/cb"]}})");
  ASSERT_EQ(made.status, 201) << made.body;
  const ClientId client(at(made, "appId"));
  const auto stored = store.find_app(client).value().value();
  EXPECT_EQ(stored.tenant.value, kTenant);
  EXPECT_EQ(stored.redirect_uris.front().uri, "https://new.example/cb");
  EXPECT_FALSE(stored.requested_access_token_version);
  EXPECT_EQ(stored.owners, std::vector<entra::ObjectId>{entra::ObjectId(std::string(kAlice))});
  EXPECT_FALSE(store.find_principal_of(stored.tenant, client).value());
  EXPECT_EQ(at(made, "publisherDomain"), "contoso.example");
  EXPECT_EQ(*made.find("Location"), std::string(kOrigin) + "/v1.0/applications/" + stored.id.value);
}

TEST_F(GraphApplications, ReadsWhatWasWritten) {
  change_app(kWeb, [](entra::AppRegistration& web) { web.scopes.clear(); });
  ASSERT_EQ(patch(R"({
    "notes":"n","groupMembershipClaims":"SecurityGroup","isFallbackPublicClient":true,
    "identifierUris":["https://contoso.example/web"],
    "spa":{"redirectUris":["https://spa.contoso.example/"]},
    "publicClient":{"redirectUris":["http://localhost"]},
    "web":{"logoutUrl":"https://app.example/out","implicitGrantSettings":{"enableIdTokenIssuance":false}},
    "api":{"requestedAccessTokenVersion":2,"oauth2PermissionScopes":[{"value":"read","type":"Admin",
      "id":"11111111-aaaa-4aaa-8aaa-111111111111","adminConsentDisplayName":"Read","adminConsentDescription":"Reads",
      "isEnabled":true}],
      "preAuthorizedApplications":[{"appId":"22222222-aaaa-4aaa-8aaa-222222222222",
      "delegatedPermissionIds":["11111111-aaaa-4aaa-8aaa-111111111111"]}]},
    "requiredResourceAccess":[{"resourceAppId":"00000003-0000-0000-c000-000000000000","resourceAccess":[
      {"id":"e1fe6dd8-ba31-4d61-89e7-88639da4683d","type":"Scope"}]}],
    "optionalClaims":{"idToken":[{"name":"email","essential":false,"source":null,"additionalProperties":[]}],
      "accessToken":[],"saml2Token":[]}})")
                .status,
            204);
  const auto shown = get(object_of(kWeb), bob);
  EXPECT_EQ(at(shown, "displayName"), "Web <app>");
  EXPECT_EQ(at(shown, "groupMembershipClaims"), "SecurityGroup");
  EXPECT_EQ(at(shown, "spa/redirectUris"), R"(["https://spa.contoso.example/"])");
  EXPECT_EQ(at(shown, "web/redirectUris/0"), kWebCallback);
  EXPECT_EQ(at(shown, "web/implicitGrantSettings/enableIdTokenIssuance"), "false");
  EXPECT_EQ(at(shown, "api/requestedAccessTokenVersion"), "2");
  EXPECT_EQ(at(shown, "api/oauth2PermissionScopes/0/type"), "Admin");
  EXPECT_EQ(at(shown, "api/preAuthorizedApplications/0/appId"), "22222222-aaaa-4aaa-8aaa-222222222222");
  EXPECT_EQ(at(shown, "requiredResourceAccess/0/resourceAccess/0/type"), "Scope");
  EXPECT_EQ(at(shown, "optionalClaims/idToken/0/name"), "email");
  EXPECT_EQ(at(shown, "passwordCredentials/0/hint"), "the");
  EXPECT_EQ(at(shown, "passwordCredentials/0/secretText"), "null");
  // The whole answer is accepted back, as the manifest editor sends it.
  auto manifest = json::parse_object(shown.body).value();
  EXPECT_EQ(patch(json::print(manifest)).status, 204);
  EXPECT_EQ(get(object_of(kWeb), bob).body, shown.body);
}

TEST_F(GraphApplications, TwoEditorsLoseNothing) {
  std::atomic<int> next{0};
  const int done = stores::contract::race(20, [&] {
    const int i = next++;
    const auto edited = call("POST", object_of(kWeb) + "/addPassword", alice, "{}");
    const auto merged =
        i % 2 == 0 ? patch(R"({"spa":{"redirectUris":["https://one.example/"]}})") : patch(R"({"notes":"two"})");
    return edited.status == 200 && merged.status == 204;
  });
  EXPECT_EQ(done, 20);
  const auto changed = app(kWeb);
  EXPECT_EQ(changed.secrets.size(), 21U);
  EXPECT_EQ(changed.notes, "two");
  EXPECT_TRUE(
      std::ranges::any_of(changed.redirect_uris, [](const auto& uri) { return uri.uri == "https://one.example/"; }));
}

TEST_F(GraphApplications, WrongValuesAreRefusedWithTheProperty) {
  EXPECT_EQ(property_refused(R"({"displayName":""})"), "displayName");
  EXPECT_EQ(property_refused(R"({"displayName":null})"), "displayName");
  EXPECT_EQ(property_refused(R"({"web":{"redirectUris":["http://app.example/"]}})"), "web.redirectUris");
  EXPECT_EQ(property_refused(R"({"web":{"redirectUris":"https://app.example/"}})"), "web.redirectUris");
  EXPECT_EQ(property_refused(R"({"spa":{"redirectUris":["https://*.example/"]}})"), "spa.redirectUris");
  EXPECT_EQ(property_refused(R"({"identifierUris":["https://fabrikam.example"]})"), "identifierUris");
  EXPECT_EQ(property_refused(R"({"signInAudience":"Everybody"})"), "signInAudience");
  EXPECT_EQ(
      property_refused(
          R"({"signInAudience":"AzureADandPersonalMicrosoftAccount","api":{"requestedAccessTokenVersion":null}})"),
      "api.requestedAccessTokenVersion");
  EXPECT_EQ(property_refused(R"({"api":{"requestedAccessTokenVersion":3}})"), "api.requestedAccessTokenVersion");
  EXPECT_EQ(property_refused(R"({"appRoles":[]})"), "appRoles");  // its roles are enabled
  EXPECT_EQ(property_refused(R"({"appRoles":[{"displayName":"x","allowedMemberTypes":["Robot"]}]})"),
            "appRoles.allowedMemberTypes");
  EXPECT_EQ(property_refused(R"({"groupMembershipClaims":"Some"})"), "groupMembershipClaims");
  EXPECT_EQ(property_refused(R"({"nickname":"x"})"), "nickname");
  EXPECT_EQ(property_refused(R"({"web":{"nickname":"x"}})"), "web.nickname");
  EXPECT_EQ(property_refused(R"({"appId":"99999999-0000-4000-8000-000000000009"})"), "appId");
  EXPECT_EQ(property_refused(R"({"passwordCredentials":[{"keyId":"99999999-0000-4000-8000-000000000009"}]})"),
            "passwordCredentials.keyId");
  EXPECT_EQ(property_refused(R"({"keyCredentials":[{"key":"AAAA"}]})"), "keyCredentials.key");
  EXPECT_EQ(property_refused(R"({"tags":["x"]})"), "tags");
}

TEST_F(GraphApplications, IdentifiersAreUniqueOverAllTenants) {
  ASSERT_EQ(patch(R"({"identifierUris":["https://contoso.example/one"]})").status, 204);
  const auto taken = call("PATCH", object_of(kSpa), alice, R"({"identifierUris":["https://contoso.example/one"]})");
  EXPECT_EQ(taken.status, 400);
  EXPECT_EQ(at(taken, "error/message"),
            "Another object with the same value for property identifierUris already exists.");
}

TEST_F(GraphApplications, AListIsFilteredByItsClientId) {
  EXPECT_EQ(each(get("/v1.0/applications?$filter=appId%20eq%20'" + std::string(kSpa) + "'", bob), "displayName"),
            std::vector<std::string>{"SPA"});
  EXPECT_EQ(all_pages("/v1.0/applications?$top=1&$select=appId", bob, "appId").size(), 3U);
  EXPECT_EQ(each(get("/v1.0/applications?$filter=appRoles/any(r:r/value%20eq%20'Admin')", bob), "displayName"),
            std::vector<std::string>{"Web <app>"});
}

TEST_F(GraphApplications, APathMayNameTheClientId) {
  const std::string keyed = "/v1.0/applications(appId='" + std::string(kWeb) + "')";
  EXPECT_EQ(at(get(keyed, bob), "id"), app(kWeb).id.value);
  EXPECT_EQ(call("PATCH", keyed, alice, R"({"notes":"keyed"})").status, 204);
  EXPECT_EQ(app(kWeb).notes, "keyed");
  EXPECT_EQ(call("PATCH", keyed, bob, R"({"notes":"x"})").status, 403);
  EXPECT_EQ(get(keyed, frank).status, 404);
  EXPECT_EQ(at(get("/v1.0/servicePrincipals(appId='" + std::string(kWeb) + "')", bob), "id"),
            principal_of(kWeb).id.value);
  EXPECT_EQ(get("/v1.0/servicePrincipals(appId='" + std::string(kWeb) + "')", frank).status, 404);
  EXPECT_EQ(at(get("/v1.0/users('alice@contoso.example')", bob), "id"), kAlice);
}

TEST_F(GraphApplications, ASecretIsShownOnce) {
  const auto made = call("POST", object_of(kWeb) + "/addPassword", alice,
                         R"({"passwordCredential":{"displayName":"ci","endDateTime":"2027-06-01T00:00:00Z"}})");
  ASSERT_EQ(made.status, 200) << made.body;
  const std::string value = at(made, "secretText");
  EXPECT_EQ(value.size(), 40U);
  EXPECT_EQ(at(made, "hint"), value.substr(0, 3));
  EXPECT_EQ(at(made, "endDateTime"), "2027-06-01T00:00:00Z");
  EXPECT_EQ(get(object_of(kWeb), alice).body.find(value), std::string::npos);
  const auto used = token(
      with(with(Fields{{"grant_type", "client_credentials"}, {"client_id", std::string(kWeb)}}, "client_secret", value),
           "scope", "https://graph.microsoft.com/.default"));
  EXPECT_EQ(used.status, 200) << used.body;
  const std::string remove = R"({"keyId":")" + at(made, "keyId") + R"("})";
  EXPECT_EQ(call("POST", object_of(kWeb) + "/removePassword", alice, remove).status, 204);
  EXPECT_EQ(call("POST", object_of(kWeb) + "/removePassword", alice, remove).status, 400);
  EXPECT_EQ(app(kWeb).secrets.size(), 1U);
}

TEST_F(GraphApplications, ASecretEndsWithin24Months) {
  for (const char* end : {"2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z", "2027-13-01T00:00:00Z", "tomorrow"})
    EXPECT_EQ(call("POST", object_of(kWeb) + "/addPassword", alice,
                   R"({"passwordCredential":{"endDateTime":")" + std::string(end) + R"("}})")
                  .status,
              400)
        << end;
}

TEST_F(GraphApplications, FederatedCredentialsAreKeptAndUnique) {
  const std::string path = object_of(kWeb) + "/federatedIdentityCredentials";
  constexpr std::string_view kBody =
      R"({"name":"pipeline","issuer":"https://issuer.example","subject":"repo:x","audiences":["api://AzureADTokenExchange"]})";
  const auto made = call("POST", path, alice, kBody);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(call("POST", path, alice, kBody).status, 409);
  EXPECT_EQ(call("POST", path, alice,
                 R"({"name":"other","issuer":"https://issuer.example","subject":"repo:x","audiences":["a"]})")
                .status,
            409);
  for (const char* wrong :
       {R"({"name":"x","issuer":"https://i","subject":"s","audiences":["a"]})",
        R"({"name":"-abc","issuer":"https://i","subject":"s","audiences":["a"]})",
        R"({"name":"abc","subject":"s","audiences":["a"]})", R"({"name":"abc","issuer":"https://i","audiences":["a"]})",
        R"({"name":"abc","issuer":"https://i","subject":"s","audiences":["a","b"]})",
        R"({"name":"abc","issuer":"https://i","subject":"s"})"})
    EXPECT_EQ(call("POST", path, alice, wrong).status, 400) << wrong;
  EXPECT_EQ(call("PATCH", path + "/pipeline", alice, R"({"subject":"repo:y"})").status, 204);
  EXPECT_EQ(call("PATCH", path + "/pipeline", alice, R"({"name":"cd"})").status, 400);
  EXPECT_EQ(at(get(path + "/" + at(made, "id"), bob), "subject"), "repo:y");
  EXPECT_EQ(each(get(path, bob), "name"), std::vector<std::string>{"pipeline"});
  EXPECT_EQ(call("DELETE", path + "/pipeline", alice).status, 204);
  EXPECT_EQ(get(path + "/pipeline", alice).status, 404);
}

TEST_F(GraphApplications, OwnersEditTheirApplicationAndNoOther) {
  EXPECT_EQ(patch(R"({"notes":"mine"})", bob).status, 403);
  const std::string owner = person("bob@contoso.example").id.value;
  const std::string reference = R"({"@odata.id":"https://x/v1.0/directoryObjects/)" + owner + R"("})";
  ASSERT_EQ(call("POST", object_of(kWeb) + "/owners/$ref", alice, reference).status, 204);
  EXPECT_EQ(call("POST", object_of(kWeb) + "/owners/$ref", alice, reference).status, 400);
  EXPECT_EQ(patch(R"({"notes":"mine"})", bob).status, 204);
  EXPECT_EQ(call("POST", object_of(kWeb) + "/addPassword", bob, "{}").status, 200);
  EXPECT_EQ(call("PATCH", object_of(kSpa), bob, R"({"notes":"mine"})").status, 403);
  EXPECT_EQ(each(get(object_of(kWeb) + "/owners", bob), "id"), std::vector<std::string>{owner});
  EXPECT_EQ(each(get("/v1.0/me/ownedObjects", bob), "appId"), std::vector<std::string>{std::string(kWeb)});
  EXPECT_EQ(at(get(object_of(kWeb) + "?$expand=owners", bob), "owners/0/id"), owner);
  EXPECT_EQ(call("DELETE", object_of(kWeb) + "/owners/" + owner + "/$ref", bob).status, 204);
  EXPECT_EQ(patch(R"({"notes":"again"})", bob).status, 403);
}

TEST_F(GraphApplications, AnApplicationMayOwnApplications) {
  const auto robot = app_token("Application.ReadWrite.OwnedBy");
  EXPECT_EQ(patch(R"({"notes":"x"})", robot).status, 403);
  const auto made = call("POST", "/v1.0/applications", robot, R"({"displayName":"Made by an app"})");
  ASSERT_EQ(made.status, 201);
  EXPECT_EQ(call("PATCH", "/v1.0/applications/" + at(made, "id"), robot, R"({"notes":"x"})").status, 204);
  EXPECT_EQ(patch(R"({"notes":"x"})", app_token("Application.ReadWrite.All")).status, 204);
}

TEST_F(GraphApplications, ADeletedApplicationIsGone) {
  EXPECT_EQ(call("DELETE", object_of(kSpa), alice).status, 204);
  EXPECT_FALSE(store.find_app(ClientId(std::string(kSpa))).value());
}

}  // namespace
}  // namespace sallyport::directory
