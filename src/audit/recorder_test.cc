#include "audit/recorder.h"

#include <gtest/gtest.h>

#include <thread>

#include "audit/audited_log.h"
#include "audit/chain_fixture.h"
#include "base/reason_of.h"
#include "stores/memory/audit_store.h"

namespace sallyport::audit {
namespace {

// A store that is away on demand.
class FailingStore final : public stores::MemoryAuditStore {
 public:
  Result<Head> append(const std::string& node, const Head& known, const std::vector<Entry>& entries) override {
    if (away) return failure(Kind::unavailable, "audit_store", {}, "away");
    return MemoryAuditStore::append(node, known, entries);
  }
  bool away = false;
};

struct Line {
  Level level;
  std::string event;
  std::vector<std::string> fields;
};

class KeptLog final : public Log {
 public:
  void write(Level level, std::string_view event, std::vector<LogField> fields) override {
    lines.push_back({level, std::string(event), {}});
    for (const LogField& field : fields) lines.back().fields.push_back(std::string(field.name) + "=" + field.value);
  }
  std::vector<std::string> events() const {
    std::vector<std::string> found;
    for (const Line& line : lines) found.push_back(line.event);
    return found;
  }
  std::vector<Line> lines;
};

class AuditRecorder : public testing::Test {
 protected:
  std::vector<Record> records() { return store_.records("n1", 0, 10'000).value(); }
  static Entry refusal(std::string client, std::string reason = "jwt_expired") {
    return {.time = kNow,
            .event = "refused",
            .who = {"anonymous", "", ""},
            .outcome = Outcome::refused,
            .reason = std::move(reason),
            .client = std::move(client),
            .request_id = "r1"};
  }

  FailingStore store_;
  FixedClock clock_{kNow};
  KeptLog log_;
  Recorder recorder_{"n1", store_, clock_, log_};
};

TEST_F(AuditRecorder, WritesWhatWasNotedInOrder) {
  for (int i = 1; i <= 600; ++i) recorder_.note(entry_of(i));
  EXPECT_EQ(recorder_.waiting(), 600U);
  EXPECT_TRUE(records().empty()) << "noting writes nothing";
  ASSERT_TRUE(recorder_.write());
  EXPECT_EQ(recorder_.waiting(), 0U);
  EXPECT_EQ(recorder_.written(), 600U);
  ASSERT_EQ(records().size(), 600U);
  EXPECT_EQ(records().back().entry, entry_of(600));
  EXPECT_EQ(recorder_.head(), records().back().head());
}

TEST_F(AuditRecorder, KnowsWhatAnEarlierProcessHasWritten) {
  const Head before = store_.append("n1", {}, {entry_of(1)}).value();
  ASSERT_TRUE(recorder_.write());
  EXPECT_EQ(recorder_.head(), before);
}

TEST_F(AuditRecorder, EntriesWaitWhileTheStoreIsAway) {
  store_.away = true;
  recorder_.note(entry_of(1));
  EXPECT_EQ(reason_of(recorder_.write()), "audit_store");
  EXPECT_EQ(reason_of(recorder_.write()), "audit_store");
  EXPECT_EQ(log_.events(), std::vector<std::string>{"audit_not_written"}) << "it is said once";
  recorder_.note(entry_of(2));
  store_.away = false;
  ASSERT_TRUE(recorder_.write());
  ASSERT_EQ(records().size(), 2U);
  EXPECT_EQ(records()[0].entry, entry_of(1));
  EXPECT_EQ(log_.events().back(), "audit_written_again");
}

TEST_F(AuditRecorder, WhatFindsNoRoomIsCountedAndMarkedInTheChain) {
  store_.away = true;
  for (std::size_t i = 0; i < kMostWaiting + 7; ++i) recorder_.note(entry_of(1));
  EXPECT_EQ(recorder_.waiting(), kMostWaiting);
  EXPECT_EQ(recorder_.lost(), 7U);
  store_.away = false;
  ASSERT_TRUE(recorder_.write());
  const auto all = records();
  ASSERT_EQ(all.size(), kMostWaiting + 1);
  std::int64_t lost = 0;
  for (const Record& record : all)
    if (record.entry.outcome == Outcome::lost) lost += record.entry.count;
  EXPECT_EQ(lost, 7);
  EXPECT_EQ(log_.events(), (std::vector<std::string>{"audit_entries_lost"}));
}

TEST_F(AuditRecorder, LargeEntriesAreBoundedTogether) {
  Entry large = entry_of(1);
  large.after = std::string(kMaxAuditJson, 'x');
  large.before = large.after;
  for (std::size_t i = 0; i < 1000; ++i) recorder_.note(large);
  EXPECT_LT(recorder_.waiting(), 520U);
  EXPECT_EQ(recorder_.waiting() + recorder_.lost(), 1000U);
}

TEST_F(AuditRecorder, RefusalsOfOneKindAreTwoRecordsAMinute) {
  for (int i = 0; i < 1000; ++i) recorder_.note_sampled(refusal("192.0.2.1"));
  ASSERT_TRUE(recorder_.write());
  ASSERT_EQ(records().size(), 1U);
  EXPECT_EQ(records()[0].entry, refusal("192.0.2.1"));
  clock_.advance(Seconds(60));
  ASSERT_TRUE(recorder_.write());
  ASSERT_EQ(records().size(), 2U);
  EXPECT_EQ(records()[1].entry.count, 999);
  EXPECT_EQ(records()[1].entry.request_id, "") << "they had several";
  clock_.advance(Seconds(60));
  ASSERT_TRUE(recorder_.write());
  EXPECT_EQ(records().size(), 2U);
}

TEST_F(AuditRecorder, TheRefusalsOfTheLastMinuteAreWrittenAtAStop) {
  for (int i = 0; i < 3; ++i) recorder_.note_sampled(refusal("192.0.2.1"));
  ASSERT_TRUE(recorder_.write_all());
  ASSERT_EQ(records().size(), 2U);
  EXPECT_EQ(records()[1].entry.count, 2);
}

TEST_F(AuditRecorder, RefusalsForOtherReasonsPeopleOrNetworksAreOtherKinds) {
  recorder_.note_sampled(refusal("192.0.2.1"));
  recorder_.note_sampled(refusal("192.0.2.2"));
  recorder_.note_sampled(refusal("192.0.2.1", "jwt_audience"));
  Entry known = refusal("192.0.2.1");
  known.who = {"person", "p1", "ann"};
  recorder_.note_sampled(known);
  recorder_.note_sampled(refusal("2001:db8::1"));
  recorder_.note_sampled(refusal("2001:db8::2"));  // the same network
  ASSERT_TRUE(recorder_.write());
  EXPECT_EQ(records().size(), 5U);
}

TEST_F(AuditRecorder, AFloodFromManyNetworksIsBounded) {
  for (int i = 0; i < 10'000; ++i)
    recorder_.note_sampled(refusal("10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250)));
  clock_.advance(Seconds(60));
  ASSERT_TRUE(recorder_.write());
  ASSERT_EQ(records().size(), kKindsOfRefusal + 1);
  EXPECT_EQ(records().back().entry.reason, "many_kinds");
  EXPECT_EQ(records().back().entry.count, static_cast<std::int64_t>(10'000 - kKindsOfRefusal));
}

TEST_F(AuditRecorder, ManyThreadsMayNoteWhileOneWrites) {
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) recorder_.note(entry_of(i));
    });
  while (recorder_.written() < 2000) ASSERT_TRUE(recorder_.write());
  threads.clear();
  EXPECT_EQ(records().size(), 2000U);
}

TEST_F(AuditRecorder, TheLogTellsTheTrail) {
  AuditedLog log(log_, recorder_, {"node", "n1", ""}, clock_);
  log.write(Level::audit, "sign_in", {{"user", "ann"}, {"actor", "ann"}, {"before", "{}"}});
  log.write(Level::info, "ready", {{"url", "x"}});
  log.write(Level::error, "refused", {{"reason", "x"}});
  ASSERT_TRUE(recorder_.write());
  ASSERT_EQ(records().size(), 1U);
  EXPECT_EQ(records()[0].entry.who.name, "ann");
  ASSERT_EQ(log_.lines.size(), 3U);
  EXPECT_EQ(log_.lines[0].fields, std::vector<std::string>{"user=ann"}) << "the line keeps its own fields";
}

TEST_F(AuditRecorder, TheTrailCountsRefusalsThatTheLogLeavesOut) {
  AuditedLog log(log_, recorder_, {"node", "n1", ""}, clock_);
  log.write(Level::audit, "refused", {{"reason", "x"}, {"client", "192.0.2.1"}});
  log.write(Level::debug, "refused", {{"reason", "x"}, {"client", "192.0.2.1"}});
  log.write(Level::debug, "sign_in", {});
  ASSERT_TRUE(recorder_.write_all());
  ASSERT_EQ(records().size(), 2U);
  EXPECT_EQ(records()[1].entry.count, 1);
}

TEST_F(AuditRecorder, WhatStrangersCauseIsSampledWhateverItIs) {
  AuditedLog log(log_, recorder_, {"node", "n1", ""}, clock_);
  for (int i = 0; i < 100; ++i) log.write(Level::audit, "front_channel_logout", {{"client", "192.0.2.1"}});
  ASSERT_TRUE(recorder_.write_all());
  EXPECT_EQ(records().size(), 2U);
}

}  // namespace
}  // namespace sallyport::audit
