#include "stores/gateway/sign_in_ledger.h"

#include "stores/contract/sign_in_ledger_contract.h"
#include "stores/postgres/gateway/gateway_place_fixture.h"

namespace sallyport::stores::contract::sign_ins {

INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, SignInLedgerContract, GatewayPlace);

TEST(PostgresSignInLedger, TimesThatNodesCompareAreTheDatabasesClock) {
  RecordProperty("covers", "F-07");
  if (const auto why = GatewayPlace::missing()) GTEST_SKIP() << *why;
  GatewayPlace place;
  const SystemClock real;
  const FixedClock fast(real.now() + Seconds(30));
  const auto other = place.open(&fast);
  SqlSignInLedger theirs(*other);
  const UnixTime their_now = kNow - other->ahead();
  ASSERT_TRUE(place.sign_ins()->take(digest('a'), kNow + kLives, kNow).value());
  EXPECT_FALSE(theirs.take(digest('a'), their_now + kLives, their_now + kLives - Seconds(1)).value());
  EXPECT_TRUE(theirs.take(digest('a'), their_now + kLives, their_now + kLives).value());
  for (int i = 0; i < 5; ++i) ASSERT_EQ(place.sign_ins()->begin_try({"a"}, kNow), Seconds(0));
  EXPECT_EQ(theirs.begin_try({"a"}, their_now), Seconds(30));
}

TEST(PostgresSignInLedger, AServerThatIsGoneTakesNothing) {
  RecordProperty("covers", "F-09");
  if (const auto why = GatewayPlace::missing()) GTEST_SKIP() << *why;
  GatewayPlace place;
  const auto store = place.sign_ins();
  PostgresServer::shared().stop();
  EXPECT_EQ(reason_of(store->take(digest('a'), kNow + kLives, kNow)), "sign_in_ledger");
  EXPECT_EQ(reason_of(store->begin_try({"a"}, kNow)), "sign_in_ledger");
  PostgresServer::shared().run();
}

}  // namespace sallyport::stores::contract::sign_ins
