#include "entra/token_check.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"
#include "jose/test_claims.h"

namespace sallyport::entra {
namespace {

const std::string kOwnTenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const std::string kOther = "11111111-86f1-41af-91ab-2d7cd011db47";
const std::string kPersonal = "9188040d-6c67-4c5b-b112-36a304b66dad";
const std::string kPerson = "690222be-ff1a-4d56-abd1-7e4f7d38e474";
const std::string kTemplate = "https://login.microsoftonline.com/{tenantid}/v2.0";

std::string v2(const std::string& tenant) {
  return "https://login.microsoftonline.com/" + tenant + "/v2.0";
}
std::string v1(const std::string& tenant) {
  return "https://sts.windows.net/" + tenant + "/";
}

jose::Claims of(const std::string& iss, const std::string& tid, const std::string& ver = "2.0") {
  return jose::claims_of({{"iss", iss}, {"tid", tid}, {"ver", ver}});
}

IssuerPolicy one_tenant() {
  IssuerPolicy policy;
  policy.issuer = v2(kOwnTenant);
  return policy;
}

IssuerPolicy many_tenants(std::vector<TenantId> allowed = {TenantId(kOwnTenant)}) {
  IssuerPolicy policy;
  policy.issuer = kTemplate;
  policy.tenants = std::move(allowed);
  return policy;
}

IssuerPolicy with_v1(IssuerPolicy policy) {
  policy.accept_v1 = true;
  policy.v1_issuer_prefix = "https://sts.windows.net/";
  return policy;
}

std::string_view check(const jose::Claims& token, const IssuerPolicy& policy, std::string_view key_issuer = "") {
  return reason_of(check_issuer(token, key_issuer, policy));
}

// ---- issuers

TEST(TokenIssuer, IsTheOneOfTheTenant) {
  EXPECT_EQ(check(of(v2(kOwnTenant), kOwnTenant), one_tenant()), "none");
  EXPECT_EQ(check(of(v2(kOwnTenant), kOwnTenant), many_tenants()), "none");
}

TEST(TokenIssuer, EveryOtherSpellingIsRejected) {
  RecordProperty("covers", "JWT-13");
  for (const auto& iss :
       {v2(kOwnTenant) + "/", "http" + v2(kOwnTenant).substr(5), v1(kOwnTenant), kTemplate, v2(kOther), std::string(),
        std::string("https://LOGIN.microsoftonline.com/") + kOwnTenant + "/v2.0",
        "https://login.microsoftonline.com@evil.example/" + kOwnTenant + "/v2.0",
        "https://login.microsoftonline.com#" + kOwnTenant + "/v2.0",
        "https://login.microsoftonline.com?/" + kOwnTenant + "/v2.0",
        "https://login.micros\xc3\xb6"
        "ftonline.com/" +
            kOwnTenant + "/v2.0",
        "https://xn--login-microsoftonline.com/" + kOwnTenant + "/v2.0"})
    for (const auto& policy : {one_tenant(), many_tenants()})
      EXPECT_EQ(check(of(iss, kOwnTenant), policy), "token_issuer") << iss;
}

TEST(TokenIssuer, MustBeThereAndAText) {
  EXPECT_EQ(check(jose::claims_of({{"tid", kOwnTenant}, {"ver", "2.0"}}), one_tenant()), "token_issuer");
  EXPECT_EQ(check(jose::claims_of({{"iss", json::Array{v2(kOwnTenant)}}, {"tid", kOwnTenant}}), one_tenant()),
            "jwt_claim_type");
}

TEST(TokenIssuer, EmptyPolicyAcceptsNobody) {
  EXPECT_EQ(check(of("", kOwnTenant), IssuerPolicy{}), "token_issuer");
  IssuerPolicy open;
  open.require_tenant = false;
  EXPECT_EQ(check(of("", ""), open), "token_issuer");
}

TEST(TokenTenant, IsAGuidInOneSpelling) {  // JWT-14
  for (const auto* tid :
       {"", "contoso.com", "{tenantid}", "72f988bf86f141af91ab2d7cd011db47", "72F988BF-86F1-41AF-91AB-2D7CD011DB47"})
    EXPECT_EQ(check(of(v2(tid), tid), many_tenants({TenantId(tid)})), "token_tenant") << tid;
  EXPECT_EQ(check(jose::claims_of({{"iss", v2(kOwnTenant)}, {"ver", "2.0"}}), one_tenant()), "token_tenant");
  EXPECT_EQ(check(jose::claims_of({{"iss", v2(kOwnTenant)}, {"tid", 7}, {"ver", "2.0"}}), one_tenant()),
            "jwt_claim_type");
}

TEST(TokenTenant, IsTheOneThatTheIssuerNames) {
  RecordProperty("covers", "JWT-14");
  EXPECT_EQ(check(of(v2(kOwnTenant), kOther), one_tenant()), "token_tenant");
  EXPECT_EQ(check(of(v2(kOwnTenant), kOther), many_tenants({TenantId(kOwnTenant), TenantId(kOther)})), "token_issuer");
}

TEST(TokenTenant, MustBeAllowed) {
  RecordProperty("covers", "JWT-14");
  EXPECT_EQ(check(of(v2(kOther), kOther), many_tenants()), "token_tenant_not_allowed");
  EXPECT_EQ(check(of(v2(kPersonal), kPersonal), many_tenants()), "token_tenant_not_allowed");
  EXPECT_EQ(check(of(v2(kPersonal), kPersonal), many_tenants({TenantId(kPersonal)})), "none");
}

TEST(TokenTenant, TemplateWithoutAListRefusesEverybody) {
  EXPECT_EQ(check(of(v2(kOwnTenant), kOwnTenant), many_tenants({})), "token_tenant_not_allowed");
}

TEST(TokenTenant, ListHoldsForOneTenantToo) {
  auto policy = one_tenant();
  policy.tenants = {TenantId(kOther)};
  EXPECT_EQ(check(of(v2(kOwnTenant), kOwnTenant), policy), "token_tenant_not_allowed");
}

TEST(TokenKeyIssuer, EqualsTheTokens) {  // a key of personal accounts must not sign for a company
  const auto token = of(v2(kOwnTenant), kOwnTenant);
  EXPECT_EQ(check(token, many_tenants(), kTemplate), "none");
  EXPECT_EQ(check(token, many_tenants(), v2(kOwnTenant)), "none");
  for (const auto& key_issuer : {v2(kPersonal), v2(kOther), v2(kOwnTenant) + "/", v1(kOwnTenant), std::string("x")}) {
    EXPECT_EQ(check(token, many_tenants(), key_issuer), "token_key_issuer") << key_issuer;
    EXPECT_EQ(check(token, one_tenant(), key_issuer), "token_key_issuer") << key_issuer;
  }
}

TEST(TokenVersion, AgreesWithTheIssuer) {
  RecordProperty("covers", "JWT-26");
  for (const auto* ver : {"1.0", "", "2", "2.0 "})
    EXPECT_EQ(check(of(v2(kOwnTenant), kOwnTenant, ver), one_tenant()), "token_version") << ver;
  EXPECT_EQ(check(jose::claims_of({{"iss", v2(kOwnTenant)}, {"tid", kOwnTenant}}), one_tenant()), "token_version");
  EXPECT_EQ(check(of(v1(kOwnTenant), kOwnTenant, "2.0"), with_v1(one_tenant())), "token_version");
  EXPECT_EQ(check(jose::claims_of({{"iss", v2(kOwnTenant)}, {"tid", kOwnTenant}, {"ver", 2}}), one_tenant()),
            "jwt_claim_type");
}

TEST(TokenV1, IsAcceptedOnlyWhereConfigured) {
  RecordProperty("covers", "JWT-26");
  EXPECT_EQ(check(of(v1(kOwnTenant), kOwnTenant, "1.0"), one_tenant()), "token_issuer");
  EXPECT_EQ(check(of(v1(kOwnTenant), kOwnTenant, "1.0"), with_v1(one_tenant())), "none");
  EXPECT_EQ(check(of(v1(kOwnTenant), kOwnTenant, "1.0"), with_v1(many_tenants())), "none");
  EXPECT_EQ(check(of(v2(kOwnTenant), kOwnTenant), with_v1(one_tenant())), "none");
}

TEST(TokenV1, IsBoundToTheTenantAllTheSame) {
  EXPECT_EQ(check(of(v1(kOther), kOther, "1.0"), with_v1(one_tenant())), "token_tenant");
  EXPECT_EQ(check(of(v1(kOther), kOther, "1.0"), with_v1(many_tenants())), "token_tenant_not_allowed");
  EXPECT_EQ(check(of(v1(kOwnTenant), kOther, "1.0"), with_v1(one_tenant())), "token_issuer");
  const std::string no_slash = "https://sts.windows.net/" + kOwnTenant;
  EXPECT_EQ(check(of(no_slash, kOwnTenant, "1.0"), with_v1(one_tenant())), "token_issuer");
}

TEST(TokenV1, KeyNamesTheSameTenant) {
  const auto token = of(v1(kOwnTenant), kOwnTenant, "1.0");
  EXPECT_EQ(check(token, with_v1(many_tenants()), kTemplate), "none");
  EXPECT_EQ(check(token, with_v1(many_tenants()), v2(kOwnTenant)), "none");
  EXPECT_EQ(check(token, with_v1(many_tenants()), v2(kPersonal)), "token_key_issuer");
}

TEST(TokenIssuerOfAnother, IsComparedAndNoMore) {  // a provider that is not Entra
  IssuerPolicy policy;
  policy.issuer = "https://idp.example";
  policy.require_tenant = false;
  EXPECT_EQ(check(jose::claims_of({{"iss", "https://idp.example"}}), policy, "anything"), "none");
  EXPECT_EQ(check(jose::claims_of({{"iss", "https://idp.example/"}}), policy), "token_issuer");
  EXPECT_EQ(check(jose::claims_of({}), policy), "token_issuer");
}

// ---- the claims about the subject

json::Object facts() {
  return {{"iss", v2(kOwnTenant)},
          {"tid", kOwnTenant},
          {"oid", kPerson},
          {"sub", "pairwise"},
          {"name", "Ada"},
          {"email", "ada@contoso.example"},
          {"preferred_username", "ada@contoso.example"},
          {"roles", json::Array{"Reader", "Writer"}},
          {"groups", json::Array{kOther}},
          {"sid", "session"},
          {"login_hint", "hint"},
          {"exp", 1'795'435'200},
          {"auth_time", 1'795'431'600}};
}

Result<oidc::SubjectClaims> read_token(const json::Object& members) {
  return read_subject(jose::claims_of(members), oidc::TokenKind::id_token);
}

Result<oidc::SubjectClaims> read_with(std::string_view name, json::Value value) {
  auto members = facts();
  members.set(name, std::move(value));
  return read_token(members);
}

TEST(SubjectOfToken, HoldsTheFacts) {
  const auto subject = read_token(facts());
  ASSERT_TRUE(subject);
  EXPECT_EQ(subject->issuer.value, v2(kOwnTenant));
  EXPECT_EQ(subject->tenant.value, kOwnTenant);
  EXPECT_EQ(subject->subject.value, kPerson);
  EXPECT_EQ(subject->sub, "pairwise");
  EXPECT_EQ(subject->name, "Ada");
  EXPECT_EQ(subject->roles, (std::vector<std::string>{"Reader", "Writer"}));
  EXPECT_EQ(subject->groups, std::vector<std::string>{kOther});
  EXPECT_EQ(subject->groups_state, oidc::GroupsState::complete);
  EXPECT_EQ(subject->expires, UnixTime{1'795'435'200});
  EXPECT_EQ(*subject->authenticated, UnixTime{1'795'431'600});
  EXPECT_EQ(subject->members.names().size(), facts().size());
}

TEST(SubjectOfToken, IsNeverAnAddress) {  // otherwise the attack "nOAuth" works
  RecordProperty("covers", "JWT-15");
  const auto mallory = read_with("email", "admin@contoso.example");
  ASSERT_TRUE(mallory);
  EXPECT_EQ(mallory->subject, read_token(facts())->subject);
  const auto nobody = read_token({{"iss", v2(kOwnTenant)},
                                  {"tid", kOwnTenant},
                                  {"email", "admin@contoso.example"},
                                  {"upn", "admin@contoso.example"},
                                  {"preferred_username", "admin@contoso.example"}});
  EXPECT_EQ(reason_of(nobody), "token_no_subject");
}

TEST(SubjectOfToken, IsSubWhereThereIsNoOid) {
  EXPECT_EQ(read_token({{"sub", "s"}})->subject.value, "s");
  EXPECT_EQ(read_token({{"sub", "s"}, {"oid", ""}})->subject.value, "s");
  EXPECT_EQ(reason_of(read_token({{"sub", ""}})), "token_no_subject");
  EXPECT_EQ(reason_of(read_token({})), "token_no_subject");
}

TEST(SubjectOfToken, IsBoundedAndWithoutControlCharacters) {
  RecordProperty("covers", "JWT-27");
  for (const auto* name : {"sub", "oid"}) {
    EXPECT_TRUE(read_with(name, std::string(255, 'x')));
    EXPECT_EQ(reason_of(read_with(name, std::string(256, 'x'))), "token_subject_too_long");
    EXPECT_EQ(reason_of(read_with(name, "a\nb")), "token_subject_character");
    EXPECT_EQ(reason_of(read_with(name, std::string("a\0b", 3))), "token_subject_character");
  }
}

TEST(SubjectOfToken, WrongTypesAreMalformed) {
  RecordProperty("covers", "JWT-27");
  for (const auto* name :
       {"iss", "tid", "sub", "oid", "name", "email", "preferred_username", "upn", "azp", "scp", "sid", "login_hint"})
    for (const auto& value : std::vector<json::Value>{7, true, nullptr, json::Array{"x"}, json::Object{}})
      EXPECT_EQ(reason_of(read_with(name, value)), "jwt_claim_type") << name << " " << json::print(value);
  for (const auto* name : {"roles", "groups"})
    for (const auto& value : std::vector<json::Value>{7, nullptr, json::Object{}, json::Array{"x", 7},
                                                      json::Array{json::Value(json::Array{"x"})}})
      EXPECT_EQ(reason_of(read_with(name, value)), "jwt_claim_type") << name << " " << json::print(value);
  EXPECT_EQ(reason_of(read_with("auth_time", "x")), "jwt_time");
}

TEST(SubjectOfToken, V1NamesAreReadToo) {
  const auto subject =
      read_token({{"sub", "s"}, {"unique_name", "ada@contoso.example"}, {"appid", "app"}, {"scp", "a  b"}});
  EXPECT_EQ(subject->preferred_username, "ada@contoso.example");
  EXPECT_EQ(subject->authorized_party, "app");
  EXPECT_EQ(subject->scopes, (std::vector<std::string>{"a", "b"}));
}

TEST(SubjectOfToken, WithoutExpIsOverAlready) {
  EXPECT_EQ(read_token({{"sub", "s"}})->expires, UnixTime{});
}

TEST(GroupOverage, IsSaidByClaimNamesAndByHasgroups) {  // JWT-26
  const json::Object names{{"groups", "src1"}};
  EXPECT_EQ(read_with("_claim_names", names)->groups_state, oidc::GroupsState::overage);
  EXPECT_EQ(read_with("hasgroups", true)->groups_state, oidc::GroupsState::overage);
  EXPECT_EQ(read_with("hasgroups", false)->groups_state, oidc::GroupsState::complete);
  EXPECT_EQ(read_with("_claim_names", json::Object{{"wids", "src1"}})->groups_state, oidc::GroupsState::complete);
}

TEST(GroupOverage, OddFormsAreMalformedAndNeverComplete) {  // they must not pass as "no groups"
  RecordProperty("covers", "JWT-26");
  for (const auto& value : std::vector<json::Value>{"true", 1, nullptr, json::Array{true}})
    EXPECT_EQ(reason_of(read_with("hasgroups", value)), "jwt_claim_type") << json::print(value);
  for (const auto& value : std::vector<json::Value>{"groups", json::Array{"groups"}, nullptr, true})
    EXPECT_EQ(reason_of(read_with("_claim_names", value)), "jwt_claim_type") << json::print(value);
}

// ---- kinds

std::string kind(const json::Object& members) {
  const auto found = kind_of(jose::claims_of(members));
  if (!found) return std::string(found.error().reason);
  switch (*found) {
    case oidc::TokenKind::id_token:
      return "id_token";
    case oidc::TokenKind::access_token_user:
      return "user";
    case oidc::TokenKind::access_token_app:
      return "app";
  }
  return "?";
}

TEST(TokenKind, OfEntrasTokens) {  // JWT-24
  EXPECT_EQ(kind({{"aud", "a"}, {"sub", "p"}, {"oid", kPerson}, {"roles", json::Array{"R"}}, {"nonce", "n"}}),
            "id_token");
  EXPECT_EQ(kind({{"aud", "a"}, {"sub", "p"}, {"oid", kPerson}, {"azp", "c"}, {"azpacr", "1"}, {"scp", "x"}}), "user");
  EXPECT_EQ(kind({{"aud", "a"}, {"sub", "p"}, {"oid", kPerson}, {"appid", "c"}, {"appidacr", "0"}, {"scp", "x"}}),
            "user");
  EXPECT_EQ(kind({{"aud", "a"}, {"sub", kPerson}, {"oid", kPerson}, {"azp", "c"}, {"azpacr", "1"}}), "app");
  EXPECT_EQ(kind({{"aud", "a"}, {"sub", kPerson}, {"oid", kPerson}, {"roles", json::Array{"R"}}}), "app");
  EXPECT_EQ(kind({{"aud", "a"}, {"sub", "p"}, {"oid", kPerson}, {"idtyp", "app"}}), "app");
  EXPECT_EQ(kind({{"aud", "a"}, {"sub", "p"}, {"oid", kPerson}, {"idtyp", "user"}}), "user");
}

TEST(TokenKind, OfOtherProviders) {
  EXPECT_EQ(kind({{"aud", "a"}, {"sub", "s"}}), "id_token");
  EXPECT_EQ(kind({{"aud", "a"}, {"sub", "s"}, {"azp", "a"}}), "id_token");      // Google sends azp equal to aud
  EXPECT_EQ(kind({{"aud", "api"}, {"sub", "s"}, {"client_id", "c"}}), "user");  // RFC 9068
  EXPECT_EQ(kind({{"aud", "api"}, {"sub", "c"}, {"client_id", "c"}}), "app");
}

TEST(TokenKind, ContradictionsAreRejected) {
  RecordProperty("covers", "JWT-24");
  EXPECT_EQ(kind({{"aud", "a"}, {"sub", "p"}, {"idtyp", "app"}, {"scp", "x"}}), "token_kind");
  EXPECT_EQ(kind({{"aud", "a"}, {"sub", "p"}, {"idtyp", "device"}}), "token_kind");
  EXPECT_EQ(kind({{"aud", "a"}, {"sub", "p"}, {"oid", kPerson}, {"azpacr", "1"}}), "token_kind");
  EXPECT_EQ(kind({{"aud", "a"}, {"sub", "p"}, {"oid", kPerson}, {"appid", "c"}}), "token_kind");
  EXPECT_EQ(kind({{"aud", "a"}, {"sub", "p"}, {"azp", "another"}}), "token_kind");
  EXPECT_EQ(kind({{"aud", "a"}, {"sub", "p"}, {"scp", json::Array{"x"}}}), "jwt_claim_type");
}

}  // namespace
}  // namespace sallyport::entra
