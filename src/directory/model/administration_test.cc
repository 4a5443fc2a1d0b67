#include "directory/model/administration.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/reason_of.h"
#include "crypto/system_random.h"
#include "directory/call/limits.h"
#include "stores/memory/directory_store.h"

namespace sallyport::directory {
namespace {

constexpr UnixTime kChangeTime{1'800'000'000};
constexpr const char* kGuid = "0A1B2C3D-0001-4000-8000-00000000ADA0";
constexpr const char* kLowerGuid = "0a1b2c3d-0001-4000-8000-00000000ada0";

class Administering : public ::testing::Test {
 protected:
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
  EXPECT_EQ(make_group({home, "Staff", kGuid}, kChangeTime, random)->id.value, kLowerGuid);
  EXPECT_EQ(reason_of(make_group({home, "", ""}, kChangeTime, random)), "group_name");
  EXPECT_EQ(reason_of(make_group({home, "Staff", "staff"}, kChangeTime, random)), "group_id");
}

TEST_F(Administering, AGuestIsNamedAfterTheAddressAtHome) {
  const entra::Tenant contoso{home, "Contoso", {"contoso.example"}};
  const NewUser ann{{}, "ann@fabrikam.example", "", "", Secret(), ""};
  const auto guest = make_guest(contoso, ann, "https://idp.example/t2/v2.0", kChangeTime, random);
  ASSERT_TRUE(guest);
  EXPECT_EQ(guest->user_principal_name, "ann_fabrikam.example#EXT#@contoso.example");
  EXPECT_EQ(guest->email, "ann@fabrikam.example");
  EXPECT_EQ(guest->type, entra::UserType::guest);
  EXPECT_EQ(guest->home_issuer, "https://idp.example/t2/v2.0");
  EXPECT_EQ(reason_of(make_guest({home, "Contoso", {}}, ann, "x", kChangeTime, random)), "guest_domain");
  EXPECT_EQ(reason_of(make_guest(contoso, {{}, "ann", "", "", Secret(), ""}, "x", kChangeTime, random)), "user_name");
}

TEST_F(Administering, AnAppIsRefusedWhereThePortalWouldRefuseIt) {
  const auto made = [&](NewApp app) { return reason_of(make_app(app, kChangeTime, random)); };
  EXPECT_EQ(made({home, "App", {{"https://a.example/", entra::Platform::web}}, {"Admin"}, ""}), "none");
  EXPECT_EQ(made({home, "", {}, {}, ""}), "app_name");
  EXPECT_EQ(made({home, "App", {}, {}, "x"}), "client_id");
  EXPECT_EQ(made({home, "App", {}, {"a b"}, ""}), "role_value");
  EXPECT_EQ(made({home, "App", {}, {"Admin", "Admin"}, ""}), "role_taken");
  EXPECT_EQ(made({home, "App", {{"http://a.example/", entra::Platform::web}}, {}, ""}), "redirect_uri_scheme");
}

TEST_F(Administering, ANewAppIsAsThePortalMakesIt) {
  const auto app = *make_app({home, "App", {}, {}, ""}, kChangeTime, random);
  EXPECT_FALSE(app.requested_access_token_version) << "v1, as at Entra ID";
  EXPECT_EQ(app.identifier_uris, std::vector{"api://" + app.client_id.value});
  ASSERT_EQ(app.required_permissions.size(), 1U);
  EXPECT_EQ(app.required_permissions[0].id, "e1fe6dd8-ba31-4d61-89e7-88639da4683d") << "Microsoft Graph's User.Read";
  EXPECT_EQ(app.created, kChangeTime);
  NewApp personal{home, "App", {}, {}, ""};
  personal.audience = entra::SignInAudience::orgs_and_personal;
  EXPECT_EQ(make_app(personal, kChangeTime, random)->requested_access_token_version, 2);
  EXPECT_EQ(reason_of(make_app({home, "App", {}, {}, "00000003-0000-0000-c000-000000000000"}, kChangeTime, random)),
            "client_id_taken");
}

TEST_F(Administering, ASecretHasFortyCharactersAndTheHashAloneIsKept) {
  const auto secret = make_secret("s", limits::kClientSecret, kChangeTime, random);
  EXPECT_EQ(secret.value.reveal().size(), 40U);
  EXPECT_EQ(secret.credential.hint, secret.value.reveal().substr(0, 3));
  EXPECT_EQ(secret.credential.secret_hash.size(), 64U);
  EXPECT_EQ(secret.credential.end, kChangeTime + limits::kClientSecret);
}

TEST_F(Administering, WhatIsAddedToOneAppAtOnceIsAllThere) {
  RecordProperty("covers", "A19");
  const auto made = *make_app({home, "App", {}, {}, ""}, kChangeTime, random);
  ASSERT_TRUE(store.add_app(made));
  constexpr int kThreads = 20;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i)
      threads.emplace_back([&, i] {
        crypto::SystemRandom own;
        EXPECT_TRUE(store.change_app(made.client_id, [&](entra::AppRegistration& app) -> Result<void> {
          SALLYPORT_CHECK(add_role(app, "Role" + std::to_string(i), own));
          app.secrets.push_back(make_secret("s", limits::kClientSecret, kChangeTime, own).credential);
          return add_scope(app, {.value = "scope" + std::to_string(i)}, own);
        }));
      });
  }
  const auto app = *store.find_app(made.client_id);
  ASSERT_TRUE(app);
  EXPECT_EQ(app->app_roles.size(), std::size_t{kThreads});
  EXPECT_EQ(app->secrets.size(), std::size_t{kThreads});
  EXPECT_EQ(app->scopes.size(), std::size_t{kThreads});
}

TEST_F(Administering, AChangeThatIsRefusedLeavesTheAppAsItWas) {
  RecordProperty("covers", "A19");
  const auto made = *make_app({home, "App", {}, {"Admin"}, ""}, kChangeTime, random);
  ASSERT_TRUE(store.add_app(made));
  const auto refused = store.change_app(made.client_id, [&](entra::AppRegistration& app) -> Result<void> {
    SALLYPORT_CHECK(add_role(app, "Viewer", random));
    return add_role(app, "Admin", random);
  });
  EXPECT_EQ(reason_of(refused), "role_taken");
  EXPECT_EQ(**store.find_app(made.client_id), made);
}

}  // namespace
}  // namespace sallyport::directory
