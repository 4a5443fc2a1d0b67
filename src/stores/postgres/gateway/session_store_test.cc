#include "stores/gateway/session_store.h"

#include "stores/contract/session_store_contract.h"
#include "stores/postgres/gateway/gateway_place_fixture.h"

namespace sallyport::stores::contract::sessions {

INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, SessionStoreContract, GatewayPlace);

class PostgresSessionStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto why = GatewayPlace::missing()) GTEST_SKIP() << *why;
    store_ = place_.sessions(kLimits, random_);
    ASSERT_EQ(reason_of(store_->create(full_session('a'))), "none");
  }
  bool is_found(char fill) { return store_->find(digest(fill), kNow).value().has_value(); }

  contract::SharedRandom random_;
  GatewayPlace place_;
  std::unique_ptr<session::SessionStore> store_;
};

TEST_F(PostgresSessionStoreTest, DamagedRecordIsNotFound) {
  for (const char* damage : {
           "UPDATE session SET provider = 'local'",                                           // another kind of person
           "UPDATE session SET sealed_refresh_token = substr(sealed_refresh_token, 1, 100)",  // cut short
           "UPDATE session SET expires = expires + 1000000",                                  // would live longer
           "UPDATE session SET row_check = ''",                                               //
       }) {
    (void)store_->end({.digest = digest('a')}, kNow);
    ASSERT_TRUE(store_->create(full_session('a')));
    place_.tamper(damage);
    EXPECT_FALSE(is_found('a')) << damage;
  }
}

TEST_F(PostgresSessionStoreTest, ALockOfSomebodyElseIsWaitedForWithABound) {
  RecordProperty("covers", "F-10");
  const auto other = place_.open();
  const auto held = other->write([&](Connection& connection) -> Result<void> {
    SALLYPORT_CHECK(connection.run("UPDATE session SET last_seen = last_seen"));
    EXPECT_EQ(reason_of(store_->end({.digest = digest('a')}, kNow)), "session_store");
    EXPECT_TRUE(is_found('a')) << "reads go on";
    return {};
  });
  EXPECT_TRUE(held);
  EXPECT_TRUE(store_->end({.digest = digest('a')}, kNow));
}

// Two nodes whose clocks differ by half a minute share the leases and the limits of a session.
TEST_F(PostgresSessionStoreTest, TimesThatNodesCompareAreTheDatabasesClock) {
  RecordProperty("covers", "F-07");
  const SystemClock real;
  const FixedClock fast(real.now() + Seconds(30));
  const auto other = place_.open(&fast);
  EXPECT_GE(other->ahead(), Seconds(-33));
  EXPECT_LE(other->ahead(), Seconds(-28));
  SqlSessionStore theirs(*other, kLimits, random_, place_.log());
  ASSERT_TRUE(store_->lease_renewal(digest('a'), kNow).value());
  EXPECT_FALSE(theirs.lease_renewal(digest('a'), kNow - other->ahead()).value()) << "it has not lapsed for anybody";
  const auto found = theirs.find(digest('a'), kNow).value().value();
  EXPECT_EQ(found.created, kNow - other->ahead()) << "as the node's own clock would have told it";
}

// Somebody sets a node's clock while the node runs. It need not connect once more to notice.
TEST_F(PostgresSessionStoreTest, ANodeWhoseClockIsSetSeesThatWhenItNextHearsOfChanges) {
  RecordProperty("covers", "N-06");
  const SystemClock real;
  FixedClock clock(real.now());
  const auto node = place_.open(&clock);
  ASSERT_EQ(node->ahead(), Seconds(0));
  ASSERT_TRUE(node->changes_elsewhere({}));
  clock.advance(Seconds(-3600));
  ASSERT_TRUE(node->changes_elsewhere({}));
  EXPECT_GE(node->ahead(), Seconds(3598));
  EXPECT_LE(node->ahead(), Seconds(3605));
  SqlSessionStore theirs(*node, kLimits, random_, place_.log());
  EXPECT_EQ(theirs.find(digest('a'), kNow - node->ahead()).value().value().created, kNow - node->ahead());
  clock.advance(Seconds(3600));
  ASSERT_TRUE(node->changes_elsewhere({}));
  EXPECT_EQ(node->ahead(), Seconds(0)) << "and when it is right";
}

TEST_F(PostgresSessionStoreTest, ManyAreTouchedAtOnceInAnyOrderByTwoNodes) {
  const auto other = place_.open();
  SqlSessionStore theirs(*other, kLimits, random_, place_.log());
  std::vector<SessionDigest> forth;
  for (char fill = 'b'; fill <= 'z'; ++fill) {
    ASSERT_TRUE(store_->create(full_session(fill)));
    forth.push_back(digest(fill));
  }
  const std::vector<SessionDigest> back(forth.rbegin(), forth.rend());
  race([&](std::size_t i) {
    EXPECT_EQ(reason_of(i % 2 == 0 ? store_->touch(forth, kNow + Seconds(static_cast<int>(i)))
                                   : theirs.touch(back, kNow + Seconds(static_cast<int>(i)))),
              "none");
  });
  EXPECT_TRUE(store_->find(digest('z'), kNow + Seconds(1015)).value());
}

TEST_F(PostgresSessionStoreTest, AServerThatRestartsLosesNothingAndIsFoundAgain) {
  RecordProperty("covers", "F-09");
  PostgresServer::shared().stop();
  const auto refused = store_->create(full_session('b'));
  EXPECT_EQ(reason_of(refused), "session_store");
  EXPECT_EQ(refused.error().kind, Kind::unavailable);
  EXPECT_EQ(reason_of(store_->find(digest('a'), kNow)), "session_store") << "and not absent";
  PostgresServer::shared().run();
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (!store_->find(digest('a'), kNow) && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  EXPECT_TRUE(is_found('a'));
  EXPECT_TRUE(store_->create(full_session('b')));
}

}  // namespace sallyport::stores::contract::sessions
