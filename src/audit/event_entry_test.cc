#include "audit/event_entry.h"

#include <gtest/gtest.h>

namespace sallyport::audit {
namespace {

constexpr UnixTime kNow{1'800'000'000};
const Party kGateway{"node", "n1", ""};

Entry entry_from(std::string_view event, const std::vector<LogField>& fields) {
  return entry_of_event(event, fields, kGateway, kNow);
}

TEST(AuditEvent, ASignInIsDoneByThePersonItNames) {
  const Entry entry = entry_from(
      "sign_in",
      {{"user", "ann"}, {"subject", "oid-1"}, {"request_id", "r1"}, {"client", "192.0.2.1"}, {"tenant", ""}});
  EXPECT_EQ(entry, (Entry{.time = kNow,
                          .event = "sign_in",
                          .who = {"person", "", "ann"},
                          .client = "192.0.2.1",
                          .request_id = "r1",
                          .details = R"({"subject":"oid-1"})"}));
}

TEST(AuditEvent, WhoActsCountsMoreThanWhomTheEventNames) {
  const Entry entry = entry_from("entity_changed", {{"actor", "ann"},
                                                    {"actor_id", "p1"},
                                                    {"actor_kind", "person"},
                                                    {"what_kind", "role"},
                                                    {"what_id", "e1"},
                                                    {"what_name", "Reader"},
                                                    {"before", "{}"},
                                                    {"after", R"({"a":1})"}});
  EXPECT_EQ(entry.who, (Party{"person", "p1", "ann"}));
  EXPECT_EQ(entry.what, (Party{"role", "e1", "Reader"}));
  EXPECT_EQ(entry.before, "{}");
  EXPECT_EQ(entry.after, R"({"a":1})");
  EXPECT_EQ(entry.details, "");
}

TEST(AuditEvent, AChangedEntityIsWhatItWasDoneTo) {
  const Entry entry =
      entry_from("entity_changed",
                 {{"user", "ann"}, {"change", "created"}, {"type", "team"}, {"entity", "e1"}, {"name", "Finance"}});
  EXPECT_EQ(entry.who, (Party{"person", "", "ann"}));
  EXPECT_EQ(entry.what, (Party{"team", "e1", "Finance"}));
  EXPECT_EQ(entry.details, R"({"change":"created"})");
}

TEST(AuditEvent, AnotherPersonIsWhatItWasDoneTo) {
  const Entry other = entry_from("token_revoked", {{"actor", "ann"}, {"actor_kind", "person"}, {"user", "bob"}});
  EXPECT_EQ(other.who.name, "ann");
  EXPECT_EQ(other.what, (Party{"person", "", "bob"}));
  const Entry self = entry_from("sign_out", {{"actor", "ann"}, {"actor_kind", "person"}, {"user", "ann"}});
  EXPECT_EQ(self.who.name, "ann");
  EXPECT_EQ(self.what, Party{});
}

TEST(AuditEvent, ACommandIsDoneByTheProcess) {
  const Entry entry = entry_from("role_given", {{"person", "p1"}, {"user", "bob"}, {"role", "Admin"}});
  EXPECT_EQ(entry.who, kGateway);
  EXPECT_EQ(entry.what, (Party{"person", "p1", "bob"}));
  EXPECT_EQ(entry.details, R"({"role":"Admin"})");
  EXPECT_EQ(entry_from("keys_rotated", {}).what.kind, "keys");
}

TEST(AuditEvent, WhoeverGivesNoNameIsAStranger) {
  EXPECT_EQ(entry_from("refused", {{"client", "192.0.2.1"}}).who, (Party{"anonymous", "", ""}));
  EXPECT_EQ(entry_from("local_sign_in", {{"client", "192.0.2.1"}}).who, (Party{"local_admin", "", ""}));
}

TEST(AuditEvent, RefusalsAreTold) {
  for (const char* const event : {"refused", "forbidden", "rate_limited", "sign_in_refused", "token_refused"}) {
    EXPECT_TRUE(is_refusal(event)) << event;
    EXPECT_EQ(entry_from(event, {{"reason", "r"}}).outcome, Outcome::refused) << event;
  }
  EXPECT_FALSE(is_refusal("sign_in"));
  EXPECT_EQ(entry_from("config_reload", {{"outcome", "refused"}}).outcome, Outcome::refused);
  EXPECT_EQ(entry_from("config_reload", {{"outcome", "taken"}}).outcome, Outcome::done);
}

}  // namespace
}  // namespace sallyport::audit
