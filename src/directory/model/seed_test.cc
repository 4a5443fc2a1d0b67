#include "directory/model/seed.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"
#include "crypto/password.h"
#include "crypto/system_random.h"
#include "entra/graph_application.h"
#include "stores/memory/directory_store.h"

namespace sallyport::directory {
namespace {

constexpr UnixTime kSeedTime{1'800'000'000};

class Seeding : public ::testing::Test {
 protected:
  Result<Planted> plant_tenant(SeedTenant tenant) {
    tenant.name = "T";
    return plant(store, {{std::move(tenant)}}, kSeedTime, random);
  }
  stores::MemoryDirectoryStore store;
  crypto::SystemRandom random;
};

TEST_F(Seeding, TheDemoHasItsPeopleAndApps) {
  const auto planted = plant(store, demo_seed(), kSeedTime, random);
  ASSERT_TRUE(planted) << planted.error().reason << planted.error().detail;
  const auto web = *store.find_app(ClientId(std::string(kDemoWebApp)));
  ASSERT_TRUE(web);
  const auto principal = *store.find_principal_of(web->tenant, web->client_id);
  ASSERT_TRUE(principal);
  const auto roles = [&](const char* name) {
    const auto user = *store.find_user_by_name(name);
    return entra::role_values(*web, *store.assignments_at(principal->id, user->id), entra::PrincipalKind::user);
  };
  EXPECT_EQ(roles("alice@contoso.example"), std::vector<std::string>{"Admin"});
  EXPECT_EQ(roles("bob@contoso.example"), std::vector<std::string>{"Viewer"});
  EXPECT_TRUE(roles("carol@contoso.example").empty());
  EXPECT_EQ(store.groups_of((*store.find_user_by_name("dave@contoso.example"))->id)->size(), 250U);
  EXPECT_TRUE(*store.find_app(ClientId(std::string(kDemoSpaApp))));
  EXPECT_TRUE(store.people_with_directory_role(web->tenant)->empty());
  EXPECT_FALSE(store.consents_for(principal->id, entra::ObjectId("anybody"))->empty()) << "a visitor is asked nothing";
  EXPECT_EQ(web->requested_access_token_version, 2);
}

TEST_F(Seeding, TheDemoHasTheAdministratorThatIsNamed) {
  ASSERT_TRUE(plant(store, demo_seed(kDemoAdministrator), kSeedTime, random));
  const auto people = store.people_with_directory_role(TenantId(std::string(kDemoTenant)));
  ASSERT_EQ(people->size(), 1U);
  EXPECT_EQ(people->front().user_principal_name, kDemoAdministrator);
  EXPECT_EQ(people->front().directory_role, entra::DirectoryRole::global_administrator);
}

TEST_F(Seeding, MadeUpPasswordsAreToldOnceAndDiffer) {
  RecordProperty("covers", "AS-12");
  const auto planted = plant(store, demo_seed(), kSeedTime, random);
  ASSERT_TRUE(planted);
  ASSERT_EQ(planted->passwords.size(), 4U);
  EXPECT_NE(planted->passwords[0].value.reveal(), planted->passwords[1].value.reveal());
  const auto alice = *store.find_user_by_name("alice@contoso.example");
  EXPECT_TRUE(crypto::check_password(planted->passwords[0].value, alice->password_hash));
}

TEST_F(Seeding, ARenewedDemoSecretReplacesTheOneBefore) {
  ASSERT_TRUE(plant(store, demo_seed(), kSeedTime, random));
  const auto first = renew_demo_secret(store, kSeedTime, random);
  const auto second = renew_demo_secret(store, kSeedTime, random);
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->reveal(), second->reveal());
  EXPECT_EQ((*store.find_app(ClientId(std::string(kDemoWebApp))))->secrets.size(), 1U);
}

TEST_F(Seeding, OnlyAnEmptyDirectoryIsSeeded) {
  ASSERT_TRUE(plant(store, demo_seed(), kSeedTime, random));
  EXPECT_EQ(reason_of(plant(store, demo_seed(), kSeedTime, random)), "directory_not_empty");
}

TEST_F(Seeding, NamesThatLeadNowhereAreRefused) {
  SeedTenant member;
  member.groups = {{"G", "", {"nobody@x.example"}}};
  const auto refused = plant_tenant(member);
  EXPECT_EQ(reason_of(refused), "seed_member");
  EXPECT_EQ(refused.error().detail, "G: nobody@x.example");
}

TEST_F(Seeding, RolesAndPrincipalsMustExist) {
  SeedTenant tenant;
  SeedUser person;
  person.user_principal_name = "a@x.example";
  tenant.users = {person};
  SeedApp app;
  app.name = "App";
  app.assignments = {{"a@x.example", "Admin"}};
  tenant.apps = {app};
  EXPECT_EQ(reason_of(plant_tenant(tenant)), "no_role");
  tenant.apps[0].assignments = {{"nobody@x.example", ""}};
  EXPECT_EQ(reason_of(plant_tenant(tenant)), "seed_principal");
  EXPECT_TRUE(store.tenants()->empty()) << "nothing is added before all of the tenant is good";
}

TEST_F(Seeding, GroupsNestAndAppsGetRolesAndConsents) {
  SeedTenant tenant;
  tenant.groups = {{"Inner", "", {}}, {"Outer", "", {"Inner"}}};
  SeedApp api;
  api.name = "API";
  api.roles = {"Job"};
  api.scopes = {"read"};
  SeedApp client;
  client.name = "Client";
  client.consents = {{"API", "", {"read"}}, {"", "", {"openid"}}};
  api.assignments = {{"Client", "Job"}, {"Outer", ""}};
  tenant.apps = {api, client};
  const auto planted = plant_tenant(tenant);
  ASSERT_TRUE(planted) << planted.error().reason << planted.error().detail;
  const auto home = store.tenants()->front().id;
  const auto at = *store.find_principal_of(home, planted->apps[0].client_id);
  const auto by = *store.find_principal_of(home, planted->apps[1].client_id);
  EXPECT_EQ(store.assignments_to(at->id, {})->rows.size(), 2U);
  EXPECT_EQ(store.assignments_at(at->id, by->id)->front().principal_kind, entra::PrincipalKind::service_principal);
  EXPECT_EQ(store.consents_for(by->id, entra::ObjectId("anybody"))->size(), 2U);
  tenant.apps[1].consents = {{"API", "", {"write"}}};
  stores::MemoryDirectoryStore fresh;
  tenant.name = "T";
  EXPECT_EQ(reason_of(plant(fresh, {{tenant}}, kSeedTime, random)), "no_scope");
}

TEST_F(Seeding, GraphPermissionsAreGranted) {
  SeedTenant tenant;
  SeedApp app;
  app.name = "App";
  app.graph_permissions = {"User.Read.All"};
  tenant.apps = {app};
  const auto planted = plant_tenant(tenant);
  ASSERT_TRUE(planted) << planted.error().reason;
  const auto home = store.tenants()->front().id;
  const auto held = *store.find_principal_of(home, planted->apps[0].client_id);
  const auto graph = *store.find_principal_of(home, ClientId(std::string(entra::kGraphClientId)));
  EXPECT_EQ(store.assignments_at(graph->id, held->id)->size(), 1U);
  tenant.apps[0].graph_permissions = {"No.Such.Role"};
  stores::MemoryDirectoryStore fresh;
  tenant.name = "T";
  EXPECT_EQ(reason_of(plant(fresh, {{tenant}}, kSeedTime, random)), "no_role");
}

TEST_F(Seeding, APersonWithoutAPasswordHasNone) {
  SeedTenant tenant;
  SeedUser person;
  person.user_principal_name = "a@x.example";
  tenant.users = {person};
  const auto planted = plant_tenant(tenant);
  ASSERT_TRUE(planted);
  EXPECT_TRUE(planted->passwords.empty());
  EXPECT_TRUE((*store.find_user_by_name("a@x.example"))->password_hash.empty());
}

TEST_F(Seeding, PoliciesNameWhatTheTenantHas) {
  SeedTenant tenant;
  tenant.domains = {"t.example"};
  tenant.groups.push_back({"Staff", "", {}});
  SeedApp app;
  app.name = "Desk";
  tenant.apps.push_back(app);
  tenant.locations.push_back({"Office", {"192.0.2.0/24"}, true});
  PolicyWords words;
  words.name = "Second factor";
  words.groups = {"Staff"};
  words.apps = {"Desk"};
  words.exclude_locations = {"Office"};
  words.require = {"mfa"};
  tenant.policies.push_back(words);
  const auto planted = plant_tenant(tenant);
  ASSERT_TRUE(planted) << planted.error().reason << planted.error().detail;
  const auto policies = store.policies(planted->apps[0].tenant);
  ASSERT_EQ(policies->size(), 1U);
  EXPECT_EQ(policies->at(0).include_apps.apps, std::vector{planted->apps[0].client_id});
  EXPECT_EQ(policies->at(0).exclude_places.locations.size(), 1U);
}

TEST_F(Seeding, APolicyThatNamesNobodyOfTheTenantIsRefused) {
  SeedTenant tenant;
  PolicyWords words;
  words.name = "Second factor";
  words.groups = {"Staff"};
  words.require = {"mfa"};
  tenant.policies.push_back(words);
  EXPECT_EQ(reason_of(plant_tenant(tenant)), "no_group");
}

}  // namespace
}  // namespace sallyport::directory
