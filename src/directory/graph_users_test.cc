// Tests of Graph's people: reading, queries, changes, resets, revocations and invitations.
#include "directory/graph_fixture.h"

namespace sallyport::directory {
namespace {

using entra::DirectoryRole;
using GraphUsers = GraphTest;

constexpr std::string_view kNewUser =
    R"({"accountEnabled":true,"displayName":"Greta","mailNickname":"greta","userPrincipalName":"greta@contoso.example",
        "passwordProfile":{"password":"Correct1horse","forceChangePasswordNextSignIn":false}})";

TEST_F(GraphUsers, MeIsTheHolderOfTheToken) {
  const auto me = get("/v1.0/me", token_of("alice@contoso.example", "User.Read"));
  EXPECT_EQ(me.status, 200);
  EXPECT_EQ(at(me, "@odata.context"), std::string(kOrigin) + "/v1.0/$metadata#users/$entity");
  EXPECT_EQ(at(me, "id"), kAlice);
  EXPECT_EQ(at(me, "userPrincipalName"), "alice@contoso.example");
  EXPECT_EQ(at(me, "mail"), "alice@contoso.example");
  EXPECT_EQ(at(me, "businessPhones"), "[]");
  EXPECT_EQ(at(me, "accountEnabled"), "(none)");  // only if selected
  EXPECT_EQ(at(get("/v1.0/me?$select=accountEnabled,id", alice), "accountEnabled"), "true");
}

TEST_F(GraphUsers, AnApplicationIsNobody) {
  const auto refused = get("/v1.0/me", app_token("User.Read.All"));
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(at(refused, "error/message"), "/me request is only valid with delegated authentication flow.");
}

TEST_F(GraphUsers, OnePersonByIdOrName) {
  EXPECT_EQ(at(get("/v1.0/users/" + std::string(kAlice), bob), "displayName"), "Alice Adams");
  EXPECT_EQ(at(get("/v1.0/users/ALICE%40contoso.example", bob), "id"), kAlice);
  EXPECT_EQ(at(get("/v1.0/users/alice@contoso.example", app_token("User.Read.All")), "id"), kAlice);
  const auto nobody = get("/v1.0/users/nobody@contoso.example", bob);
  EXPECT_EQ(nobody.status, 404);
  EXPECT_EQ(code_of(nobody), "Request_ResourceNotFound");
}

TEST_F(GraphUsers, UserReadIsOnlyForOneself) {
  const auto token = token_of("bob@contoso.example", "User.Read");
  EXPECT_EQ(get("/v1.0/users/bob@contoso.example", token).status, 200);
  EXPECT_EQ(get("/v1.0/users/" + std::string(kAlice), token).status, 403);
  EXPECT_EQ(get("/v1.0/users", token).status, 403);
}

TEST_F(GraphUsers, PagesHoldEverybodyOnce) {
  auto names = all_pages("/v1.0/users?$top=2&$select=userPrincipalName", bob, "userPrincipalName");
  EXPECT_EQ(names, (std::vector<std::string>{"alice@contoso.example", "bob@contoso.example", "dave@contoso.example",
                                             "erin@contoso.example", "root@contoso.example"}));
  const auto first = get("/v1.0/users?$top=2&$count=true&$select=id", bob);
  EXPECT_EQ(at(first, "@odata.count"), "5");
  EXPECT_EQ(at(first, "@odata.context"), std::string(kOrigin) + "/v1.0/$metadata#users(id)");
}

TEST_F(GraphUsers, FiltersAndSearches) {
  const auto names = [&](std::string_view query) {
    return all_pages("/v1.0/users?$select=displayName&" + std::string(query), bob, "displayName");
  };
  EXPECT_EQ(names("$filter=displayName%20eq%20'bob%20baker'"), std::vector<std::string>{"Bob Baker"});
  EXPECT_EQ(names("$filter=userPrincipalName%20eq%20'bob@contoso.example'"), std::vector<std::string>{"Bob Baker"});
  EXPECT_EQ(names("$filter=startswith(displayName,'da')"), std::vector<std::string>{"Dave Diaz"});
  EXPECT_EQ(names("$filter=startswith(displayName,'bo')%20or%20startswith(userPrincipalName,'bo')"),
            std::vector<std::string>{"Bob Baker"});
  EXPECT_EQ(names("$filter=accountEnabled%20eq%20false"), std::vector<std::string>{"Erin Eich"});
  EXPECT_EQ(names("$filter=endswith(userPrincipalName,'contoso.example')&$top=1").size(), 5U);
  EXPECT_EQ(names("$search=%22displayName:ba%22"), std::vector<std::string>{"Bob Baker"});
  EXPECT_EQ(names("$search=%22displayName:ba%22%20OR%20%22userPrincipalName:ba%22"),
            std::vector<std::string>{"Bob Baker"});
  EXPECT_EQ(names("$filter=id%20in%20('" + std::string(kAlice) + "','" + std::string(kDave) + "')"),
            (std::vector<std::string>{"Alice Adams", "Dave Diaz"}));
  EXPECT_EQ(at(get("/v1.0/users?$filter=accountEnabled%20eq%20true&$count=true&$top=1", bob), "@odata.count"), "4");
}

TEST_F(GraphUsers, WrongQueriesAreRefused) {
  const auto refused = [&](std::string_view query) { return get("/v1.0/users?" + std::string(query), bob); };
  EXPECT_EQ(code_of(refused("$filter=nickname%20eq%20'x'")), "BadRequest");
  EXPECT_EQ(code_of(refused("$filter=officeLocation%20eq%20'x'")), "Request_UnsupportedQuery");
  EXPECT_EQ(code_of(refused("$top=0")), "BadRequest");
  EXPECT_EQ(code_of(refused("$orderby=mail")), "Request_UnsupportedQuery");
  EXPECT_EQ(code_of(refused("$skiptoken=MC54")), "BadRequest");
  EXPECT_EQ(code_of(send("GET", "/v1.0/users?$search=%22displayName:al%22", "", {{"Authorization", "Bearer " + bob}})),
            "Request_UnsupportedQuery");
}

TEST_F(GraphUsers, APersonIsCreatedAndCanUseThePassword) {
  const auto made = call("POST", "/v1.0/users", alice, kNewUser);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(*made.find("Location"), std::string(kOrigin) + "/v1.0/users/" + at(made, "id"));
  const auto greta = person("greta@contoso.example");
  EXPECT_EQ(greta.tenant.value, kTenant);
  EXPECT_TRUE(crypto::check_password(Secret("Correct1horse"), greta.password_hash));
  EXPECT_FALSE(greta.must_change_password);
  EXPECT_EQ(greta.directory_role, DirectoryRole::none);
  EXPECT_EQ(made.body.find("Correct1horse"), std::string::npos);
}

TEST_F(GraphUsers, WrongPeopleAreRefusedWithTheProperty) {
  const auto target = [&](std::string_view from, std::string_view to) {
    std::string body(kNewUser);
    body.replace(body.find(from), from.size(), to);
    const auto refused = call("POST", "/v1.0/users", alice, body);
    EXPECT_EQ(refused.status, 400) << to;
    EXPECT_EQ(code_of(refused), "Request_BadRequest") << to;
    return at(refused, "error/details/0/target");
  };
  EXPECT_EQ(target("\"Greta\"", "\"\""), "displayName");
  EXPECT_EQ(target("\"Greta\"", "7"), "displayName");
  EXPECT_EQ(target("greta@contoso.example", "greta@fabrikam.example"), "userPrincipalName");
  EXPECT_EQ(target("greta@contoso.example", "gre ta@contoso.example"), "userPrincipalName");
  EXPECT_EQ(target("greta@contoso.example", "alice@contoso.example"), "userPrincipalName");
  EXPECT_EQ(target("Correct1horse", "short"), "passwordProfile.password");
  EXPECT_EQ(target("\"accountEnabled\":true", "\"accountEnabled\":\"yes\""), "accountEnabled");
  EXPECT_EQ(target("\"mailNickname\"", "\"nickname\""), "nickname");
  EXPECT_EQ(call("POST", "/v1.0/users", alice, "{").status, 400);
}

TEST_F(GraphUsers, APatchMergesNamedMembersAlone) {
  EXPECT_EQ(call("PATCH", "/v1.0/users/bob@contoso.example", alice, R"({"accountEnabled":false})").status, 204);
  EXPECT_EQ(call("PATCH", "/v1.0/users/bob@contoso.example", alice, R"({"displayName":"Bobby"})").status, 204);
  const auto changed = person("bob@contoso.example");
  EXPECT_FALSE(changed.enabled);
  EXPECT_EQ(changed.display_name, "Bobby");
  EXPECT_FALSE(changed.password_hash.empty());
}

TEST_F(GraphUsers, AResetEndsSessions) {
  clock.advance(Seconds(60));
  EXPECT_EQ(call("PATCH", "/v1.0/users/bob@contoso.example", alice,
                 R"({"passwordProfile":{"password":"Brand-new1","forceChangePasswordNextSignIn":true}})")
                .status,
            204);
  const auto changed = person("bob@contoso.example");
  EXPECT_TRUE(changed.must_change_password);
  EXPECT_TRUE(crypto::check_password(Secret("Brand-new1"), changed.password_hash));
  EXPECT_EQ(get("/v1.0/me", bob).status, 401);
}

TEST_F(GraphUsers, ARevocationChallengesForANewToken) {
  clock.advance(Seconds(60));
  const auto done = call("POST", "/v1.0/users/bob@contoso.example/revokeSignInSessions", alice);
  EXPECT_EQ(done.status, 200);
  EXPECT_EQ(at(done, "value"), "true");
  const auto refused = get("/v1.0/me", bob);
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(code_of(refused), "InvalidAuthenticationToken");
  const std::string& challenge = *refused.find("WWW-Authenticate");
  EXPECT_NE(challenge.find("error=\"insufficient_claims\""), std::string::npos);
  const auto claims = base64_decode(between(challenge, "claims=\"", "\""));
  EXPECT_EQ(claims.value(), R"({"access_token":{"nbf":{"essential":true,"value":"1800000060"}}})");
  EXPECT_EQ(get("/v1.0/me", token_of("bob@contoso.example", "User.Read")).status, 200);
}

TEST_F(GraphUsers, AdministratorsAreChangedByGlobalAdministratorsAlone) {
  give_role("dave@contoso.example", DirectoryRole::user_administrator);
  const auto dave = token_of("dave@contoso.example", kEverything);
  for (const char* change : {R"({"displayName":"x"})", R"({"passwordProfile":{"password":"Brand-new1"}})"})
    EXPECT_EQ(call("PATCH", "/v1.0/users/" + std::string(kAlice), dave, change).status, 403) << change;
  EXPECT_EQ(call("DELETE", "/v1.0/users/" + std::string(kAlice), dave).status, 403);
  EXPECT_EQ(call("POST", "/v1.0/users/" + std::string(kAlice) + "/revokeSignInSessions", dave).status, 403);
  EXPECT_EQ(call("PATCH", "/v1.0/users/bob@contoso.example", dave, R"({"displayName":"x"})").status, 204);
  const auto robot = app_token("User.ReadWrite.All");
  EXPECT_EQ(call("PATCH", "/v1.0/users/" + std::string(kAlice), robot, R"({"displayName":"x"})").status, 403);
  EXPECT_EQ(call("PATCH", "/v1.0/users/bob@contoso.example", robot, R"({"displayName":"y"})").status, 204);
  EXPECT_EQ(person("alice@contoso.example").display_name, "Alice Adams");
}

TEST_F(GraphUsers, ADeletedPersonIsGone) {
  EXPECT_EQ(call("DELETE", "/v1.0/users/bob@contoso.example", alice).status, 204);
  EXPECT_EQ(get("/v1.0/users/bob@contoso.example", alice).status, 404);
  EXPECT_EQ(get("/v1.0/me", bob).status, 401);
}

TEST_F(GraphUsers, AGuestIsInvitedAndSeesOnlyThemself) {
  const auto made =
      call("POST", "/v1.0/invitations", alice,
           R"({"invitedUserEmailAddress":"frank@fabrikam.example","inviteRedirectUrl":"https://x.example"})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(at(made, "status"), "Completed");
  const auto guest = store.find_user(entra::ObjectId(at(made, "invitedUser/id"))).value().value();
  EXPECT_EQ(guest.type, entra::UserType::guest);
  EXPECT_EQ(guest.user_principal_name, "frank_fabrikam.example#EXT#@contoso.example");
  EXPECT_EQ(guest.tenant.value, kTenant);
  const auto token = token_of(guest.user_principal_name, kEverything);
  EXPECT_EQ(at(get("/v1.0/me?$select=userType", token), "userType"), "Guest");
  EXPECT_EQ(get("/v1.0/users", token).status, 403);
  EXPECT_EQ(get("/v1.0/users/" + std::string(kAlice), token).status, 403);
  EXPECT_EQ(get("/v1.0/groups", token).status, 403);
}

TEST_F(GraphUsers, UserinfoHasTheSubjectOfTheToken) {
  const auto info = get("/oidc/userinfo", token_of("alice@contoso.example", "openid"));
  EXPECT_EQ(at(info, "sub"), kAlice);  // as in the token of this test
  EXPECT_EQ(at(info, "preferred_username"), "alice@contoso.example");
  EXPECT_EQ(get("/oidc/userinfo", token_of("alice@contoso.example", "User.Read")).status, 403);
}

}  // namespace
}  // namespace sallyport::directory
