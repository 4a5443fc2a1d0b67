// The tests that every store of the audit trail must pass. A test instantiates the suite with a factory type:
//   struct Factory { std::unique_ptr<audit::AuditStore> audit(); };
// The suite keeps the factory alive longer than the store.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "audit/audit_store.h"
#include "audit/chain_fixture.h"
#include "base/reason_of.h"
#include "stores/contract/race.h"
#include "stores/contract/skip.h"

namespace sallyport::stores::contract::audits {

using audit::ChainCheck;
using audit::Entry;
using audit::entry_of;
using audit::Filter;
using audit::Head;
using audit::kNow;
using audit::Place;
using audit::Record;
using audit::SignedCheckpoint;

inline std::vector<Entry> entries(int first, int last) {
  std::vector<Entry> made;
  for (int i = first; i <= last; ++i) made.push_back(entry_of(i));
  return made;
}

inline std::vector<std::int64_t> sequences(const std::vector<Record>& records) {
  std::vector<std::int64_t> found;
  for (const Record& record : records) found.push_back(record.sequence);
  return found;
}

// Signs the head of a chain, as the gateway does, and says that records through `removed` are removed.
inline SignedCheckpoint checkpoint_of(audit::AuditStore& store, const std::string& node, const Head& head,
                                      std::int64_t removed = 0) {
  const auto newest = store.newest_checkpoint(node).value();
  audit::Checkpoint next = next_checkpoint(newest ? &*newest : nullptr, node, head, kNow);
  if (removed > 0) next.removed_through = removed;
  return sign_checkpoint(next, jose::rs256_key()).value();
}

inline audit::Verdict check_chain(audit::AuditStore& store, const std::string& node) {
  std::optional<ChainCheck> check;
  const auto read = store.read_chain(
      node, [&](std::vector<SignedCheckpoint> all) { check.emplace(node, std::move(all), audit::known_keys()); },
      [&](const Record& record) { check->add(record); });
  if (!read) throw std::runtime_error(std::string(read.error().reason));
  return check->end();
}

template <class Factory>
class AuditStoreContract : public testing::Test {
 protected:
  void SetUp() override {
    SALLYPORT_SKIP_IF_MISSING(Factory);
    store_ = factory_.audit();
  }

  Head append(const std::string& node, int first, int last) {
    return store_->append(node, {}, entries(first, last)).value();
  }
  std::vector<std::int64_t> found(const Filter& filter) { return sequences(store_->find(filter, {}, 100).value()); }

  Factory factory_;
  std::unique_ptr<audit::AuditStore> store_;
};
TYPED_TEST_SUITE_P(AuditStoreContract);

TYPED_TEST_P(AuditStoreContract, HasNothingAtFirst) {
  EXPECT_TRUE(this->store_->find({}, {}, 10)->empty());
  EXPECT_TRUE(this->store_->chains("", 10)->empty());
  EXPECT_TRUE(this->store_->records("n", 0, 10)->empty());
  EXPECT_TRUE(this->store_->checkpoints("n", 0, 10)->empty());
  EXPECT_FALSE(this->store_->newest_checkpoint("n").value());
}

TYPED_TEST_P(AuditStoreContract, KeepsEachRecordAsItWas) {
  Entry entry = entry_of(1);
  entry.before = "{\"a\":\"\xC3\xA9'\\\"\"}";
  entry.outcome = audit::Outcome::refused;
  entry.reason = "role_missing";
  entry.count = 12;
  const Head head = this->store_->append("n", {}, {entry, entry_of(2)}).value();
  const auto records = this->store_->records("n", 0, 10).value();
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0], next_record({}, "n", entry));
  EXPECT_EQ(records[1], next_record(records[0].head(), "n", entry_of(2)));
  EXPECT_EQ(records[1].head(), head);
  EXPECT_EQ(this->store_->find({}, {}, 1).value(), std::vector{records[1]});
}

TYPED_TEST_P(AuditStoreContract, EachNodeHasAChainOfItsOwn) {
  const Head one = this->append("n1", 1, 2);
  const Head two = this->append("n2", 1, 1);
  const Head three = this->append("n1", 3, 3);
  EXPECT_EQ(one.sequence, 2);
  EXPECT_EQ(two.sequence, 1);
  EXPECT_EQ(three.sequence, 3);
  EXPECT_EQ(this->store_->chains("", 10).value(), (std::vector<audit::ChainEnd>{{"n1", three}, {"n2", two}}));
  EXPECT_EQ(this->store_->chains("n1", 10).value(), (std::vector<audit::ChainEnd>{{"n2", two}}));
  EXPECT_EQ(this->store_->chains("", 1).value(), (std::vector<audit::ChainEnd>{{"n1", three}}));
  EXPECT_EQ(sequences(this->store_->records("n1", 1, 1).value()), (std::vector<std::int64_t>{2}));
}

TYPED_TEST_P(AuditStoreContract, WithoutEntriesTheHeadIsTold) {
  EXPECT_EQ(this->store_->append("n", {}, {}).value(), Head{});
  EXPECT_TRUE(this->store_->chains("", 10)->empty());
  const Head head = this->append("n", 1, 2);
  EXPECT_EQ(this->store_->append("n", {}, {}).value(), head);
}

TYPED_TEST_P(AuditStoreContract, AChainThatWasCutGoesOnFromTheKnownHead) {
  const Head known{5, crypto::sha256("a record that is gone")};
  const Head head = this->store_->append("n", known, entries(6, 6)).value();
  EXPECT_EQ(head, next_record(known, "n", entry_of(6)).head());
  EXPECT_EQ(this->store_->append("n", {2, {}}, entries(7, 7))->sequence, 7) << "others may have added records";
}

TYPED_TEST_P(AuditStoreContract, ProcessesThatShareANodeMakeOneChain) {
  race([&](std::size_t) { ASSERT_EQ(reason_of(this->store_->append("n", {}, entries(1, 3))), "none"); });
  const auto end = this->store_->chains("", 1)->front();
  EXPECT_EQ(end.head.sequence, static_cast<std::int64_t>(3 * kRacers));
  ASSERT_TRUE(this->store_->add_checkpoint(checkpoint_of(*this->store_, "n", end.head)));
  const auto verdict = check_chain(*this->store_, "n");
  EXPECT_FALSE(verdict.fault) << *verdict.fault;
  EXPECT_EQ(verdict.records, end.head.sequence);
}

TYPED_TEST_P(AuditStoreContract, FindsPagesFromTheNewestOnAcrossNodes) {
  this->append("n1", 1, 3);
  this->append("n2", 1, 3);
  const auto first = this->store_->find({}, {}, 4).value();
  ASSERT_EQ(first.size(), 4U);
  EXPECT_EQ(place_of(first[0]), (Place{kNow + Seconds(3), "n2", 3}));
  EXPECT_EQ(place_of(first[3]), (Place{kNow + Seconds(2), "n1", 2}));
  const auto rest = this->store_->find({}, place_of(first[3]), 4).value();
  ASSERT_EQ(rest.size(), 2U);
  EXPECT_EQ(place_of(rest[1]), (Place{kNow + Seconds(1), "n1", 1}));
  EXPECT_TRUE(this->store_->find({}, place_of(rest[1]), 4)->empty());
}

TYPED_TEST_P(AuditStoreContract, EveryFilterAdmitsWhatItNames) {
  auto made = entries(1, 4);
  made[1].event = "sign_out";
  made[1].who.name = "bob";
  made[2].what = {"role", "role-id", "Reader"};
  made[2].outcome = audit::Outcome::refused;
  made[3].client = "203.0.113.1";
  ASSERT_TRUE(this->store_->append("n", {}, made));
  using Found = std::vector<std::int64_t>;
  EXPECT_EQ(this->found({.event = "sign_out"}), Found{2});
  EXPECT_EQ(this->found({.who = "bob"}), Found{2});
  EXPECT_EQ(this->found({.who = "id-3"}), Found{3});
  EXPECT_EQ(this->found({.what = "Reader"}), Found{3});
  EXPECT_EQ(this->found({.what = "role-id"}), Found{3});
  EXPECT_EQ(this->found({.outcome = audit::Outcome::refused}), Found{3});
  EXPECT_EQ(this->found({.client = "203.0.113.1"}), Found{4});
  EXPECT_EQ(this->found({.request_id = "r1"}), Found{1});
  EXPECT_EQ(this->found({.from = kNow + Seconds(3)}), (Found{4, 3}));
  EXPECT_EQ(this->found({.to = kNow + Seconds(3)}), (Found{2, 1}));
  EXPECT_EQ(this->found({.event = "sign_in", .who = "ann", .from = kNow + Seconds(2)}), (Found{4, 3}));
  EXPECT_EQ(this->found({.event = "sign_in", .who = "bob"}), Found{});
  EXPECT_EQ(this->found({.who = "' OR 1=1"}), Found{});
}

TYPED_TEST_P(AuditStoreContract, CheckpointsComeOneAfterAnother) {
  const Head head = this->append("n", 1, 3);
  const SignedCheckpoint first = checkpoint_of(*this->store_, "n", head);
  ASSERT_TRUE(this->store_->add_checkpoint(first));
  EXPECT_EQ(reason_of(this->store_->add_checkpoint(first)), "checkpoint_exists");
  const SignedCheckpoint second = checkpoint_of(*this->store_, "n", head);
  ASSERT_TRUE(this->store_->add_checkpoint(second));
  SignedCheckpoint too_far = checkpoint_of(*this->store_, "n", head);
  ++too_far.content.number;
  EXPECT_EQ(reason_of(this->store_->add_checkpoint(too_far)), "checkpoint_exists");
  EXPECT_EQ(this->store_->newest_checkpoint("n").value()->jws, second.jws);
  const auto stored = this->store_->checkpoints("n", 0, 10).value();
  ASSERT_EQ(stored.size(), 2U);
  EXPECT_EQ(stored[0].content, first.content);
  EXPECT_EQ(this->store_->checkpoints("n", 1, 10)->front().content, second.content);
  EXPECT_EQ(this->store_->checkpoints("n", 0, 1)->size(), 1U);
  EXPECT_FALSE(this->store_->newest_checkpoint("m").value());
}

TYPED_TEST_P(AuditStoreContract, OfThoseWhoSignAtOnceOneSucceeds) {
  const Head head = this->append("n", 1, 3);
  const SignedCheckpoint first = checkpoint_of(*this->store_, "n", head);
  std::atomic<int> added = 0;
  race([&](std::size_t) {
    const auto done = this->store_->add_checkpoint(first);
    if (done) ++added;
    EXPECT_TRUE(done || done.error().reason == "checkpoint_exists") << done.error().reason;
  });
  EXPECT_EQ(added, 1);
}

TYPED_TEST_P(AuditStoreContract, RetentionRemovesWhatTheCheckpointSaysAndLeavesAWholeChain) {
  for (int i = 0; i < 4; ++i)
    ASSERT_TRUE(
        this->store_->add_checkpoint(checkpoint_of(*this->store_, "n", this->append("n", 3 * i + 1, 3 * i + 3))));
  this->append("m", 1, 3);
  const Head head = this->append("n", 13, 13);
  ASSERT_TRUE(this->store_->add_checkpoint(checkpoint_of(*this->store_, "n", head, 6)));
  EXPECT_EQ(this->store_->records("n", 0, 1)->front().sequence, 7);
  EXPECT_EQ(this->store_->records("m", 0, 1)->front().sequence, 1) << "of this chain alone";
  EXPECT_EQ(this->store_->checkpoints("n", 0, 10)->front().content.number, 2) << "the one that the next record follows";
  const auto verdict = check_chain(*this->store_, "n");
  EXPECT_FALSE(verdict.fault) << *verdict.fault;
  EXPECT_EQ(verdict.records, 7);
}

TYPED_TEST_P(AuditStoreContract, AChainWithoutRecordsGoesOnAfterItsCheckpointAndCanBeForgotten) {
  const Head head = this->append("n", 1, 3);
  ASSERT_TRUE(this->store_->add_checkpoint(checkpoint_of(*this->store_, "n", head)));
  ASSERT_TRUE(this->store_->forget_chain("n", 1));
  EXPECT_EQ(this->store_->records("n", 0, 10)->size(), 3U) << "it has records";
  ASSERT_TRUE(this->store_->add_checkpoint(checkpoint_of(*this->store_, "n", head, 3)));
  EXPECT_TRUE(this->store_->records("n", 0, 10)->empty());
  EXPECT_EQ(this->append("n", 4, 4), next_record(head, "n", entry_of(4)).head());
  EXPECT_FALSE(check_chain(*this->store_, "n").fault);

  const Head other = this->append("m", 1, 1);
  ASSERT_TRUE(this->store_->add_checkpoint(checkpoint_of(*this->store_, "m", other, 1)));
  ASSERT_TRUE(this->store_->forget_chain("m", 7));
  EXPECT_TRUE(this->store_->newest_checkpoint("m").value()) << "another checkpoint";
  ASSERT_TRUE(this->store_->forget_chain("m", 1));
  EXPECT_FALSE(this->store_->newest_checkpoint("m").value());
  EXPECT_EQ(this->store_->chains("", 10)->size(), 1U);
}

// Whoever reads while records come and go must not take what is under way for a fault.
TYPED_TEST_P(AuditStoreContract, AChainIsReadAsItIsAtOneMoment) {
  Head head = this->append("n", 1, 3);
  ASSERT_TRUE(this->store_->add_checkpoint(checkpoint_of(*this->store_, "n", head)));
  std::atomic<bool> done = false;
  std::jthread writer([&] {
    for (int i = 0; i < 60; ++i) {
      const std::int64_t removed = head.sequence;
      const auto next = this->store_->append("n", head, entries(1, 2));
      if (!next) ADD_FAILURE() << next.error().reason;
      if (next) head = *next;
      const auto signed_head = this->store_->add_checkpoint(checkpoint_of(*this->store_, "n", head, removed));
      if (!signed_head) ADD_FAILURE() << signed_head.error().reason;
    }
    done = true;
  });
  int read = 0;
  for (; !done || read == 0; ++read) {
    const auto verdict = check_chain(*this->store_, "n");
    if (verdict.fault) ADD_FAILURE() << verdict.fault->word << " " << verdict.fault->from;
    if (verdict.fault) break;
  }
  EXPECT_GT(read, 0);
}

REGISTER_TYPED_TEST_SUITE_P(AuditStoreContract, HasNothingAtFirst, KeepsEachRecordAsItWas, EachNodeHasAChainOfItsOwn,
                            WithoutEntriesTheHeadIsTold, AChainThatWasCutGoesOnFromTheKnownHead,
                            ProcessesThatShareANodeMakeOneChain, FindsPagesFromTheNewestOnAcrossNodes,
                            EveryFilterAdmitsWhatItNames, CheckpointsComeOneAfterAnother,
                            OfThoseWhoSignAtOnceOneSucceeds, RetentionRemovesWhatTheCheckpointSaysAndLeavesAWholeChain,
                            AChainWithoutRecordsGoesOnAfterItsCheckpointAndCanBeForgotten,
                            AChainIsReadAsItIsAtOneMoment);

}  // namespace sallyport::stores::contract::audits
