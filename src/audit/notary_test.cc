#include "audit/notary.h"

#include <gtest/gtest.h>

#include "audit/chain_fixture.h"
#include "base/reason_of.h"
#include "stores/memory/audit_store.h"

namespace sallyport::audit {
namespace {

constexpr Seconds kDay{86400};

NotaryKeys keys() {
  return {jose::rs256_key(), known_keys()};
}

class AuditNotary : public testing::Test {
 protected:
  // Appends entries of this moment.
  Head append(const std::string& node, int count, UnixTime at) {
    std::vector<Entry> entries;
    for (int i = 0; i < count; ++i) entries.push_back({.time = at, .event = "sign_in"});
    return store_.append(node, {}, entries).value();
  }
  std::size_t checkpoints(const std::string& node) { return store_.checkpoints(node, 0, 1000)->size(); }
  std::size_t records(const std::string& node) { return store_.records(node, 0, 100'000)->size(); }
  Verdict check(const std::string& node, const jose::JwkSet& known = known_keys()) {
    ChainCheck check(node, store_.checkpoints(node, 0, 1000).value(), known);
    const auto all = store_.records(node, 0, 100'000).value();
    for (const Record& record : all) check.add(record);
    return check.end();
  }
  void expect_whole(const std::string& node) {
    const Verdict verdict = check(node);
    EXPECT_FALSE(verdict.fault) << *verdict.fault;
  }

  stores::MemoryAuditStore store_;
  Notary notary_{"n", store_};
};

TEST_F(AuditNotary, AnEmptyChainIsNotSigned) {
  ASSERT_TRUE(notary_.sign_if_due({}, keys(), kNow));
  ASSERT_TRUE(notary_.sign({}, keys(), kNow));
  EXPECT_EQ(checkpoints("n"), 0U);
}

TEST_F(AuditNotary, TheFirstRecordsAreSignedAtOnceAndOthersWhenItIsTime) {
  ASSERT_TRUE(notary_.sign_if_due(append("n", 1, kNow), keys(), kNow));
  EXPECT_EQ(checkpoints("n"), 1U);
  const Head head = append("n", 1, kNow);
  ASSERT_TRUE(notary_.sign_if_due(head, keys(), kNow + kSignEvery - Seconds(1)));
  EXPECT_EQ(checkpoints("n"), 1U);
  ASSERT_TRUE(notary_.sign_if_due(head, keys(), kNow + kSignEvery));
  EXPECT_EQ(checkpoints("n"), 2U);
  ASSERT_TRUE(notary_.sign_if_due(head, keys(), kNow + 2 * kSignEvery));
  EXPECT_EQ(checkpoints("n"), 2U) << "nothing is new";
  EXPECT_EQ(check("n").unsigned_records, 0);
  expect_whole("n");
}

TEST_F(AuditNotary, AChainThatHasBegunLacksNoCheckpoint) {
  ASSERT_TRUE(begin_chain(store_, "n", keys(), kNow));
  ASSERT_TRUE(begin_chain(store_, "n", keys(), kNow));
  EXPECT_EQ(checkpoints("n"), 1U);
  expect_whole("n");
  append("n", 3, kNow);
  expect_whole("n");
  EXPECT_EQ(check("n").unsigned_records, 3);
  ASSERT_TRUE(notary_.sign_if_due(append("n", 1, kNow), keys(), kNow));
  EXPECT_EQ(check("n").unsigned_records, 0);
  expect_whole("n");
}

TEST_F(AuditNotary, AChainWhoseCheckpointsWereRemovedLacksThem) {
  ASSERT_TRUE(begin_chain(store_, "n", keys(), kNow));
  ASSERT_TRUE(notary_.sign_if_due(append("n", 3, kNow), keys(), kNow));
  const auto all = store_.checkpoints("n", 0, 10).value();
  ASSERT_EQ(all.size(), 2U);
  const auto fault_with = [&](std::vector<SignedCheckpoint> left, std::size_t records) {
    const jose::JwkSet known = known_keys();
    ChainCheck check("n", std::move(left), known);
    const auto left_records = store_.records("n", 0, records).value();
    for (const Record& record : left_records) check.add(record);
    const auto fault = check.end().fault;
    return fault ? fault->word : std::string_view("none");
  };
  EXPECT_EQ(fault_with({}, 3), "checkpoint_missing");
  EXPECT_EQ(fault_with({all[1]}, 3), "checkpoint_missing") << "the first one was removed";
  EXPECT_EQ(fault_with(all, 2), "tail_missing");
  EXPECT_EQ(fault_with(all, 3), "none");
}

TEST_F(AuditNotary, ManyRecordsAreSignedBeforeTheTime) {
  ASSERT_TRUE(notary_.sign_if_due(append("n", 1, kNow), keys(), kNow));
  ASSERT_TRUE(notary_.sign_if_due(append("n", kRecordsPerCheckpoint - 1, kNow), keys(), kNow));
  EXPECT_EQ(checkpoints("n"), 1U);
  ASSERT_TRUE(notary_.sign_if_due(append("n", 1, kNow), keys(), kNow));
  EXPECT_EQ(checkpoints("n"), 2U);
}

TEST_F(AuditNotary, AStopSignsTheLastRecord) {
  ASSERT_TRUE(notary_.sign_if_due(append("n", 1, kNow), keys(), kNow));
  const Head head = append("n", 1, kNow);
  ASSERT_TRUE(notary_.sign(head, keys(), kNow));
  ASSERT_TRUE(notary_.sign(head, keys(), kNow));
  EXPECT_EQ(checkpoints("n"), 2U);
  EXPECT_EQ(check("n").unsigned_records, 0);
}

TEST_F(AuditNotary, TheNextProcessGoesOn) {
  ASSERT_TRUE(notary_.sign_if_due(append("n", 1, kNow), keys(), kNow));
  Notary next("n", store_);
  ASSERT_TRUE(next.sign_if_due(append("n", 1, kNow), keys(), kNow + Seconds(1)));
  EXPECT_EQ(checkpoints("n"), 1U) << "it is not time yet";
  ASSERT_TRUE(next.sign(append("n", 1, kNow), keys(), kNow + Seconds(1)));
  EXPECT_EQ(checkpoints("n"), 2U);
  expect_whole("n");
}

TEST_F(AuditNotary, AForgedCheckpointIsNotContinued) {
  const Head head = append("n", 2, kNow);
  const jose::SigningKey eve{crypto::PrivateKey::generate_rsa(2048), crypto::SignatureAlgorithm::rs256, "rsa"};
  Checkpoint forged = next_checkpoint(nullptr, "n", head, kNow);
  forged.removed_through = 2;
  ASSERT_TRUE(store_.add_checkpoint(sign_checkpoint(forged, eve).value()));
  EXPECT_EQ(reason_of(notary_.sign_if_due(append("n", 1, kNow), keys(), kNow + kDay)), "jws_signature");
  EXPECT_EQ(reason_of(retain(store_, "other", keys(), kDay, kNow + kDay)), "jws_signature");
  EXPECT_EQ(checkpoints("n"), 1U);
}

TEST_F(AuditNotary, RetentionRemovesUpToTheLastCheckpointThatIsOldEnough) {
  for (int day = 0; day < 5; ++day) {
    ASSERT_TRUE(notary_.sign(append("n", 10, kNow + day * kDay), keys(), kNow + day * kDay));
  }
  const UnixTime now = kNow + 4 * kDay;
  EXPECT_EQ(retain(store_, "n", keys(), 2 * kDay, now).value(), 1U);
  EXPECT_EQ(store_.records("n", 0, 1)->front().sequence, 21);
  expect_whole("n");
  EXPECT_EQ(retain(store_, "n", keys(), 2 * kDay, now).value(), 0U) << "nothing more is old enough";
}

TEST_F(AuditNotary, RetentionRemovesMuchInSeveralSteps) {
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(notary_.sign(append("n", 6000, kNow), keys(), kNow));
  ASSERT_TRUE(notary_.sign(append("n", 1, kNow + 9 * kDay), keys(), kNow + 9 * kDay));
  ASSERT_TRUE(retain(store_, "n", keys(), kDay, kNow + 9 * kDay));
  EXPECT_EQ(records("n"), 1U);
  expect_whole("n");
}

TEST_F(AuditNotary, TheChainOfANodeThatIsGoneIsSignedAndLaterForgotten) {
  append("gone", 3, kNow);
  append("here", 3, kNow + kDay);
  EXPECT_EQ(retain(store_, "n", keys(), 10 * kDay, kNow + kDay).value(), 1U);
  EXPECT_EQ(checkpoints("gone"), 1U);
  EXPECT_EQ(checkpoints("here"), 0U) << "its node may be there, and signs itself";
  ASSERT_TRUE(retain(store_, "n", keys(), 10 * kDay, kNow + 12 * kDay));
  EXPECT_EQ(records("gone"), 0U);
  expect_whole("gone");
  ASSERT_TRUE(retain(store_, "n", keys(), 10 * kDay, kNow + 23 * kDay));
  EXPECT_EQ(checkpoints("gone"), 0U);
}

TEST_F(AuditNotary, ANewKeySignsTheChainsOfOthersAgain) {
  ASSERT_TRUE(notary_.sign(append("n", 3, kNow), keys(), kNow));
  const jose::SigningKey next{crypto::PrivateKey::generate_rsa(2048), crypto::SignatureAlgorithm::rs256, "next"};
  const jose::JwkSet both = jose::set_of({jose::published(jose::rs256_key()), jose::published(next)});
  EXPECT_EQ(retain(store_, "other", {next, both}, kDay, kNow + Seconds(60)).value(), 1U);
  EXPECT_EQ(retain(store_, "other", {next, both}, kDay, kNow + Seconds(60)).value(), 0U);
  EXPECT_FALSE(check("n", jose::set_of({jose::published(next)})).fault) << "the first key is gone";
}

}  // namespace
}  // namespace sallyport::audit
