#include "app/config/syntax/slips.h"

#include <gtest/gtest.h>

#include "app/config/syntax/yaml.h"

namespace sallyport::app::config {
namespace {

struct Case {
  std::string_view text;
  int line;
  std::string_view write;
};

TEST(Slips, EachIsNamedWithItsLineAndTheRestIsStillRead) {
  RecordProperty("covers", "Q14");
  const Case cases[] = {
      {"a: 1\nkeys:\n  - \"https://h/discovery/keys\"\"\nb: 2\n", 3, "- \"https://h/discovery/keys\""},
      {"a: 1\nurl: \"https://h\"/x\nb: 2\n", 2, "url: \"https://h/x\""},
      {"a: 1\nprovider:azure\nb: 2\n", 2, "provider: azure"},
      {"a: 1\ndomain: @contoso.example\nb: 2\n", 2, "domain: '@contoso.example'"},
      {"a: 1\nuri: {Domain}/.well-known/x\nb: 2\n", 2, "uri: '{Domain}/.well-known/x'"},
      {"a: 1\nname: Contoso: Data\nb: 2\n", 2, "name: 'Contoso: Data'"},
  };
  for (const auto& row : cases) {
    const auto parsed = parse_yaml(row.text);
    ASSERT_EQ(parsed.errors.size(), 1u) << row.text;
    EXPECT_EQ(parsed.errors[0].line, row.line) << row.text;
    EXPECT_EQ(parsed.errors[0].write, row.write) << row.text;
    ASSERT_TRUE(parsed.readable) << row.text;
    ASSERT_NE(parsed.root.find("b"), nullptr) << row.text;
    EXPECT_EQ(parsed.root.find("b")->text, "2");
  }
}

TEST(Slips, TwoBrokenLinesAreBothNamed) {
  RecordProperty("covers", "Q14");
  const auto parsed = parse_yaml("s:\n\ta: 1\n  b: \"x\"\"\n");
  ASSERT_EQ(parsed.errors.size(), 2u);
  EXPECT_EQ(parsed.errors[0].line, 2);
  EXPECT_EQ(parsed.errors[1].line, 3);
  EXPECT_TRUE(parsed.readable);
}

TEST(Slips, WhatIsNoSlipStaysAsItIs) {
  for (const std::string_view text : {"a: http://h:1/x\n", "- username:email\n", "# a:b\n", "a: \"x\" # c\n",
                                      "a: [b]\n", "- {a: b}\n", "\n", "a:\n  - b\n"})
    EXPECT_TRUE(mend_slips(text).slips.empty()) << text;
}

TEST(Slips, TextBeyondHelpIsAnErrorAlone) {
  const auto parsed = parse_yaml("a: [1, 2\nb: }\n");
  EXPECT_FALSE(parsed.errors.empty());
  EXPECT_FALSE(parsed.readable);
}

}  // namespace
}  // namespace sallyport::app::config
