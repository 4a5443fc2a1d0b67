#include "stores/gateway/sign_in_ledger.h"

#include "stores/contract/sign_in_ledger_contract.h"
#include "stores/sqlite/gateway/gateway_file_fixture.h"

namespace sallyport::stores::contract::sign_ins {

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, SignInLedgerContract, GatewayFile);

TEST(SqlSignInLedger, ARestartForgetsNeitherAUsedSignInNorAWait) {
  RecordProperty("covers", "RP-16, LOC-02");
  GatewayFile gateway;
  ASSERT_TRUE(gateway.sign_ins()->take(digest('a'), kNow + kLives, kNow).value());
  for (int i = 0; i < 5; ++i) ASSERT_EQ(gateway.sign_ins()->begin_try({"a"}, kNow), Seconds(0));
  ASSERT_TRUE(gateway.open());
  EXPECT_FALSE(gateway.sign_ins()->take(digest('a'), kNow + kLives, kNow).value());
  EXPECT_EQ(gateway.sign_ins()->begin_try({"a"}, kNow), Seconds(30));
}

}  // namespace sallyport::stores::contract::sign_ins
