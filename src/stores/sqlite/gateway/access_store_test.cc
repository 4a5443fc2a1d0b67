#include "stores/gateway/access_store.h"

#include "stores/contract/access_store_contract.h"
#include "stores/sqlite/gateway/gateway_file_fixture.h"

namespace sallyport::stores::contract::access {

struct SqliteAccess {
  identity::AccessStore& access() { return *store_; }

 private:
  GatewayFile file_;
  std::unique_ptr<identity::AccessStore> store_ = file_.access();
};
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, AccessStoreContract, SqliteAccess);

TEST(SqliteAccessStore, SurvivesReopening) {
  GatewayFile gateway;
  ASSERT_TRUE(gateway.access()->commit(0, {.policies = {policy_entity("P")}, .roles = {role_entity("R")}}));
  ASSERT_TRUE(gateway.open());
  EXPECT_EQ(*gateway.access()->read(), (AccessState{1, {policy_entity("P")}, {role_entity("R")}, {}}));
}

// A policy that denies must not be lost with a row that cannot be read.
TEST(SqliteAccessStore, ADamagedRecordIsNoAnswer) {
  for (const char* damage :
       {"UPDATE entity SET deleted = 1", "UPDATE entity SET content = '{\"rules\":[]}'",
        "UPDATE entity SET kind = 'role'", "UPDATE entity SET row_check = x'00'", "DELETE FROM entity_revision"}) {
    GatewayFile gateway;
    const auto store = gateway.access();
    ASSERT_TRUE(store->commit(0, {.policies = {policy_entity("P")}}));
    ASSERT_TRUE(gateway.tamper(damage)) << damage;
    EXPECT_EQ(reason_of(store->read()), "access_store") << damage;
  }
}

TEST(SqliteAccessStore, OtherProcessesHearOfACommit) {
  GatewayFile gateway;
  auto other = SqliteFile::open({gateway.file().path()}, gateway_schema()).value();
  ASSERT_TRUE(other->changes_elsewhere(std::chrono::milliseconds(0)));  // begins
  ASSERT_TRUE(gateway.access()->commit(0, {.roles = {role_entity("R")}}));
  const auto heard = other->changes_elsewhere(std::chrono::milliseconds(0));
  ASSERT_TRUE(heard);
  EXPECT_TRUE(heard->all || !heard->keys.empty());
}

}  // namespace sallyport::stores::contract::access
