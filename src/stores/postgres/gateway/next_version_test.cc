// A node of this version beside one of the next, whose tables have a step more: as in the middle of an upgrade.
#include "stores/contract/session_store_fixture.h"
#include "stores/postgres/gateway/gateway_place_fixture.h"

namespace sallyport::stores::contract::sessions {
namespace {

// What a later version may do to tables in use: add.
constexpr std::string_view kTestStep =
    "ALTER TABLE session ADD COLUMN of_the_next BYTEA NOT NULL DEFAULT ''; "
    "CREATE TABLE of_the_next (id BIGINT PRIMARY KEY); "
    "CREATE INDEX session_of_the_next ON session (of_the_next)";

PostgresSchema next_schema(std::int64_t oldest) {
  PostgresSchema next = postgres_gateway_schema();
  next.steps.push_back({.sql = kTestStep, .oldest = oldest});
  return next;
}

const std::int64_t kThisVersion = static_cast<std::int64_t>(postgres_gateway_schema().steps.size());

class NextVersion : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto why = GatewayPlace::missing()) GTEST_SKIP() << *why;
  }

  contract::SharedRandom random_;
  GatewayPlace place_;
};

TEST_F(NextVersion, ANodeOfThisVersionWorksOnBesideOneThatAddedToTheTables) {
  RecordProperty("covers", "F-30, N-09");
  const auto ours = place_.sessions(kLimits, random_);
  ASSERT_TRUE(ours->create(full_session('a')));
  ASSERT_TRUE(ours->find(digest('a'), kNow).value()) << "its statements are prepared now";
  const PostgresSchema schema = next_schema(1);
  const auto next = place_.try_open(schema);
  ASSERT_TRUE(next) << next.error().detail;
  EXPECT_EQ(next.value()->version().value(), kThisVersion + 1);
  SqlSessionStore theirs(**next, kLimits, random_, place_.log());

  EXPECT_TRUE(theirs.find(digest('a'), kNow).value()) << "what this version wrote is read by the next";
  ASSERT_EQ(reason_of(theirs.create(full_session('b'))), "none");
  EXPECT_TRUE(ours->find(digest('b'), kNow).value()) << "and the other way round";
  ASSERT_EQ(reason_of(ours->create(full_session('c'))), "none");
  EXPECT_TRUE(theirs.find(digest('c'), kNow).value());
  const auto lease = ours->lease_renewal(digest('b'), kNow).value();
  ASSERT_TRUE(lease);
  EXPECT_FALSE(theirs.lease_renewal(digest('b'), kNow).value()) << "they agree on what is true once";
  EXPECT_EQ(reason_of(ours->renew(*lease, full_session('b'))), "none");
  ASSERT_TRUE(ours->end({.digest = digest('a')}, kNow));
  EXPECT_FALSE(theirs.find(digest('a'), kNow).value());
}

TEST_F(NextVersion, ANodeOfThisVersionStartsOnTablesToWhichTheNextHasAdded) {
  RecordProperty("covers", "F-30, N-09");
  const PostgresSchema schema = next_schema(1);
  ASSERT_TRUE(place_.try_open(schema));
  const auto ours = place_.try_open(postgres_gateway_schema());
  ASSERT_TRUE(ours) << ours.error().detail;
  EXPECT_EQ(ours.value()->version().value(), kThisVersion + 1) << "it leaves the tables as they are";
  EXPECT_EQ(reason_of(SqlSessionStore(**ours, kLimits, random_, place_.log()).create(full_session('a'))), "none");
}

TEST_F(NextVersion, TablesThatShutThisVersionOutAreRefused) {
  RecordProperty("covers", "F-30");
  const PostgresSchema schema = next_schema(kThisVersion + 1);
  ASSERT_TRUE(place_.try_open(schema));
  EXPECT_EQ(reason_of(place_.try_open(postgres_gateway_schema())), "postgres_version");
}

}  // namespace
}  // namespace sallyport::stores::contract::sessions
