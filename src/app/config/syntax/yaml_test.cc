#include "app/config/syntax/yaml.h"

#include <gtest/gtest.h>

namespace sallyport::app::config {
namespace {

std::string error_of(std::string_view text, const YamlLimits& limits = {}) {
  const auto parsed = parse_yaml(text, limits);
  return parsed.errors.empty() ? "none" : parsed.errors.front().what;
}

TEST(Yaml, KeepsTheLineOfEachKeyAndValue) {
  const auto root = parse_yaml("a: 1\n# comment\nb:\n  c: x\n  d:\n    - one\n    - two\n").root;
  ASSERT_EQ(root.entries.size(), 2u);
  EXPECT_EQ(root.entries[1].line, 3);
  EXPECT_EQ(root.find("b")->entries[1].line, 5);
  EXPECT_EQ(root.find("b")->find("d")->items[1].line, 7);
}

TEST(Yaml, TellsQuotedFromPlain) {
  const auto root = parse_yaml("a: true\nb: \"true\"\nc: 'true'\nd:\n").root;
  EXPECT_FALSE(root.find("a")->quoted);
  EXPECT_TRUE(root.find("b")->quoted);
  EXPECT_TRUE(root.find("c")->quoted);
  EXPECT_EQ(root.find("d")->kind, Node::Kind::null);
}

TEST(Yaml, AnEmptyTextIsAnEmptyMap) {
  for (const std::string_view text : {"", "# only a comment\n", "---\n"}) {
    const auto parsed = parse_yaml(text);
    EXPECT_TRUE(parsed.errors.empty()) << text;
    EXPECT_EQ(parsed.root.kind, Node::Kind::map) << text;
  }
}

TEST(Yaml, KeepsBothOfTwoEqualKeys) {
  const auto root = parse_yaml("a: 1\nb: 2\na: 3\n").root;
  ASSERT_EQ(root.entries.size(), 3u);
  EXPECT_EQ(root.entries[2].key, "a");
  EXPECT_EQ(root.entries[2].line, 3);
}

TEST(Yaml, ExpandsAliases) {
  const auto root = parse_yaml("a: &x [1, 2]\nb: *x\n").root;
  ASSERT_EQ(root.find("b")->items.size(), 2u);
  EXPECT_EQ(root.find("b")->items[1].text, "2");
}

TEST(Yaml, ABillionLaughsAreRefused) {
  std::string text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n";
  for (int i = 1; i < 10; ++i) {
    const auto before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 9; ++j) text += (j == 0 ? "" : ", ") + before;
    text += "]\n";
  }
  EXPECT_NE(error_of(text).find("too many values"), std::string::npos);
}

TEST(Yaml, AnAliasInsideWhatItNamesIsRefused) {
  EXPECT_NE(error_of("a: &x [*x]\n"), "none");
}

TEST(Yaml, DeepNestingIsRefused) {
  EXPECT_NE(error_of(std::string(200, '[') + std::string(200, ']')), "none");
  EXPECT_NE(error_of(std::string(100'000, '[')), "none");
  EXPECT_EQ(error_of("[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]"), "none");
}

TEST(Yaml, DepthIsCountedThroughAliases) {
  EXPECT_NE(error_of("a: &x [[[1]]]\nb: [[[*x]]]\n", {.depth = 6}), "none");
  EXPECT_EQ(error_of("a: &x [[[1]]]\nb: [[*x]]\n", {.depth = 7}), "none");
}

TEST(Yaml, TooLargeIsRefused) {
  EXPECT_NE(error_of(std::string((1 << 20) + 1, '#')), "none");
  EXPECT_EQ(error_of(std::string(1 << 20, '#')), "none");
}

TEST(Yaml, TwoDocumentsAreRefused) {
  EXPECT_NE(error_of("a: 1\n---\nb: 2\n"), "none");
}

TEST(Yaml, KeysThatAreNoWordsAreRefused) {
  EXPECT_NE(error_of("[a, b]: c\n"), "none");
  EXPECT_NE(error_of("{a: b}: c\n"), "none");
  EXPECT_NE(error_of("? \n: c\n"), "none");
}

TEST(Yaml, TagsOfApplicationsAreRefused) {  // SnakeYAML builds objects from them (CVE-2022-1471)
  EXPECT_NE(error_of("a: !!javax.script.ScriptEngineManager [x]\n"), "none");
  EXPECT_NE(error_of("a: !secret x\n"), "none");
  EXPECT_EQ(error_of("a: !!str x\n"), "none");
}

TEST(Yaml, BytesThatAreNoTextAreRefused) {
  EXPECT_NE(error_of("a: \xff\xfe\n"), "none");
  EXPECT_NE(error_of(std::string_view("a: b\0c\n", 7)), "none");
}

TEST(Yaml, BrokenTextIsAnErrorWithItsLine) {
  const auto parsed = parse_yaml("a: 1\nb: [1, 2\nc: }\n");
  ASSERT_FALSE(parsed.errors.empty());
  EXPECT_GE(parsed.errors.front().line, 2);
}

TEST(Yaml, NothingThrows) {
  for (const std::string_view text :
       {"\t", "%", "%YAML 9.9\n---\n", "a: *b", "&", "- - -\n -", "{", "a: |9\n x", ": :", "!<", "\"\\u",
        "a: \"\\UFFFFFFFF\"", "? ? ?", "<<: *x", "@", "`", "%TAG ! tag:x\n--- !a b\n"})
    parse_yaml(text);
}

}  // namespace
}  // namespace sallyport::app::config
