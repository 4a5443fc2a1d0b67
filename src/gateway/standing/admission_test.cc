#include "gateway/standing/admission.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"
#include "gateway/world_fixture.h"
#include "jose/test_claims.h"

namespace sallyport::gateway {
namespace {

using testing::World;

json::Object members_of(std::string_view email, std::string_view preferred) {
  return {{"email", email}, {"preferred_username", preferred}, {"sub", "pairwise"}};
}

oidc::SubjectClaims claims_of(std::string_view email, std::string_view preferred = "ann@contoso.example") {
  oidc::SubjectClaims claims;
  claims.issuer = Issuer(std::string(testing::kIssuer));
  claims.tenant = TenantId(std::string(testing::kTenant));
  claims.subject = Subject(std::string(testing::kAnn));
  claims.email = email;
  claims.preferred_username = preferred;
  claims.members = jose::document_of(members_of(email, preferred));
  return claims;
}

// Adds a claim to those of claims_of().
void add(oidc::SubjectClaims& claims, std::string_view name, json::Value value) {
  json::Object members = members_of(claims.email, claims.preferred_username);
  members.set(name, std::move(value));
  claims.members = jose::document_of(members);
}

Settings settings_with(std::function<void(Settings&)> edit = [](Settings&) {}) {
  Settings settings;
  settings.authorizer.principal_domain = "contoso.example";
  settings.authorizer.jwt_principal_claims = {"email", "preferred_username", "sub"};
  edit(settings);
  return settings;
}

TEST(DomainOf, NeedsExactlyOneAt) {
  EXPECT_EQ(domain_of("Ann@Contoso.Example"), "contoso.example");
  for (const std::string_view bad :
       {"ann", "@contoso.example", "ann@", "attacker@evil.example@contoso.example", "\"a@b\"@contoso.example",
        "ann@contoso.example.", "ann@.example", "ann@cont\xc3\xb6so.example", "ann@contoso.example\n"})
    EXPECT_EQ(domain_of(bad), "") << bad;
}

TEST(Admission, 9078_10128_TheFirstClaimThatIsThereNamesThePerson) {
  EXPECT_EQ(decide_admission(claims_of("Ann.Lee@contoso.example"), settings_with())->labels.username, "ann.lee");
  EXPECT_EQ(decide_admission(claims_of("", "bob@contoso.example"), settings_with())->labels.username, "bob");
  const auto by_sub = decide_admission(claims_of("", ""), settings_with());
  EXPECT_EQ(by_sub->labels.username, "pairwise");
  EXPECT_EQ(by_sub->labels.email, "") << "an address that we made up is told to nobody";
}

TEST(Admission, TheMappingGoesFirstAndNeedsBoth) {
  const Settings settings = settings_with([](Settings& s) {
    s.authorizer.username_claim = "preferred_username";
    s.authorizer.email_claim = "email";
  });
  EXPECT_EQ(decide_admission(claims_of("x@contoso.example", "bob@contoso.example"), settings)->labels.username, "bob");
  EXPECT_EQ(reason_of(decide_admission(claims_of(""), settings)), "principal_claim");
}

TEST(Admission, ThePersonIsKeyedByWhatTheProviderVouchesFor) {  // the same label does not make the same person
  RecordProperty("covers", "JWT-14");
  auto other = claims_of("ann@contoso.example");
  other.subject = Subject("99999999-0000-0000-0000-000000000002");
  EXPECT_NE(decide_admission(claims_of("ann@contoso.example"), settings_with())->key,
            decide_admission(other, settings_with())->key);
}

TEST(Admission, DomainEnforcementIsExact) {
  const Settings settings = settings_with([](Settings& s) { s.authorizer.enforce_principal_domain = true; });
  EXPECT_EQ(reason_of(decide_admission(claims_of("ann@CONTOSO.example"), settings)), "none");
  for (const std::string_view bad : {"ann@evil.example", "ann@sub.contoso.example", "ann@badcontoso.example",
                                     "ann@evil.example@contoso.example", "ann@contoso.example."})
    EXPECT_EQ(reason_of(decide_admission(claims_of(bad), settings)), "principal_domain") << bad;
}

TEST(Admission, AnAddressThatTheProviderCallsUnverifiedOpensNoDomain) {  // JWT-15
  const Settings settings = settings_with([](Settings& s) { s.authorizer.enforce_principal_domain = true; });
  for (const char* const name : {"email_verified", "xms_edov"}) {
    for (const json::Value& no : std::vector<json::Value>{false, "false", 0, nullptr}) {
      auto claims = claims_of("ann@contoso.example");
      add(claims, name, no);
      EXPECT_EQ(reason_of(decide_admission(claims, settings)), "principal_domain") << name;
      EXPECT_EQ(decide_admission(claims, settings_with())->labels.email, "") << name;
    }
    auto claims = claims_of("ann@contoso.example");
    add(claims, name, true);
    EXPECT_EQ(reason_of(decide_admission(claims, settings)), "none") << name;
  }
}

TEST(Admission, 19152_AllowedDomainsTakeThePlaceOfThePrincipalDomain) {
  const Settings settings = settings_with([](Settings& s) {
    s.authorizer.enforce_principal_domain = true;
    s.authorizer.allowed_domains = {"a.example", "b.example"};
  });
  EXPECT_EQ(reason_of(decide_admission(claims_of("ann@b.example"), settings)), "none");
  EXPECT_EQ(reason_of(decide_admission(claims_of("ann@contoso.example"), settings)), "principal_domain");
}

void any_tenant(Settings& settings) {
  settings.provider.authority.audience = entra::Audience::organizations;
}

TEST(Admission, AnAddressOfAnyTenantNeedsTheWordOfEntra) {  // nOAuth
  const Settings open = settings_with(any_tenant);
  const Settings enforced = settings_with([](Settings& s) {
    any_tenant(s);
    s.authorizer.enforce_principal_domain = true;
  });
  auto claims = claims_of("ann@contoso.example");
  EXPECT_EQ(decide_admission(claims, open)->labels.email, "");
  EXPECT_EQ(reason_of(decide_admission(claims, enforced)), "principal_domain");
  add(claims, "xms_edov", true);
  EXPECT_EQ(decide_admission(claims, open)->labels.email, "ann@contoso.example");
  EXPECT_EQ(reason_of(decide_admission(claims, enforced)), "none");
}

TEST(Admission, 3334_AnAddressOfAGuestNeedsItToo) {
  auto guest = claims_of("ann@contoso.example");
  add(guest, "idp", "https://sts.windows.net/another/");
  EXPECT_EQ(decide_admission(guest, settings_with())->labels.email, "");
  EXPECT_NE(decide_admission(guest, settings_with())->labels.username, "ann");
}

TEST(NameForApplications, IsTheLocalPartAtHomeAlone) {
  const auto name = [](std::string_view address) {
    return decide_admission(claims_of(address), settings_with())->labels.username;
  };
  EXPECT_EQ(name("Ann@Contoso.example"), "ann");
  EXPECT_EQ(name("Ann@Fabrikam.example"), "ann@fabrikam.example") << "another ann";
  EXPECT_EQ(name("ann@sub.contoso.example"), "ann@sub.contoso.example");
  EXPECT_TRUE(name("ann@evil.example@contoso.example").starts_with("id:")) << "it has two readings";
}

TEST(NameForApplications, IsTheKeyWhereNobodyVouchesForTheAddress) {
  const auto admission = decide_admission(claims_of("admin@contoso.example"), settings_with(any_tenant));
  EXPECT_EQ(admission->labels.username, "id:" + admission->key.subject.value + "@" + admission->key.tenant.value);
  auto unverified = claims_of("admin@contoso.example");
  add(unverified, "email_verified", false);
  EXPECT_TRUE(decide_admission(unverified, settings_with())->labels.username.starts_with("id:"));
}

TEST(NameForApplications, FollowsTheMappedClaimAndNotTheAddress) {
  const Settings settings = settings_with([](Settings& s) {
    s.authorizer.username_claim = "upn";
    s.authorizer.email_claim = "email";
  });
  auto claims = claims_of("ann@contoso.example");
  add(claims, "upn", "bob@elsewhere.example");
  EXPECT_EQ(decide_admission(claims, settings)->labels.username, "bob@elsewhere.example");
  add(claims, "upn", "bob");
  EXPECT_EQ(decide_admission(claims, settings)->labels.username, "bob");
}

TEST(AdminPrincipals, AnAddressThatIsCalledUnverifiedMakesNobodyAdmin) {
  const Settings settings =
      settings_with([](Settings& s) { s.authorizer.admin_principals = {"ann", "ann@contoso.example"}; });
  auto claims = claims_of("ann@contoso.example");
  add(claims, "xms_edov", false);
  EXPECT_FALSE(decide_admission(claims, settings)->admin_principal);
}

TEST(AdminPrincipals, NameMeansANameAtHome) {
  const Settings settings = settings_with([](Settings& s) { s.authorizer.admin_principals = {"ann"}; });
  EXPECT_TRUE(decide_admission(claims_of("ann@contoso.example"), settings)->admin_principal);
  EXPECT_FALSE(decide_admission(claims_of("ann@evil.example"), settings)->admin_principal);
  EXPECT_FALSE(decide_admission(claims_of("bob@contoso.example"), settings)->admin_principal);
}

TEST(AdminPrincipals, AGuestIsNotTheOneOfTheSameName) {
  const Settings settings =
      settings_with([](Settings& s) { s.authorizer.admin_principals = {"ann", "ann@contoso.example"}; });
  auto guest = claims_of("ann@contoso.example");
  add(guest, "idp", "https://sts.windows.net/another/");
  EXPECT_FALSE(decide_admission(guest, settings)->admin_principal);
}

TEST(AdminPrincipals, LabelsOfAnyTenantMakeNobodyAdmin) {  // nOAuth
  RecordProperty("covers", "JWT-15");
  const Settings settings = settings_with([](Settings& s) {
    s.authorizer.admin_principals = {"ann", "ann@contoso.example"};
    s.provider.authority.audience = entra::Audience::organizations;
  });
  EXPECT_FALSE(decide_admission(claims_of("ann@contoso.example"), settings)->admin_principal);
}

TEST(AdminPrincipals, AnObjectIdIsSureEverywhere) {
  const Settings settings = settings_with([](Settings& s) {
    s.authorizer.admin_principals = {"oid:" + std::string(testing::kAnn)};
    s.provider.authority.audience = entra::Audience::organizations;
  });
  EXPECT_TRUE(decide_admission(claims_of("x@y.example"), settings)->admin_principal);
}

TEST(AdminPrincipals, OfAnotherProviderNeedsAVerifiedAddress) {
  const Settings settings = settings_with([](Settings& s) {
    s.provider.traits = kGenericTraits;
    s.authorizer.admin_principals = {"ann"};
  });
  auto claims = claims_of("ann@contoso.example");
  EXPECT_FALSE(decide_admission(claims, settings)->admin_principal);
  add(claims, "email_verified", true);
  EXPECT_TRUE(decide_admission(claims, settings)->admin_principal);
}

TEST(Admission, TheAppRoleAdminCountsOnlyWhereRolesComeFromTheProvider) {
  auto claims = claims_of("ann@contoso.example");
  claims.roles = {"Admin"};
  EXPECT_FALSE(decide_admission(claims, settings_with())->admin_by_role);
  EXPECT_TRUE(decide_admission(claims, settings_with([](Settings& s) { s.authorizer.use_roles_from_provider = true; }))
                  ->admin_by_role);
}

TEST(Admission, AProgramHasNoAddressAndIsNoAdminByName) {
  auto claims = claims_of("ann@contoso.example");
  claims.kind = oidc::TokenKind::access_token_app;
  claims.authorized_party = "robot";
  const auto admission =
      decide_admission(claims, settings_with([](Settings& s) { s.authorizer.admin_principals = {"robot", "ann"}; }));
  EXPECT_EQ(admission->labels.username, "robot");
  EXPECT_EQ(admission->labels.email, "");
  EXPECT_FALSE(admission->admin_principal);
}

// Lets new people in only by invitation.
void close_sign_up(Settings& settings) {
  settings.authorizer.provisioning = Provisioning::off;
}

identity::Invitation invitation_of(const World& world, std::string address, std::string subject) {
  return {{"azure", Issuer(), TenantId(std::string(testing::kTenant)), std::move(address), Subject(std::move(subject))},
          world.clock.now(),
          world.clock.now() + Seconds(600)};
}

TEST(Admit, WhoWasInvitedComesInOnceByTheirAddressOrTheirObjectId) {
  RecordProperty("covers", "B13");
  for (const bool by_address : {true, false}) {
    World world(close_sign_up);
    EXPECT_EQ(world.sign_in().status, 403);
    const auto invited = world.identities->invite(by_address ? invitation_of(world, "ann@contoso.example", "")
                                                             : invitation_of(world, "", std::string(testing::kAnn)),
                                                  {});
    ASSERT_TRUE(invited);
    world.clock.advance(Seconds(1));
    EXPECT_EQ(world.sign_in().status, 303);
    EXPECT_EQ(world.sessions->last.person, invited->id);
    EXPECT_TRUE(world.log.has("person_linked"));
    EXPECT_EQ(world.sign_in().status, 303) << "they are known from now on";
  }
}

TEST(Admit, AnInvitationIsNotForAnAddressThatNobodyVouchesFor) {
  RecordProperty("covers", "B13");
  World world(close_sign_up);
  ASSERT_TRUE(world.identities->invite(invitation_of(world, "ann@contoso.example", ""), {}));
  world.provider.edit = [](json::Object& claims) { claims.set("acct", 1); };  // a guest, whose tenant wrote the address
  EXPECT_EQ(world.sign_in().status, 403);
  world.provider.edit = [](auto&) {};
  EXPECT_EQ(world.sign_in().status, 303);
}

TEST(Admit, AnInvitationThatExpiredLetsNobodyIn) {
  RecordProperty("covers", "B13");
  World world(close_sign_up);
  ASSERT_TRUE(world.identities->invite(invitation_of(world, "ann@contoso.example", ""), {}));
  world.clock.advance(Seconds(600));
  EXPECT_EQ(world.sign_in().status, 403);
}

TEST(Admit, OneLabelOfTwoPeopleMakesTwoPeople) {
  RecordProperty("covers", "JWT-15");
  World world;
  world.sign_in();
  world.provider.edit = [](json::Object& claims) {
    claims.set("oid", "99999999-0000-0000-0000-000000000002");
    claims.set("sub", "other");
  };
  world.sign_in();
  EXPECT_EQ(world.people(), 2U);
}

}  // namespace
}  // namespace sallyport::gateway
