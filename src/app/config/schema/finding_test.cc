#include "app/config/schema/finding.h"

#include <gtest/gtest.h>

#include "app/config/schema/report.h"
#include "base/json.h"

namespace sallyport::app::config {
namespace {

Finding example() {
  return {Severity::refused, "unknown_key", "a.yaml", 7, "server.prot", "is no key that anything here reads", "port"};
}

TEST(Finding, SaysWhereWhatAndWhatToWrite) {
  EXPECT_EQ(print_text(example()),
            "a.yaml:7: refused: server.prot: is no key that anything here reads [unknown_key]\n    write: port");
}

TEST(Finding, LeavesOutWhatItDoesNotHave) {
  auto finding = example();
  finding.line = 0;
  finding.key = "";
  finding.write = "";
  EXPECT_EQ(print_text(finding), "a.yaml: refused: is no key that anything here reads [unknown_key]");
}

TEST(Finding, WhatStoodInTheFileCannotForgeALine) {
  auto finding = example();
  finding.wrong = "`x\na.yaml: fine\x1b[2J` is wrong";
  EXPECT_EQ(print_text(finding).find("\na.yaml: fine"), std::string::npos);
  EXPECT_EQ(print_text(finding).find('\x1b'), std::string::npos);
}

TEST(Finding, JsonHoldsEachMember) {
  const auto text = print_json({example()});
  const auto object = json::parse_object(text);
  ASSERT_TRUE(object) << text;
  EXPECT_FALSE(*object->find("ok")->as_bool());
  const auto& finding = *object->find("findings")->as_array()->at(0).as_object();
  EXPECT_EQ(*finding.find("line")->as_integer(), 7);
  EXPECT_EQ(*finding.find("rule")->as_string(), "unknown_key");
  EXPECT_EQ(*finding.find("write")->as_string(), "port");
}

TEST(Report, IsSortedByLine) {
  Report report("f", false);
  report.add(rule("unknown_key"), {"b", 9}, "second");
  report.add(rule("wrong_type"), {"a", 2}, "first");
  const auto findings = report.take();
  EXPECT_EQ(findings[0].wrong, "first");
  EXPECT_EQ(findings[1].wrong, "second");
}

TEST(Report, StrictRefusesWhatIsCorrectedAndNothingElse) {
  Report report("f", true);
  report.add(rule("list_of_one"), {}, "corrected");
  report.add(rule("admin_default"), {}, "warning");
  report.add(rule("section_skipped"), {}, "notice");
  const auto findings = report.take();
  EXPECT_EQ(findings[0].severity, Severity::refused);
  EXPECT_EQ(findings[1].severity, Severity::warning);
  EXPECT_EQ(findings[2].severity, Severity::notice);
}

TEST(Report, ALongValueIsCutBetweenCharacters) {
  Report report("f", false);
  report.add(rule("bad_value"), {}, std::string(1999, 'a') + "éé");
  EXPECT_EQ(report.take()[0].wrong, std::string(1999, 'a') + "…");
}

TEST(Report, PasswordsInUrlsAreNotRepeated) {
  Report report("f", false);
  report.add(rule("bad_value"), {}, "`https://ann:hunter2@host/` is wrong", "https://ann:hunter2@host");
  const auto findings = report.take();
  EXPECT_EQ(findings[0].wrong, "`https://…@host/` is wrong");
  EXPECT_EQ(findings[0].write, "https://…@host");
}

}  // namespace
}  // namespace sallyport::app::config
