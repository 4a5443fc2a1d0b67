#include "audit/chain_check.h"

#include <gtest/gtest.h>

#include "audit/chain_fixture.h"

namespace sallyport::audit {
namespace {

TEST(AuditChain, AWholeChainHasNoFault) {
  const Verdict verdict = signed_chain().check();
  EXPECT_FALSE(verdict.fault);
  EXPECT_EQ(verdict.node, "node-1");
  EXPECT_EQ(verdict.first, 1);
  EXPECT_EQ(verdict.last, 10);
  EXPECT_EQ(verdict.records, 10);
  EXPECT_EQ(verdict.checkpoints, 3);
  EXPECT_EQ(verdict.unsigned_records, 2);
}

TEST(AuditChain, AnEmptyChainHasNoFault) {
  EXPECT_FALSE(Chain{}.check().fault);
}

TEST(AuditChain, AChangedRecordIsTheFirstWrongOne) {
  Chain chain = signed_chain();
  chain.records[5].entry.who.name = "eve";
  chain.records[8].entry.who.name = "eve";
  EXPECT_EQ(chain.check().fault, (Fault{"record_changed", 6, 6}));
}

TEST(AuditChain, ARemovedRecordIsMissing) {
  Chain chain = signed_chain();
  chain.records.erase(chain.records.begin() + 4, chain.records.begin() + 6);
  EXPECT_EQ(chain.check().fault, (Fault{"records_missing", 5, 6}));
}

TEST(AuditChain, ReorderedRecordsAreWrongFromTheFirstOn) {
  Chain chain = signed_chain();
  std::swap(chain.records[2].entry, chain.records[6].entry);
  std::swap(chain.records[2].hash, chain.records[6].hash);
  EXPECT_EQ(chain.check().fault, (Fault{"record_changed", 3, 3}));
}

TEST(AuditChain, ARecordThatComesTwiceIsWrong) {
  Chain chain = signed_chain();
  chain.records.insert(chain.records.begin() + 3, chain.records[2]);
  EXPECT_EQ(chain.check().fault, (Fault{"record_changed", 3, 3}));
}

TEST(AuditChain, ARecordOfAnotherNodeIsWrong) {
  Chain chain = signed_chain();
  Chain other;
  other.node = "node-2";
  other.add(10);
  chain.records[9] = other.records[9];
  EXPECT_EQ(chain.check().fault, (Fault{"record_changed", 10, 10}));
}

TEST(AuditChain, ACutTailShowsUpToTheNewestCheckpoint) {
  Chain chain = signed_chain();
  chain.records.resize(6);
  EXPECT_EQ(chain.check().fault, (Fault{"tail_missing", 7, 8}));
  chain.records.clear();
  EXPECT_EQ(chain.check().fault, (Fault{"tail_missing", 1, 8}));
}

TEST(AuditChain, ACutHeadShows) {
  Chain chain = signed_chain();
  chain.records.erase(chain.records.begin(), chain.records.begin() + 2);
  EXPECT_EQ(chain.check().fault, (Fault{"head_missing", 1, 2}));
}

TEST(AuditChain, AChainThatWasMadeUpDiffersFromTheCheckpoint) {
  Chain chain = signed_chain();
  chain.records[5].entry.who.name = "eve";
  chain.forge_from(5);
  EXPECT_EQ(chain.check().fault, (Fault{"checkpoint_differs", 5, 8}));
}

TEST(AuditChain, WhatFollowsTheNewestCheckpointIsConsistentAtLeast) {
  Chain chain = signed_chain();
  chain.records[8].entry.who.name = "eve";
  EXPECT_EQ(chain.check().fault, (Fault{"record_changed", 9, 9}));
}

TEST(AuditChain, RetentionLeavesAWholeChain) {
  Chain chain = signed_chain();
  chain.retain_from(1);
  ASSERT_EQ(chain.records.front().sequence, 5);
  EXPECT_FALSE(chain.check().fault);
  chain.records.erase(chain.records.begin());
  EXPECT_EQ(chain.check().fault, (Fault{"head_missing", 5, 5}));
}

TEST(AuditChain, RetentionMayLeaveCheckpointsAlone) {
  Chain chain = signed_chain();
  chain.sign();
  chain.retain_from(3);
  ASSERT_TRUE(chain.records.empty());
  EXPECT_FALSE(chain.check().fault);
}

TEST(AuditChain, ARecordThatRetentionRemovedCannotComeBack) {
  Chain chain = signed_chain();
  const Record removed = chain.records[3];
  chain.retain_from(1);
  chain.records.insert(chain.records.begin(), removed);
  EXPECT_EQ(chain.check().fault, (Fault{"record_changed", 4, 4}));
}

TEST(AuditChain, AForgedRetentionHasNoSignature) {
  Chain chain = signed_chain();
  Checkpoint forged = chain.next_to_sign();
  forged.removed_through = 4;
  const jose::SigningKey eve{crypto::PrivateKey::generate_rsa(2048), crypto::SignatureAlgorithm::rs256, "rsa"};
  chain.checkpoints.push_back(sign_checkpoint(forged, eve).value());
  std::erase_if(chain.records, [](const Record& record) { return record.sequence <= 4; });
  EXPECT_EQ(chain.check().fault->word, "checkpoint_signature");
}

TEST(AuditChain, ARemovedCheckpointIsMissing) {
  Chain chain = signed_chain();
  chain.checkpoints.erase(chain.checkpoints.begin() + 1);
  EXPECT_EQ(chain.check().fault, (Fault{"checkpoint_missing", 2, 8}));
  chain = signed_chain();
  chain.checkpoints.erase(chain.checkpoints.begin());
  EXPECT_EQ(chain.check().fault, (Fault{"checkpoint_missing", 1, 4}));
}

TEST(AuditChain, AChainWithoutAnyCheckpointIsNotSigned) {
  Chain chain = signed_chain();
  chain.checkpoints.clear();
  EXPECT_EQ(chain.check().fault, (Fault{"checkpoint_missing", 1, 10}));
}

TEST(AuditChain, TooManyRecordsAfterTheNewestCheckpointAreNotSigned) {
  Chain chain;
  chain.add(1);
  chain.sign();
  chain.add(static_cast<int>(kMostUnsigned));
  EXPECT_FALSE(chain.check().fault);
  chain.add(1);
  EXPECT_EQ(chain.check().fault, (Fault{"checkpoint_missing", 2, kMostUnsigned + 2}));
}

TEST(AuditChain, ACheckpointOfAnotherNodeIsWrong) {
  Chain chain = signed_chain();
  Chain other;
  other.node = "node-2";
  other.add(1);
  other.sign();
  chain.checkpoints.front() = other.checkpoints.front();
  EXPECT_EQ(chain.check().fault->word, "checkpoint_changed");
}

TEST(AuditChain, TheNewestCheckpointProvesThoseWhoseKeyIsGone) {
  Chain chain;
  const jose::SigningKey retired{jose::rs256_key().key, crypto::SignatureAlgorithm::rs256, "retired"};
  chain.add(3);
  chain.sign(retired);
  EXPECT_EQ(chain.check().fault, (Fault{"checkpoint_key", 1, 3}));
  chain.add(1);
  chain.sign();
  EXPECT_FALSE(chain.check().fault);
  const jose::SigningKey eve{crypto::PrivateKey::generate_rsa(2048), crypto::SignatureAlgorithm::rs256, "retired"};
  chain.checkpoints.front() = sign_checkpoint(chain.checkpoints.front().content, eve).value();
  EXPECT_EQ(chain.check().fault, (Fault{"checkpoint_changed", 1, 3}));
}

}  // namespace
}  // namespace sallyport::audit
