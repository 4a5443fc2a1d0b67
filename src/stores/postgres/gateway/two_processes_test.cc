#include "stores/gateway/two_processes_contract.h"
#include "stores/postgres/gateway/gateway_place_fixture.h"

namespace sallyport::stores::contract::processes {

INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, TwoProcesses, GatewayPlace);

class PostgresNodes : public TwoProcesses<GatewayPlace> {
 protected:
  PostgresServer& server() { return PostgresServer::shared(); }
  void SetUp() override {
    TwoProcesses::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(one_->sessions.create(full_session('a')));
  }
};

TEST_F(PostgresNodes, OwnChangesAreNoNews) {
  ASSERT_EQ(one_->changes(), Changes{});
  ASSERT_TRUE(one_->sessions.end({.digest = digest('a')}, kNow));
  EXPECT_EQ(one_->changes(), Changes{});
}

TEST_F(PostgresNodes, WhatAnOperatorDeletesIsHeard) {
  factory_.tamper("DELETE FROM session");
  EXPECT_EQ(other_->hears().sessions, std::vector{digest('a')});
}

// A transaction that began first may commit last, with the smaller number in the log.
TEST_F(PostgresNodes, AChangeThatCommitsLateIsHeardToo) {
  ASSERT_TRUE(one_->sessions.create(full_session('b')));
  const auto third = factory_.open();
  const auto late = third->write(
      [&](Connection& connection) -> Result<void> {
        SALLYPORT_CHECK(connection.run("DELETE FROM session WHERE digest = ?", {Blob{digest('a').value}}));
        EXPECT_TRUE(one_->sessions.end({.digest = digest('b')}, kNow));
        EXPECT_EQ(other_->hears().sessions, std::vector{digest('b')});
        EXPECT_EQ(other_->changes(), Changes{});
        return {};
      },
      Isolation::statement);
  ASSERT_TRUE(late);
  EXPECT_EQ(other_->hears().sessions, std::vector{digest('a')});
  EXPECT_EQ(other_->changes(), Changes{});
}

TEST_F(PostgresNodes, WhatChangedWhileTheConnectionWasCutIsHeardAtTheReconnect) {
  RecordProperty("covers", "SES-04");
  server().tell(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%LEFT JOIN change%' AND pid <> "
      "pg_backend_pid()");
  ASSERT_TRUE(one_->sessions.end({.digest = digest('a')}, kNow));
  Result<Changes> heard = other_->sessions.changes_elsewhere({});
  EXPECT_EQ(reason_of(heard), "session_store") << "a node must know that it hears nothing";
  heard = other_->sessions.changes_elsewhere({});
  EXPECT_EQ(heard->sessions, std::vector{digest('a')});
}

TEST_F(PostgresNodes, AServerThatIsGoneIsSilenceAndNotTheWordThatNothingChanged) {
  RecordProperty("covers", "F-09");
  server().stop();
  EXPECT_EQ(reason_of(other_->sessions.changes_elsewhere({})), "session_store");
  EXPECT_EQ(reason_of(other_->sessions.changes_elsewhere({})), "session_store");
  server().run();
  EXPECT_EQ(other_->changes(), Changes{});
}

}  // namespace sallyport::stores::contract::processes
