// What a registration adds to the tokens under "Token configuration": optional claims, and which groups are told.
#include "directory/directory_test.h"

namespace sallyport::directory {
namespace {

using entra::OptionalClaim;

class TokenConfiguration : public DirectoryTest {
 protected:
  static std::vector<OptionalClaim> named(std::initializer_list<const char*> names) {
    std::vector<OptionalClaim> all;
    for (const char* name : names) all.push_back({name});
    return all;
  }
  json::Object id_token(std::string_view person = "alice@contoso.example", std::string_view scope = "openid profile") {
    cookies.clear();
    const auto body = body_of(token(redemption(code_for(with(authorize_fields(), "scope", scope), person))));
    return claims_of(text_of(body, "id_token"));
  }
  // A token for the API "Web", which the SPA asks for.
  json::Object access_token(std::string_view person = "alice@contoso.example") {
    cookies.clear();
    const auto fields = with(spa_fields(), "scope", "openid api://" + std::string(kWeb) + "/read");
    return claims_of(text_of(body_of(token(spa_redemption(code_for(fields, person)), from_spa())), "access_token"));
  }
  json::Object userinfo() {
    cookies.clear();
    const auto body = body_of(token(redemption(code_for(authorize_fields()))));
    const std::string bearer = "Bearer " + text_of(body, "access_token");
    return body_of(send("GET", "/oidc/userinfo", "", {{"Authorization", bearer}}));
  }
  void make_guest(std::string_view name) {
    change_user(name, [](entra::User& user) {
      user.type = entra::UserType::guest;
      user.user_principal_name = "bob_fabrikam.example#EXT#@contoso.example";
      user.email = "bob@fabrikam.example";
      user.home_issuer = "https://sts.windows.net/" + std::string(kOtherTenant) + "/";
    });
  }
  static constexpr std::string_view kGuest = "bob_fabrikam.example#EXT#@contoso.example";

  static json::Value value(const json::Object& claims, std::string_view name) {
    const json::Value* found = claims.find(name);
    return found == nullptr ? json::Value("(absent)") : *found;
  }
  static std::size_t groups_of(const json::Object& claims) {
    const json::Value* groups = claims.find("groups");
    return groups == nullptr ? 0 : groups->as_array()->size();
  }
};

const json::Value kAbsent("(absent)");

TEST_F(TokenConfiguration, EachClaimOfTheListIsInTheIdToken) {
  change_user("alice@contoso.example", [&](auto& user) { user.password_expires = clock.now() + Seconds(3600); });
  change_app(kWeb, [](auto& app) {
    app.id_token_claims =
        named({"acct", "auth_time", "email", "family_name", "given_name", "ipaddr", "preferred_username", "pwd_exp",
               "tenant_region_scope", "upn", "verified_primary_email", "xms_edov"});
  });
  const auto claims = id_token("alice@contoso.example", "openid");
  EXPECT_EQ(value(claims, "acct"), json::Value(0));
  EXPECT_EQ(value(claims, "auth_time"), json::Value(clock.now().seconds));
  EXPECT_EQ(value(claims, "email"), json::Value("alice@contoso.example"));
  EXPECT_EQ(value(claims, "family_name"), json::Value("Adams"));
  EXPECT_EQ(value(claims, "given_name"), json::Value("Alice"));
  EXPECT_EQ(value(claims, "ipaddr"), json::Value("127.0.0.1"));
  EXPECT_EQ(value(claims, "preferred_username"), json::Value("alice@contoso.example"));
  EXPECT_EQ(value(claims, "pwd_exp"), json::Value(3600));
  EXPECT_EQ(value(claims, "tenant_region_scope"), json::Value("WW"));
  EXPECT_EQ(value(claims, "upn"), json::Value("alice@contoso.example"));
  EXPECT_EQ(value(claims, "verified_primary_email"), json::Value(json::Array{"alice@contoso.example"}));
  EXPECT_EQ(value(claims, "xms_edov"), json::Value(true));
}

TEST_F(TokenConfiguration, AnAccessTokenHasTheClaimsOfItsApi) {
  change_app(kWeb, [](auto& app) { app.access_token_claims = named({"email", "auth_time", "acct", "given_name"}); });
  change_app(kSpa, [](auto& app) { app.access_token_claims = named({"family_name"}); });
  const auto claims = access_token();
  EXPECT_EQ(value(claims, "email"), json::Value("alice@contoso.example"));
  EXPECT_EQ(value(claims, "auth_time"), json::Value(clock.now().seconds));
  EXPECT_EQ(value(claims, "acct"), json::Value(0));
  EXPECT_EQ(value(claims, "given_name"), json::Value("Alice"));
  EXPECT_EQ(value(claims, "family_name"), kAbsent) << "the client lists that one";
}

TEST_F(TokenConfiguration, WhatIsUnknownOrHasNoFactsIsLeftOut) {
  change_app(kWeb, [](auto& app) {
    app.id_token_claims = named({"in_corp", "no_such_claim", "pwd_exp", "email", "xms_edov", "verified_primary_email"});
  });
  const auto claims = id_token("dave@contoso.example");  // has no address, and a password that stays good
  for (const char* name : {"in_corp", "no_such_claim", "pwd_exp", "email", "xms_edov", "verified_primary_email"})
    EXPECT_EQ(value(claims, name), kAbsent) << name;
}

TEST_F(TokenConfiguration, AGuestHasAnEmailByItselfAndANameOnRequest) {
  make_guest("bob@contoso.example");
  change_app(kWeb, [](auto& app) { app.id_token_claims = named({"acct", "upn", "xms_edov"}); });
  auto claims = id_token(kGuest);
  EXPECT_EQ(value(claims, "acct"), json::Value(1));
  EXPECT_EQ(value(claims, "email"), json::Value("bob@fabrikam.example"));
  EXPECT_EQ(value(claims, "xms_edov"), json::Value(true)) << "the home tenant has the domain";
  EXPECT_EQ(value(claims, "upn"), kAbsent);
  change_app(kWeb,
             [](auto& app) { app.id_token_claims = {{"upn", "", false, {"include_externally_authenticated_upn"}}}; });
  EXPECT_EQ(value(id_token(kGuest), "upn"), json::Value(kGuest));
  change_app(kWeb, [](auto& app) {
    app.id_token_claims = {{"upn", "", false, {"include_externally_authenticated_upn_without_hash"}}};
  });
  EXPECT_EQ(value(id_token(kGuest), "upn"), json::Value("bob_fabrikam.example_EXT_@contoso.example"));
}

// nOAuth: whoever administers a tenant can write any address into an account of it.
TEST_F(TokenConfiguration, AnAddressOfSomebodyElsesDomainIsNotVerified) {
  change_user("alice@contoso.example", [](auto& user) { user.email = "frank@fabrikam.example"; });
  change_app(kWeb, [](auto& app) { app.id_token_claims = named({"email", "xms_edov", "verified_primary_email"}); });
  auto claims = id_token();
  EXPECT_EQ(value(claims, "email"), json::Value("frank@fabrikam.example")) << "an application of this tenant alone";
  EXPECT_EQ(value(claims, "xms_edov"), json::Value(false));
  EXPECT_EQ(value(claims, "verified_primary_email"), kAbsent);
  change_app(kWeb, [](auto& app) { app.audience = entra::SignInAudience::multiple_orgs; });
  claims = id_token("alice@contoso.example", "openid profile email");
  EXPECT_EQ(value(claims, "email"), kAbsent) << "an application for every tenant";
  EXPECT_EQ(value(claims, "xms_edov"), json::Value(false));
  EXPECT_EQ(value(userinfo(), "email"), kAbsent);
  change_user("alice@contoso.example", [](auto& user) { user.email = "alice@contoso.example"; });
  EXPECT_EQ(value(userinfo(), "email"), json::Value("alice@contoso.example"));
  EXPECT_EQ(value(id_token(), "email"), json::Value("alice@contoso.example"));
}

TEST_F(TokenConfiguration, ATokenForAPersonSaysSoOnRequest) {
  change_app(kWeb, [](auto& app) { app.access_token_claims = named({"idtyp"}); });
  EXPECT_EQ(value(access_token(), "idtyp"), kAbsent);
  change_app(kWeb, [](auto& app) { app.access_token_claims = {{"idtyp", "", false, {"include_user_token"}}}; });
  EXPECT_EQ(value(access_token(), "idtyp"), json::Value("user"));
}

TEST_F(TokenConfiguration, EachKindOfGroupClaimTellsItsGroups) {
  const auto kind = [&](entra::GroupClaims claims) { change_app(kWeb, [&](auto& app) { app.group_claims = claims; }); };
  kind(entra::GroupClaims::none);
  EXPECT_EQ(groups_of(id_token()), 0u);
  kind(entra::GroupClaims::security_group);
  EXPECT_EQ(groups_of(id_token()), 1u);
  kind(entra::GroupClaims::application_group);
  EXPECT_EQ(groups_of(id_token()), 0u) << "no group is assigned to the application";
  const auto staff = store.groups(TenantId(std::string(kTenant)), {.name = "Staff"})->rows.at(0).id;
  ASSERT_TRUE(store.add_assignment({.id = random_uuid(random),
                                    .principal = staff,
                                    .principal_kind = entra::PrincipalKind::group,
                                    .resource = principal_of(kWeb).id,
                                    .created = clock.now()}));
  EXPECT_EQ(groups_of(id_token()), 1u);
  kind(entra::GroupClaims::directory_role);
  const auto roles = id_token("root@contoso.example");
  EXPECT_EQ(groups_of(roles), 0u);
  EXPECT_TRUE(roles.contains("wids"));
  kind(entra::GroupClaims::all);
  EXPECT_EQ(groups_of(id_token()), 1u);
  EXPECT_TRUE(id_token("root@contoso.example").contains("wids"));
}

}  // namespace
}  // namespace sallyport::directory
