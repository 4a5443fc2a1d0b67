#include "stores/gateway/entity_version_store.h"

#include "stores/contract/entity_version_store_contract.h"
#include "stores/sqlite/gateway/gateway_file_fixture.h"

namespace sallyport::stores::contract::entity_versions {

struct SqliteEntityVersions {
  identity::AccessStore& access() { return *access_; }
  identity::EntityVersionStore& versions() { return *versions_; }

 private:
  GatewayFile file_;
  std::unique_ptr<identity::AccessStore> access_ = file_.access();
  std::unique_ptr<identity::EntityVersionStore> versions_ = file_.entity_versions();
};
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, EntityVersionStoreContract, SqliteEntityVersions);

TEST(SqliteEntityVersionStore, SurvivesReopening) {
  GatewayFile gateway;
  ASSERT_TRUE(gateway.entity_versions()->put(version(1)));
  ASSERT_TRUE(gateway.open());
  EXPECT_EQ(gateway.entity_versions()->find(kTeam, 1).value(), version(1));
}

TEST(SqliteEntityVersionStore, ADamagedRecordIsNoAnswer) {
  for (const char* damage : {"UPDATE entity_version SET text = 'x'", "UPDATE entity_version SET number = 2",
                             "UPDATE entity_version SET row_check = x'00'"}) {
    GatewayFile gateway;
    const auto store = gateway.entity_versions();
    ASSERT_TRUE(store->put(version(1)));
    ASSERT_TRUE(gateway.tamper(damage)) << damage;
    EXPECT_EQ(reason_of(store->list(kTeam, 10)), "entity_version_store") << damage;
  }
}

}  // namespace sallyport::stores::contract::entity_versions
