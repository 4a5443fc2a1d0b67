#include "gateway/standing/vouching.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"
#include "gateway/standing/admission.h"
#include "jose/test_claims.h"

namespace sallyport::gateway {
namespace {

oidc::SubjectClaims claims_of(const json::Object& members) {
  oidc::SubjectClaims claims;
  claims.issuer = Issuer("https://issuer.example");
  claims.subject = Subject("99999999-0000-0000-0000-000000000001");
  if (const auto* const preferred = members.find("preferred_username"))
    claims.preferred_username = *preferred->as_string();
  claims.members = jose::document_of(members);
  return claims;
}

Settings generic(std::function<void(AuthorizerSettings&)> edit = [](auto&) {}) {
  Settings settings;
  settings.provider.traits = kGenericTraits;
  settings.authorizer.principal_domain = "home.example";
  edit(settings.authorizer);
  return settings;
}

Settings entra(entra::Audience audience) {
  Settings settings;
  settings.provider.authority.audience = audience;
  settings.authorizer.principal_domain = "home.example";
  return settings;
}

TEST(Voucher, OfAGenericProviderBelongsToOneClaim) {
  RecordProperty("covers", "A3");
  const ProviderSettings provider = generic().provider;
  const auto claims = claims_of({{"sub", "1"},
                                 {"email", "ann@home.example"},
                                 {"email_verified", true},
                                 {"preferred_username", "root@home.example"},
                                 {"employee_id", "e-7"}});
  EXPECT_EQ(voucher_of("email", claims, provider), Voucher::issuer);
  EXPECT_EQ(voucher_of("sub", claims, provider), Voucher::issuer);
  EXPECT_EQ(voucher_of("employee_id", claims, provider), Voucher::issuer) << "no label that people choose";
  EXPECT_EQ(voucher_of("preferred_username", claims, provider), Voucher::nobody) << "email_verified says nothing of it";
  EXPECT_EQ(voucher_of("nickname", claims, provider), Voucher::nobody) << "absent";
}

TEST(Voucher, SilenceIsLessThanAWord) {
  const ProviderSettings provider = generic().provider;
  EXPECT_EQ(voucher_of("email", claims_of({{"email", "a@b.example"}}), provider), Voucher::silent);
  for (const json::Value& no : std::vector<json::Value>{false, "false", 0, nullptr, "no"})
    EXPECT_EQ(voucher_of("email", claims_of({{"email", "a@b.example"}, {"email_verified", no}}), provider),
              Voucher::nobody);
}

TEST(Voucher, OfEntraIsTheTenantWhereItIsOurs) {
  const auto member = claims_of({{"preferred_username", "ann@home.example"}, {"upn", "ann@home.example"}});
  const auto guest = claims_of({{"preferred_username", "ann@home.example"}, {"idp", "https://sts.windows.net/x/"}});
  const ProviderSettings ours = entra(entra::Audience::one_tenant).provider;
  const ProviderSettings anybodys = entra(entra::Audience::organizations).provider;
  for (const std::string_view claim : {"preferred_username", "upn"}) {
    EXPECT_EQ(voucher_of(claim, member, ours), Voucher::issuer) << claim;
    EXPECT_EQ(voucher_of(claim, member, anybodys), Voucher::nobody) << claim;
    EXPECT_EQ(voucher_of(claim, guest, ours), Voucher::nobody) << claim;
  }
  const auto owned = claims_of({{"email", "ann@home.example"}, {"xms_edov", true}});
  EXPECT_EQ(voucher_of("email", owned, anybodys), Voucher::owner);
}

TEST(Voucher, AProgramHasNone) {
  auto program = claims_of({{"sub", "1"}, {"email", "a@home.example"}, {"email_verified", true}});
  program.kind = oidc::TokenKind::access_token_app;
  EXPECT_EQ(voucher_of("email", program, generic().provider), Voucher::nobody);
}

// The tests below cover the three rows of A3, each where the mistake had an effect.
TEST(Vouching, ANameThatThePersonChoseOpensNoDomain) {
  RecordProperty("covers", "A3");
  const Settings settings = generic([](auto& a) { a.enforce_principal_domain = true; });
  for (const json::Object& members :
       {json::Object{{"sub", "1"}, {"email_verified", true}, {"preferred_username", "root@home.example"}},
        json::Object{
            {"sub", "1"}, {"email_verified", true}, {"email", ""}, {"preferred_username", "root@home.example"}}})
    EXPECT_EQ(reason_of(decide_admission(claims_of(members), settings)), "principal_domain");
}

TEST(Vouching, ApplicationsSeeNoNameOrAddressThatThePersonChose) {
  RecordProperty("covers", "A3");
  const auto admission = decide_admission(
      claims_of({{"sub", "1"}, {"email_verified", true}, {"preferred_username", "root@home.example"}}), generic());
  EXPECT_TRUE(admission->labels.username.starts_with("id:")) << admission->labels.username;
  EXPECT_EQ(admission->labels.email, "");
  EXPECT_EQ(admission->labels.preferred_username, "");
}

TEST(Vouching, BothHalvesOfAMappingNeedTheirOwn) {
  RecordProperty("covers", "A3");
  const Settings settings = generic([](auto& a) {
    a.username_claim = "preferred_username";
    a.email_claim = "email";
    a.admin_principals = {"admin"};
  });
  const auto mallory = decide_admission(
      claims_of(
          {{"sub", "1"}, {"email", "mallory@home.example"}, {"email_verified", true}, {"preferred_username", "admin"}}),
      settings);
  EXPECT_FALSE(mallory->admin_principal);
  EXPECT_TRUE(mallory->labels.username.starts_with("id:"));
  EXPECT_EQ(mallory->labels.email, "mallory@home.example") << "this half is vouched for";
}

TEST(Vouching, AnotherTenantsNameReachesNoHeader) {
  RecordProperty("covers", "A3");
  const auto admission = decide_admission(claims_of({{"sub", "1"}, {"preferred_username", "root@home.example"}}),
                                          entra(entra::Audience::organizations));
  EXPECT_EQ(admission->labels.preferred_username, "");
  EXPECT_EQ(admission->labels.email, "");
}

TEST(Vouching, NobodyVouchesForAnAddressThatWeMadeUp) {
  RecordProperty("covers", "Q2");
  for (const std::string_view principal : {"pairwise-sub", "+49 30 1234", "svc-backup"}) {
    const auto claims = claims_of({{"sub", principal}});
    EXPECT_EQ(decide_admission(claims, generic())->labels.email, "") << principal;
    EXPECT_EQ(reason_of(decide_admission(claims, generic([](auto& a) { a.enforce_principal_domain = true; }))),
              "principal_domain");
    Settings by_domain = generic();
    by_domain.roles.rules = {{identity::Claim::email_domain, "home.example", "Staff"}};
    EXPECT_TRUE(decide_admission(claims, by_domain)->roles.empty()) << principal;
  }
}

TEST(Vouching, AnIdentifierWithoutADomainIsAtHomeWithItsIssuer) {
  const Settings settings = generic([](auto& a) {
    a.jwt_principal_claims = {"sub"};
    a.admin_principals = {"ann-7"};
  });
  EXPECT_TRUE(decide_admission(claims_of({{"sub", "ann-7"}}), settings)->admin_principal);
  EXPECT_FALSE(decide_admission(claims_of({{"sub", "bob-8"}}), settings)->admin_principal);
}

}  // namespace
}  // namespace sallyport::gateway
