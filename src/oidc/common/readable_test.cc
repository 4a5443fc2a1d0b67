#include "oidc/common/readable.h"

#include <gtest/gtest.h>

namespace sallyport::oidc {
namespace {

TEST(ReadableLine, LeavesTextAsItIs) {
  EXPECT_EQ(readable_line("", 10), "");
  EXPECT_EQ(readable_line("Grüße, 世界", 100), "Grüße, 世界");
}

TEST(ReadableLine, HasNoControlBytes) {  // they could start a new line in a log or a new header in a response
  EXPECT_EQ(readable_line(std::string_view("a\r\nb\0c\x1b\x7f"
                                           "d\t",
                                           10),
                          100),
            "a  b c  d ");
}

TEST(ReadableLine, IsCutBetweenCharacters) {
  EXPECT_EQ(readable_line("abc", 3), "abc");
  EXPECT_EQ(readable_line("abcd", 3), "abc");
  EXPECT_EQ(readable_line("ab\xc3\xa9", 4), "ab\xc3\xa9");
  EXPECT_EQ(readable_line("ab\xc3\xa9", 3), "ab");
  EXPECT_EQ(readable_line("\x80\x80\x80", 2), "") << "nothing but ends of characters";
}

TEST(ReadableLine, BytesThatAreNoUtf8BecomeQuestionMarks) {  // JSON cannot carry them
  EXPECT_EQ(readable_line("a\xff\xc3z", 10), "a??z");
  EXPECT_EQ(readable_line("a\xc3\xa9\xff", 10), "a???");
}

}  // namespace
}  // namespace sallyport::oidc
