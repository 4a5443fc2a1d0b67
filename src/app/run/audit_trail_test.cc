#include "app/run/audit_trail.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "audit/chain_check.h"
#include "base/encoding.h"
#include "stores/memory/audit_store.h"

namespace sallyport::app {
namespace {

class AuditTrailTest : public testing::Test {
 protected:
  audit::Verdict check() {
    const auto& keys = own_keys();
    audit::ChainCheck check("n", store_.checkpoints("n", 0, 100).value(), notary_keys(keys, clock_.now()).known);
    const auto records = store_.records("n", 0, 100).value();
    for (const audit::Record& record : records) check.add(record);
    return check.end();
  }
  static const gateway::OwnKeys& own_keys() {
    static const gateway::OwnKeys keys = gateway::OwnKeys::of(crypto::PrivateKey::generate_rsa(2048), {});
    return keys;
  }

  stores::MemoryAuditStore store_;
  FixedClock clock_{UnixTime{1'800'000'000}};
  NoLog log_;
  AuditTrail trail_{"n", {"gateway", "", ""}, store_, clock_, log_};
};

TEST_F(AuditTrailTest, WritesSignsAndFinishes) {
  trail_.log().write(Level::audit, "sign_in", {{"user", "ann"}});
  trail_.write(own_keys());
  trail_.sign(own_keys());
  EXPECT_EQ(check().unsigned_records, 0);
  trail_.log().write(Level::audit, "sign_out", {{"user", "ann"}});
  trail_.write(own_keys());
  trail_.sign(own_keys());
  EXPECT_EQ(check().unsigned_records, 1);
  trail_.finish(own_keys());
  const audit::Verdict verdict = check();
  EXPECT_FALSE(verdict.fault);
  EXPECT_EQ(verdict.unsigned_records, 0);
  EXPECT_EQ(verdict.records, 2);
}

TEST_F(AuditTrailTest, AKillBeforeTheFirstSignatureLeavesAChainThatBegins) {
  trail_.log().write(Level::audit, "sign_in", {{"user", "ann"}});
  trail_.log().write(Level::audit, "sign_out", {{"user", "ann"}});
  trail_.write(own_keys());
  const audit::Verdict verdict = check();
  EXPECT_FALSE(verdict.fault) << verdict.fault->word;
  EXPECT_EQ(verdict.records, 2);
  EXPECT_EQ(verdict.unsigned_records, 2) << "nobody can tell if there were more";
}

TEST_F(AuditTrailTest, BeginsOnceAndOnlyWhereThereIsSomethingToWrite) {
  trail_.write(own_keys());
  EXPECT_TRUE(store_.checkpoints("n", 0, 10)->empty());
  for (int i = 0; i < 3; ++i) {
    trail_.log().write(Level::audit, "sign_in", {{"user", "ann"}});
    trail_.write(own_keys());
  }
  EXPECT_EQ(store_.checkpoints("n", 0, 10)->size(), 1U);
  trail_.sign(own_keys());
  EXPECT_EQ(store_.checkpoints("n", 0, 10)->size(), 2U) << "the first records are signed at once";
  EXPECT_EQ(check().unsigned_records, 0);
}

TEST_F(AuditTrailTest, AStopSignsWhatAKilledProcessHasLeft) {
  ASSERT_TRUE(store_.append("n", {}, {{.time = clock_.now(), .event = "sign_in"}}));
  trail_.finish(own_keys());
  EXPECT_EQ(check().unsigned_records, 0);
  EXPECT_FALSE(check().fault);
}

TEST_F(AuditTrailTest, RetainsOnceAnHour) {
  trail_.log().write(Level::audit, "sign_in", {{"user", "ann"}});
  trail_.finish(own_keys());
  clock_.advance(Seconds(3 * 86400));
  trail_.retain(own_keys(), Seconds(86400));
  EXPECT_TRUE(store_.records("n", 0, 10)->empty());
  EXPECT_FALSE(check().fault);
  trail_.log().write(Level::audit, "sign_in", {{"user", "ann"}});
  trail_.finish(own_keys());
  trail_.retain(own_keys(), Seconds(-60));
  EXPECT_EQ(store_.records("n", 0, 10)->size(), 1U) << "within the hour";
}

TEST_F(AuditTrailTest, ACheckpointIsNoTokenOfOurs) {
  trail_.log().write(Level::audit, "sign_in", {{"user", "ann"}});
  trail_.finish(own_keys());
  const std::string jws = store_.newest_checkpoint("n").value()->jws;
  EXPECT_FALSE(own_keys().signed_here(jws));
  EXPECT_EQ(own_keys().find_key(jws, clock_.now()), nullptr);
}

class AuditNode : public testing::Test {
 protected:
  AuditNode() { std::filesystem::create_directories(folder_); }
  ~AuditNode() override { std::filesystem::remove_all(folder_); }

  std::string node(MissingNode missing) { return audit_node(folder_.string(), missing, random_, log_); }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("audit-node-" + std::to_string(::getpid()));
  ScriptedRandom random_;
  NoLog log_;
};

TEST_F(AuditNode, IsKeptInItsFolder) {
  const std::string first = node(MissingNode::make);
  EXPECT_EQ(first.size(), 32U);
  EXPECT_EQ(node(MissingNode::make), first);
  EXPECT_EQ(node(MissingNode::leave), first);
}

TEST_F(AuditNode, ACommandMakesNoFile) {
  EXPECT_NE(node(MissingNode::leave), node(MissingNode::leave));
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(AuditNode, AFileThatCannotBeReadMakesANewId) {
  std::ofstream(folder_ / "audit_node") << "damaged";
  EXPECT_NE(node(MissingNode::make), node(MissingNode::make));
}

TEST(AuditOperator, IsTheUserOfTheProcess) {
  const audit::Party who = operator_of_this_process();
  EXPECT_EQ(who.kind, "operator");
  EXPECT_EQ(who.id, std::to_string(::getuid()));
}

}  // namespace
}  // namespace sallyport::app
