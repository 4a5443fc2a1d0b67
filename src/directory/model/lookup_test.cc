#include "directory/model/lookup.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"
#include "crypto/system_random.h"
#include "directory/model/access.h"
#include "directory/model/administration.h"
#include "entra/graph_application.h"
#include "stores/memory/directory_store.h"

namespace sallyport::directory {
namespace {

constexpr UnixTime kLookupTime{1'800'000'000};
constexpr const char* kLookupGuid = "0A1B2C3D-0001-4000-8000-00000000ADA0";

class Choosing : public ::testing::Test {
 protected:
  entra::User user(const std::string& name) {
    auto made = *make_user({home, name, "", "", Secret(), ""}, kLookupTime, random);
    EXPECT_TRUE(store.add_user(made));
    return made;
  }
  entra::Group group(const std::string& name) {
    auto made = *make_group({home, name, ""}, kLookupTime, random);
    EXPECT_TRUE(store.add_group(made));
    return made;
  }

  const TenantId home{"t1"};
  crypto::SystemRandom random;
  stores::MemoryDirectoryStore store;
};

TEST_F(Choosing, ATenantIsNamedByIdOrDomainOrIsTheFirst) {
  EXPECT_EQ(reason_of(choose_tenant(store, "")), "no_tenant");
  const auto first = *make_tenant({"Contoso", {"contoso.example"}, kLookupGuid}, random);
  const auto second = *make_tenant({"Fabrikam", {"fabrikam.example"}, ""}, random);
  for (const auto& tenant : {first, second}) ASSERT_TRUE(store.add_tenant(tenant));
  EXPECT_EQ(*choose_tenant(store, ""), first);
  EXPECT_EQ(*choose_tenant(store, kLookupGuid), first);
  EXPECT_EQ(*choose_tenant(store, "Fabrikam.example"), second);
  EXPECT_EQ(reason_of(choose_tenant(store, "Fabrikam")), "no_tenant");
}

TEST_F(Choosing, AGroupIsNamedByIdOrByANameThatItHasAlone) {
  const auto staff = group("Staff");
  group("Twins");
  const auto other = group("Twins");
  EXPECT_EQ(choose_group(store, home, "Staff")->id, staff.id);
  EXPECT_EQ(choose_group(store, home, other.id.value)->id, other.id);
  EXPECT_EQ(reason_of(choose_group(store, home, "Twins")), "group_ambiguous");
  EXPECT_EQ(reason_of(choose_group(store, home, "staff")), "no_group");
  EXPECT_EQ(reason_of(choose_group(store, home, "")), "no_group");
  EXPECT_EQ(reason_of(choose_group(store, TenantId("t2"), "Staff")), "no_group");
  EXPECT_EQ(reason_of(choose_group(store, TenantId("t2"), staff.id.value)), "no_group");
}

TEST_F(Choosing, APrincipalIsAPersonAGroupOrAnApp) {
  RecordProperty("covers", "P13");
  using entra::PrincipalKind;
  const auto staff = group("Staff");
  const auto alice = user("alice@contoso.example");
  const auto app = *make_app({home, "App", {}, {}, ""}, kLookupTime, random);
  const auto principal = *register_app(store, app, kLookupTime, random);
  EXPECT_EQ(*choose_principal(store, home, "Alice@contoso.example"), (entra::Principal{alice.id, PrincipalKind::user}));
  EXPECT_EQ(*choose_principal(store, home, "Staff"), (entra::Principal{staff.id, PrincipalKind::group}));
  EXPECT_EQ(*choose_principal(store, home, app.client_id.value),
            (entra::Principal{principal.id, PrincipalKind::service_principal}));
  EXPECT_EQ(reason_of(choose_principal(store, TenantId("t2"), app.client_id.value)), "no_principal");
  EXPECT_EQ(reason_of(choose_principal(store, home, "nobody@contoso.example")), "no_principal");
}

TEST_F(Choosing, AnApiIsNamedByClientIdOrIdentifierAndGraphByItsName) {
  const auto app = *make_app({home, "App", {}, {}, ""}, kLookupTime, random);
  ASSERT_TRUE(store.add_app(app));
  EXPECT_EQ(*choose_api(store, app.client_id.value), app);
  EXPECT_EQ(*choose_api(store, "api://" + app.client_id.value), app);
  EXPECT_EQ(choose_api(store, "graph")->client_id.value, entra::kGraphClientId);
  EXPECT_EQ(choose_api(store, entra::kGraphClientId)->client_id.value, entra::kGraphClientId);
  EXPECT_EQ(reason_of(choose_api(store, "api://nobody")), "no_app");
  EXPECT_EQ(reason_of(choose_app(store, kLookupGuid)), "no_app");
}

}  // namespace
}  // namespace sallyport::directory
