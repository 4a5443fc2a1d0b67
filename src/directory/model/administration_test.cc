#include "directory/model/administration.h"

#include <gtest/gtest.h>

#include <thread>

#include "crypto/system_random.h"
#include "directory/call/limits.h"
#include "stores/memory/directory_store.h"

namespace sallyport::directory {
namespace {

std::string_view reason_of(const auto& result) {
  return result ? "none" : result.error().reason;
}

constexpr UnixTime kNow{1'800'000'000};
constexpr const char* kGuid = "0A1B2C3D-0001-4000-8000-00000000ADA0";
constexpr const char* kLowerGuid = "0a1b2c3d-0001-4000-8000-00000000ada0";

class Administering : public ::testing::Test {
 protected:
  entra::User user(const TenantId& tenant, const std::string& name) {
    auto made = make_user({tenant, name, "", "", Secret(), ""}, kNow, random);
    EXPECT_TRUE(made);
    EXPECT_TRUE(store.add_user(*made));
    return *made;
  }
  entra::Group group(const std::string& name) {
    auto made = make_group({home, name, ""}, random);
    EXPECT_TRUE(made);
    EXPECT_TRUE(store.add_group(*made));
    return *made;
  }

  const TenantId home{"t1"};
  crypto::SystemRandom random;
  stores::MemoryDirectoryStore store;
};

TEST_F(Administering, ATenantNeedsANameAndDomainsThatAreHostNames) {
  const auto made = [&](NewTenant tenant) { return reason_of(make_tenant(tenant, random)); };
  EXPECT_EQ(made({"Contoso", {"contoso.example", "mail.contoso.example"}, ""}), "none");
  EXPECT_EQ(make_tenant({"Contoso", {}, kGuid}, random)->id.value, kLowerGuid);
  EXPECT_EQ(made({"", {}, ""}), "tenant_name");
  EXPECT_EQ(made({std::string(121, 'a'), {}, ""}), "tenant_name");
  EXPECT_EQ(made({"Contoso", {}, "contoso"}), "tenant_id");
  // A tenant called "common" would hide the addresses of /common, and a name with a slash would hide another endpoint.
  for (const char* domain :
       {"", "common", ".example", "contoso.", "contoso.example/x", "con toso.example", "a@b.example"})
    EXPECT_EQ(made({"Contoso", {domain}, ""}), "tenant_domain") << domain;
}

TEST_F(Administering, AGroupNeedsAName) {
  EXPECT_EQ(make_group({home, "Staff", kGuid}, random)->id.value, kLowerGuid);
  EXPECT_EQ(reason_of(make_group({home, "", ""}, random)), "group_name");
  EXPECT_EQ(reason_of(make_group({home, "Staff", "staff"}, random)), "group_id");
}

TEST_F(Administering, AMemberIsOneOnceAndOfTheGroupsTenant) {
  auto staff = group("Staff");
  const auto alice = user(home, "alice@contoso.example");
  ASSERT_TRUE(add_member(staff, alice));
  ASSERT_TRUE(add_member(staff, alice));
  EXPECT_EQ(staff.members, std::vector{alice.id});
  EXPECT_EQ(reason_of(add_member(staff, user(TenantId("t2"), "eve@fabrikam.example"))), "member_tenant");
  ASSERT_TRUE(remove_member(staff, alice));
  EXPECT_TRUE(staff.members.empty());
  EXPECT_EQ(reason_of(remove_member(staff, alice)), "not_a_member");
}

TEST_F(Administering, AnAppIsRefusedWhereThePortalWouldRefuseIt) {
  const auto made = [&](NewApp app) { return reason_of(make_app(app, random)); };
  EXPECT_EQ(made({home, "App", {{"https://a.example/", entra::Platform::web}}, {"Admin"}, ""}), "none");
  EXPECT_EQ(made({home, "", {}, {}, ""}), "app_name");
  EXPECT_EQ(made({home, "App", {}, {}, "x"}), "client_id");
  EXPECT_EQ(made({home, "App", {}, {"a b"}, ""}), "role_value");
  EXPECT_EQ(made({home, "App", {}, {"Admin", "Admin"}, ""}), "role_taken");
  EXPECT_EQ(made({home, "App", {{"http://a.example/", entra::Platform::web}}, {}, ""}), "redirect_uri_scheme");
}

TEST_F(Administering, AnAssignmentIsMadeOnceAndTakenAwayByItsRole) {
  auto app = *make_app({home, "App", {}, {"Admin", "Viewer"}, ""}, random);
  const auto alice = user(home, "alice@contoso.example");
  ASSERT_TRUE(assign(app, alice.id, "Admin"));
  ASSERT_TRUE(assign(app, alice.id, "Admin"));
  ASSERT_TRUE(assign(app, alice.id, "Viewer"));
  EXPECT_EQ(entra::role_values(app, alice.id, {}), (std::vector<std::string>{"Admin", "Viewer"}));
  EXPECT_EQ(app.assignments.size(), 2U);
  ASSERT_TRUE(unassign(app, alice.id, "Admin"));
  EXPECT_EQ(entra::role_values(app, alice.id, {}), std::vector<std::string>{"Viewer"});
  EXPECT_EQ(reason_of(unassign(app, alice.id, "Admin")), "not_assigned");
  EXPECT_EQ(reason_of(unassign(app, alice.id, "")), "not_assigned") << "access alone is an assignment of its own";
  for (const auto& change : {assign, unassign}) EXPECT_EQ(reason_of(change(app, alice.id, "admin")), "no_role");
}

TEST_F(Administering, ASecretHasFortyCharactersAndTheHashAloneIsKept) {
  const auto secret = make_secret("s", limits::kClientSecret, kNow, random);
  EXPECT_EQ(secret.value.reveal().size(), 40U);
  EXPECT_EQ(secret.credential.hint, secret.value.reveal().substr(0, 3));
  EXPECT_EQ(secret.credential.secret_hash.size(), 64U);
  EXPECT_EQ(secret.credential.end, kNow + limits::kClientSecret);
}

TEST_F(Administering, WhatIsAddedToOneAppAtOnceIsAllThere) {
  RecordProperty("covers", "A19");
  const auto made = *make_app({home, "App", {}, {}, ""}, random);
  ASSERT_TRUE(store.add_app(made));
  constexpr int kThreads = 20;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i)
      threads.emplace_back([&, i] {
        crypto::SystemRandom own;
        EXPECT_TRUE(store.change_app(made.client_id, [&](entra::AppRegistration& app) -> Result<void> {
          SALLYPORT_CHECK(add_role(app, "Role" + std::to_string(i), own));
          app.secrets.push_back(make_secret("s", limits::kClientSecret, kNow, own).credential);
          return assign(app, entra::ObjectId("u" + std::to_string(i)), "Role" + std::to_string(i));
        }));
      });
  }
  const auto app = choose_app(store, made.client_id.value);
  ASSERT_TRUE(app);
  EXPECT_EQ(app->app_roles.size(), std::size_t{kThreads});
  EXPECT_EQ(app->secrets.size(), std::size_t{kThreads});
  EXPECT_EQ(app->assignments.size(), std::size_t{kThreads});
}

TEST_F(Administering, AChangeThatIsRefusedLeavesTheAppAsItWas) {
  RecordProperty("covers", "A19");
  const auto made = *make_app({home, "App", {}, {"Admin"}, ""}, random);
  ASSERT_TRUE(store.add_app(made));
  const auto refused = store.change_app(made.client_id, [&](entra::AppRegistration& app) -> Result<void> {
    SALLYPORT_CHECK(add_role(app, "Viewer", random));
    return add_role(app, "Admin", random);
  });
  EXPECT_EQ(reason_of(refused), "role_taken");
  EXPECT_EQ(*choose_app(store, made.client_id.value), made);
}

TEST_F(Administering, ATenantIsNamedByIdOrDomainOrIsTheFirst) {
  EXPECT_EQ(reason_of(choose_tenant(store, "")), "no_tenant");
  const auto first = *make_tenant({"Contoso", {"contoso.example"}, kGuid}, random);
  const auto second = *make_tenant({"Fabrikam", {"fabrikam.example"}, ""}, random);
  for (const auto& tenant : {first, second}) ASSERT_TRUE(store.add_tenant(tenant));
  EXPECT_EQ(*choose_tenant(store, ""), first);
  EXPECT_EQ(*choose_tenant(store, kGuid), first);
  EXPECT_EQ(*choose_tenant(store, "Fabrikam.example"), second);
  EXPECT_EQ(reason_of(choose_tenant(store, "Fabrikam")), "no_tenant");
}

TEST_F(Administering, AGroupIsNamedByIdOrByANameThatItHasAlone) {
  const auto staff = group("Staff");
  group("Twins");
  const auto other = group("Twins");
  EXPECT_EQ(choose_group(store, home, "Staff")->id, staff.id);
  EXPECT_EQ(choose_group(store, home, other.id.value)->id, other.id);
  EXPECT_EQ(reason_of(choose_group(store, home, "Twins")), "group_ambiguous");
  EXPECT_EQ(reason_of(choose_group(store, home, "staff")), "no_group");
  EXPECT_EQ(reason_of(choose_group(store, TenantId("t2"), "Staff")), "no_group");
}

TEST_F(Administering, APrincipalIsAPersonOrAGroup) {
  const auto staff = group("Staff");
  const auto alice = user(home, "alice@contoso.example");
  EXPECT_EQ(*choose_principal(store, home, "Alice@contoso.example"), alice.id);
  EXPECT_EQ(*choose_principal(store, home, "Staff"), staff.id);
  EXPECT_EQ(reason_of(choose_principal(store, home, "nobody@contoso.example")), "no_principal");
  EXPECT_EQ(reason_of(choose_app(store, kGuid)), "no_app");
}

}  // namespace
}  // namespace sallyport::directory
