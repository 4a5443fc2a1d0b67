#include "identity/role_mapping.h"

#include <gtest/gtest.h>

namespace sallyport::identity {
namespace {

using Roles = std::vector<std::string>;

constexpr const char* kEngineers = "9188040d-6c67-4c5b-b112-36a304b66dad";

struct Provider {
  Roles app_roles{};
  Roles groups{};
  Roles scopes{};
  std::string email{};
};

Roles map(const RoleMapping& mapping, const Provider& provider) {
  return map_roles(mapping, {provider.app_roles, provider.groups, provider.scopes, provider.email});
}

Roles map_rule(const RoleRule& rule, const Provider& provider) {
  return map({false, {rule}}, provider);
}

TEST(RoleMapping, AppRolesAreRolesOfTheSameName) {
  EXPECT_EQ(map({true, {}}, {.app_roles = {"Writer", "Reader"}}), (Roles{"Reader", "Writer"}));
}

TEST(RoleMapping, AppRolesAreNoRolesWhereTheProviderIsNotAsked) {
  EXPECT_EQ(map({false, {}}, {.app_roles = {"Writer"}}), Roles{});
}

TEST(RoleMapping, 22008_24786_25348_EachClaimGivesItsRole) {
  EXPECT_EQ(map_rule({Claim::app_role, "App.Admin", "admins"}, {.app_roles = {"App.Admin"}}), Roles{"admins"});
  EXPECT_EQ(map_rule({Claim::group, kEngineers, "engineers"}, {.groups = {kEngineers}}), Roles{"engineers"});
  EXPECT_EQ(map_rule({Claim::scope, "Data.Read", "readers"}, {.scopes = {"Data.Read"}}), Roles{"readers"});
  EXPECT_EQ(map_rule({Claim::email_domain, "corp.example", "staff"}, {.email = "ann@corp.example"}), Roles{"staff"});
  EXPECT_EQ(map_rule({Claim::everyone, "", "people"}, {}), Roles{"people"});
}

TEST(RoleMapping, ValueOfAnotherClaimGivesNothing) {
  const Provider provider{.app_roles = {"a"}, .groups = {"b"}, .scopes = {"c"}, .email = "x@d"};
  for (const auto& rule : {RoleRule{Claim::app_role, "b", "r"}, RoleRule{Claim::group, "a", "r"},
                           RoleRule{Claim::scope, "a", "r"}, RoleRule{Claim::email_domain, "a", "r"}})
    EXPECT_EQ(map_rule(rule, provider), Roles{}) << static_cast<int>(rule.claim);
}

TEST(RoleMapping, AppRolesAndScopesCompareExactly) {
  EXPECT_EQ(map_rule({Claim::app_role, "Admin", "r"}, {.app_roles = {"admin", "Admin2", " Admin"}}), Roles{});
  EXPECT_EQ(map_rule({Claim::scope, "Data.Read", "r"}, {.scopes = {"data.read", "Data.Read.All"}}), Roles{});
}

TEST(RoleMapping, GroupIdsAndDomainsCompareInAnyCase) {
  EXPECT_EQ(map_rule({Claim::group, "9188040D-6C67-4C5B-B112-36A304B66DAD", "r"}, {.groups = {kEngineers}}),
            Roles{"r"});
  EXPECT_EQ(map_rule({Claim::email_domain, "Corp.Example", "r"}, {.email = "ann@CORP.example"}), Roles{"r"});
}

TEST(RoleMapping, DomainIsTheWholeDomainOfOnePlainAddress) {
  const RoleRule rule{Claim::email_domain, "corp.example", "r"};
  for (const char* email : {
           "",                                   // the provider does not vouch for it
           "corp.example",                       // not an address
           "@corp.example",                      // no local part
           "ann@sub.corp.example",               // a subdomain may belong to somebody else
           "ann@evilcorp.example",               // ends with the same letters
           "ann@corp.example.evil.example",      // begins with the same letters
           "ann@evil.example@corp.example",      // ambiguous: mail systems differ in which domain they use
           "ann@corp.example@evil.example",      // the other way round
           "\"ann@corp.example\"@evil.example",  // quoted
           "ann@corp.example.",                  // the root's dot
           "ann@corp.example ",
       })
    EXPECT_EQ(map_rule(rule, {.email = email}), Roles{}) << email;
}

TEST(RoleMapping, EmptyRuleMeetsNoEmptyClaim) {
  const Provider provider{.app_roles = {""}, .groups = {""}, .scopes = {""}, .email = "ann@"};
  for (const auto claim : {Claim::app_role, Claim::group, Claim::scope, Claim::email_domain})
    EXPECT_EQ(map_rule({claim, "", "r"}, provider), Roles{}) << static_cast<int>(claim);
}

TEST(RoleMapping, EmptyNameIsNoRole) {
  EXPECT_EQ(map({true, {{Claim::everyone, "", ""}}}, {.app_roles = {"", "a"}}), Roles{"a"});
}

TEST(RoleMapping, RolesAreSortedAndEachOnce) {
  const RoleMapping mapping{true,
                            {{Claim::everyone, "", "b"}, {Claim::everyone, "", "a"}, {Claim::app_role, "c", "b"}}};
  EXPECT_EQ(map(mapping, {.app_roles = {"c", "a", "c"}}), (Roles{"a", "b", "c"}));
}

TEST(RoleMapping, GroupsAreNeededOnlyWhereARuleReadsThem) {
  EXPECT_FALSE((RoleMapping{true, {{Claim::app_role, "a", "b"}, {Claim::everyone, "", "c"}}}.needs_groups()));
  EXPECT_TRUE((RoleMapping{true, {{Claim::app_role, "a", "b"}, {Claim::group, kEngineers, "c"}}}.needs_groups()));
}

}  // namespace
}  // namespace sallyport::identity
