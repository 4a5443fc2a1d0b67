#include "configuration/line_diff.h"

#include <gtest/gtest.h>

namespace sallyport::configuration {
namespace {

TEST(LineDiff, EqualTextsDoNotDiffer) {
  EXPECT_EQ(line_diff("", ""), "");
  EXPECT_EQ(line_diff("a\nb\n", "a\nb\n"), "");
  EXPECT_EQ(line_diff("a\nb", "a\nb\n"), "") << "the end of the last line is no line";
}

TEST(LineDiff, ALineThatChangedStandsTwice) {
  EXPECT_EQ(line_diff("a\nb\nc\n", "a\nx\nc\n"), "-b\n+x\n");
}

TEST(LineDiff, LinesThatCameOrWentStandOnce) {
  EXPECT_EQ(line_diff("a\nc\n", "a\nb\nc\n"), "+b\n");
  EXPECT_EQ(line_diff("a\nb\nc\n", "a\nc\n"), "-b\n");
  EXPECT_EQ(line_diff("", "a\nb\n"), "+a\n+b\n");
  EXPECT_EQ(line_diff("a\nb\n", ""), "-a\n-b\n");
}

TEST(LineDiff, WhatBothHaveBetweenTwoChangesIsLeftOut) {
  EXPECT_EQ(line_diff("a\nb\nc\nd\ne\n", "A\nb\nc\nd\nE\n"), "-a\n+A\n-e\n+E\n");
}

TEST(LineDiff, ARepeatedLineIsCounted) {
  EXPECT_EQ(line_diff("a\na\n", "a\na\na\n"), "+a\n");
  EXPECT_EQ(line_diff("a\n\n\nb\n", "a\n\nb\n"), "-\n");
}

TEST(LineDiff, AVeryLongChangeIsShownAsAWhole) {
  std::string before;
  std::string after;
  for (int i = 0; i < 3000; ++i) {
    before += "before " + std::to_string(i) + "\n";
    after += "after " + std::to_string(i) + "\n";
  }
  const std::string shown = line_diff(before, after);
  EXPECT_TRUE(shown.starts_with("-before 0\n-before 1\n"));
  EXPECT_TRUE(shown.ends_with("+after 2999\n"));
}

}  // namespace
}  // namespace sallyport::configuration
