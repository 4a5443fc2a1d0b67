#include "directory/model/admin_link.h"

#include <gtest/gtest.h>

#include "crypto/system_random.h"
#include "directory/call/limits.h"
#include "directory/model/seed.h"
#include "stores/memory/directory_store.h"

namespace sallyport::directory {
namespace {

constexpr UnixTime kMoment{1'800'000'000};

class AdminLinkTest : public ::testing::Test {
 protected:
  void plant_demo(std::string_view administrator) {
    Seed seed = demo_seed(administrator);
    for (SeedUser& user : seed.tenants.front().users) user.make_password = false;  // hashing takes long
    ASSERT_TRUE(plant(store, seed, kMoment, random));
  }

  crypto::SystemRandom random;
  stores::MemoryDirectoryStore store;
};

TEST_F(AdminLinkTest, TheStoreHasItsHashAlone) {
  plant_demo("");
  const auto made = make_first_admin_link(store, kMoment, random);
  ASSERT_TRUE(made && *made);
  const auto stored = store.find_admin_link().value().value();
  EXPECT_EQ((*made)->link.reveal().size(), 43U);
  EXPECT_EQ(stored.hash, entra::hash_of_admin_link((*made)->link.reveal()));
  EXPECT_EQ(stored.tenant.value, kDemoTenant);
  EXPECT_EQ(stored.expires, kMoment + limits::kFirstAdminLink);
  EXPECT_EQ(stored.purpose, entra::AdminLinkFor::first_administrator);
}

TEST_F(AdminLinkTest, EachIsAnother) {
  plant_demo("");
  const auto first = make_first_admin_link(store, kMoment, random);
  const auto second = make_first_admin_link(store, kMoment, random);
  EXPECT_NE((*first)->link.reveal(), (*second)->link.reveal());
}

TEST_F(AdminLinkTest, NoStartMakesOneWhereThereIsAnAdministrator) {
  plant_demo(kDemoAdministrator);
  EXPECT_FALSE(*make_first_admin_link(store, kMoment, random));
  EXPECT_FALSE(*store.find_admin_link());
}

TEST_F(AdminLinkTest, AnAdministratorWhoIsDisabledIsNone) {
  Seed seed = demo_seed(kDemoAdministrator);
  for (SeedUser& user : seed.tenants.front().users) {
    user.make_password = false;
    user.enabled = false;
  }
  ASSERT_TRUE(plant(store, seed, kMoment, random));
  EXPECT_TRUE(*make_first_admin_link(store, kMoment, random));
}

TEST_F(AdminLinkTest, ADirectoryWithoutTenantsHasNone) {
  EXPECT_FALSE(*make_first_admin_link(store, kMoment, random));
}

TEST_F(AdminLinkTest, AnOperatorsOneIsShortLivedAndForAnyAdministrator) {
  plant_demo(kDemoAdministrator);
  const auto made = make_admin_link(store, TenantId(std::string(kDemoTenant)),
                                    entra::AdminLinkFor::another_administrator, kMoment, random);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->expires, kMoment + limits::kAdminLink);
  EXPECT_EQ((*store.find_admin_link())->purpose, entra::AdminLinkFor::another_administrator);
}

}  // namespace
}  // namespace sallyport::directory
