#include "stores/gateway/access_store.h"

#include "stores/contract/access_store_contract.h"
#include "stores/postgres/gateway/gateway_place_fixture.h"

namespace sallyport::stores::contract::access {

class PostgresAccess {
 public:
  PostgresAccess() {
    if (!missing()) store_ = std::make_unique<SqlAccessStore>(place_.database(), place_.log());
  }

  static std::optional<std::string> missing() { return GatewayPlace::missing(); }
  identity::AccessStore& access() { return *store_; }

 private:
  GatewayPlace place_;
  std::unique_ptr<SqlAccessStore> store_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, AccessStoreContract, PostgresAccess);

TEST(PostgresAccessStore, ADamagedRecordIsNoAnswer) {
  if (const auto why = GatewayPlace::missing()) GTEST_SKIP() << *why;
  GatewayPlace place;
  SqlAccessStore store(place.database(), place.log());
  ASSERT_TRUE(store.commit(0, {.policies = {policy_entity("P")}}));
  place.tamper("UPDATE entity SET deleted = 1");
  EXPECT_EQ(reason_of(store.read()), "access_store");
}

}  // namespace sallyport::stores::contract::access
