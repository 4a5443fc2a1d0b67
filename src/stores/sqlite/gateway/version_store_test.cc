#include "stores/gateway/version_store.h"

#include "stores/contract/version_store_contract.h"
#include "stores/sqlite/gateway/gateway_file_fixture.h"

namespace sallyport::stores::contract::versions {

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, VersionStoreContract, GatewayFile);

TEST(SqlVersionStore, SurvivesReopening) {
  GatewayFile gateway;
  ASSERT_TRUE(gateway.versions()->add("ann", "text", 0, kNow));
  ASSERT_TRUE(gateway.open());
  EXPECT_EQ(gateway.versions()->newest().value(), (Version{1, "ann", kNow, State::in_force, "text"}));
}

TEST(SqlVersionStore, ADamagedVersionIsNoAnswerAndItsPredecessorCanBeAddedAgain) {
  GatewayFile gateway;
  const auto store = gateway.versions();
  ASSERT_TRUE(store->add("ann", "first", 0, kNow));
  ASSERT_TRUE(store->add("ann", "second", 1, kNow));
  ASSERT_TRUE(gateway.tamper("UPDATE config_version SET text = 'adminPrincipals: [eve]' WHERE number = 2"));
  EXPECT_EQ(reason_of(store->newest()), "version_store");
  EXPECT_EQ(reason_of(store->find(2)), "version_store");
  EXPECT_EQ(gateway.events(), (std::vector<std::string>(2, "record_damaged config_version")));
  ASSERT_TRUE(store->add("ann", store->find(1).value()->text, 2, kNow));
  EXPECT_EQ(store->newest().value()->text, "first");
}

}  // namespace sallyport::stores::contract::versions
