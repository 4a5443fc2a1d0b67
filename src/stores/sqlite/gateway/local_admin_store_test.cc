#include "stores/gateway/local_admin_store.h"

#include "stores/contract/local_admin_store_contract.h"
#include "stores/sqlite/gateway/gateway_file_fixture.h"

namespace sallyport::stores::contract::local_admins {

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, LocalAdminStoreContract, GatewayFile);

TEST(SqlLocalAdminStore, SurvivesReopening) {
  GatewayFile gateway;
  ASSERT_TRUE(gateway.local_admin()->put(open_link()));
  ASSERT_TRUE(gateway.open());
  EXPECT_EQ(*gateway.local_admin()->find(), open_link());
}

TEST(SqlLocalAdminStore, DamagedRecordIsNoAnswerUntilItIsPutAnew) {
  GatewayFile gateway;
  const auto store = gateway.local_admin();
  auto retired = open_link();
  retired.retired = true;
  ASSERT_TRUE(store->put(retired));
  ASSERT_TRUE(gateway.tamper("UPDATE local_admin SET retired = 0"));  // would bring the account back
  EXPECT_EQ(reason_of(store->find()), "local_admin_store");
  EXPECT_EQ(reason_of(store->consume_link("aa00", "hash", kNow)), "local_admin_store");
  EXPECT_EQ(gateway.events(), (std::vector<std::string>(2, "record_damaged local_admin")));
  ASSERT_TRUE(store->put(retired));
  EXPECT_EQ(*store->find(), retired);
}

}  // namespace sallyport::stores::contract::local_admins
