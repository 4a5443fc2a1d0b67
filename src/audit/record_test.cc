#include "audit/record.h"

#include <gtest/gtest.h>

#include "audit/chain_fixture.h"
#include "audit/record_json.h"
#include "base/encoding.h"

namespace sallyport::audit {
namespace {

// Computed with Python's hashlib from the description in record.h.
TEST(AuditRecord, TheHashIsTheOneThatTheHeaderDescribes) {
  const Entry entry{.time = UnixTime{1800000000},
                    .event = "sign_in",
                    .who = {"person", "p1", "ann"},
                    .what = {"session", "", ""},
                    .before = "",
                    .after = "{}",
                    .outcome = Outcome::refused,
                    .reason = "role_missing",
                    .client = "192.0.2.1",
                    .request_id = "r1",
                    .details = "",
                    .count = 2};
  EXPECT_EQ(hex_encode(crypto::view(record_hash({}, "n1", 1, entry))),
            "4e1896b759348edfa4e4def103f163a87e9a111404d8af823d7493202dc8c138");
}

TEST(AuditRecord, TheNextRecordDependsOnTheOneBefore) {
  const Record first = next_record({}, "n1", entry_of(1));
  EXPECT_EQ(first.sequence, 1);
  const Record second = next_record(first.head(), "n1", entry_of(2));
  EXPECT_EQ(second.sequence, 2);
  EXPECT_NE(second.hash, next_record({1, {}}, "n1", entry_of(2)).hash);
}

TEST(AuditRecord, TextsAreBounded) {
  Entry entry = entry_of(1);
  entry.who.name = std::string(kMaxAuditText - 1, 'a') + "\xC3\xA9";
  entry.reason = "\xFFraw";
  entry.after = "\"" + std::string(kMaxAuditJson, 'a') + "\"";
  const Entry cut = bounded(entry);
  EXPECT_EQ(cut.who.name, std::string(kMaxAuditText - 1, 'a'));
  EXPECT_EQ(cut.reason, "?raw");
  EXPECT_EQ(cut.after,
            "{\"omitted\":16386,\"sha256\":\"" + hex_encode(crypto::view(crypto::sha256(entry.after))) + "\"}");
  EXPECT_EQ(cut.details, entry.details);
}

TEST(AuditRecord, IsPrintedWithoutEmptyMembers) {
  Entry entry{.time = kNow, .event = "role_given"};
  EXPECT_EQ(json::print(print_record({"n1", 7, entry, {}})),
            R"({"node":"n1","sequence":7,"timestamp":1800000000000,"time":"2027-01-15T08:00:00Z","event":"role_given",)"
            R"("outcome":"done","hash":")" +
                std::string(64, '0') + "\"}");
  entry.what = {"role", "e1", ""};
  entry.before = R"({"a":[1]})";
  entry.after = "{damaged";
  entry.count = 3;
  const json::Object printed = print_record({"n1", 7, entry, {}});
  EXPECT_EQ(json::print(*printed.find("what")), R"({"kind":"role","id":"e1"})");
  EXPECT_EQ(json::print(*printed.find("before")), entry.before);
  EXPECT_EQ(*printed.find("after"), json::Value("{damaged"));
  EXPECT_EQ(*printed.find("count"), json::Value(3));
}

TEST(AuditRecord, OutcomesHaveNames) {
  for (const Outcome outcome : {Outcome::done, Outcome::refused, Outcome::lost})
    EXPECT_EQ(parse_outcome(name_of(outcome)), outcome);
  EXPECT_FALSE(parse_outcome("success"));
}

}  // namespace
}  // namespace sallyport::audit
