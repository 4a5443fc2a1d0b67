#include "base/text.h"

#include <gtest/gtest.h>

namespace sallyport {
namespace {

TEST(Text, WordsLeaveOutWhatIsEmpty) {
  EXPECT_EQ(split_words(" a b  c "), (std::vector<std::string_view>{"a", "b", "c"}));
  EXPECT_TRUE(split_words("").empty());
}

TEST(Guid, IsThirtySixCharactersOfHexAndDash) {
  EXPECT_TRUE(is_guid("9188040d-6c67-4c5b-b112-36a304b66dad"));
  EXPECT_TRUE(is_guid("9188040D-6C67-4C5B-B112-36A304B66DAD"));
  for (std::string_view text :
       {"", "common", "9188040d-6c67-4c5b-b112-36a304b66da", "9188040d-6c67-4c5b-b112-36a304b66dag",
        "{188040d-6c67-4c5b-b112-36a304b66dad", "9188040d6c674c5bb11236a304b66dad"})
    EXPECT_FALSE(is_guid(text)) << text;
}

TEST(Utf8, IsCutBetweenCharacters) {
  EXPECT_EQ(cut_utf8("aü世🚪", 1), "a");
  EXPECT_EQ(cut_utf8("aü世🚪", 2), "a");
  EXPECT_EQ(cut_utf8("aü世🚪", 3), "aü");
  EXPECT_EQ(cut_utf8("aü世🚪", 9), "aü世");
  EXPECT_EQ(cut_utf8("aü世🚪", 10), "aü世🚪");
  EXPECT_EQ(cut_utf8("aü世🚪", 99), "aü世🚪");
  EXPECT_EQ(cut_utf8("🚪", 3), "");
}

TEST(Utf8, RefusesOverlongSurrogateAndCut) {
  EXPECT_TRUE(is_utf8("Grüße, 世界 🚪"));
  for (std::string_view text :
       {"\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe4\xb8", "\x80", "\xff"})
    EXPECT_FALSE(is_utf8(text));
}

TEST(Decimal, IsTheWholeTextOrNothing) {
  EXPECT_EQ(parse_decimal("42"), 42);
  EXPECT_EQ(parse_decimal("-1"), -1);
  for (std::string_view text : {"", "+5", " 5", "5 ", "0x5", "5,5", "99999999999999999999"})
    EXPECT_FALSE(parse_decimal(text)) << text;
}

TEST(HasControl, FindsEachControlByteWhereverItStands) {
  for (const char other : {'a', ' ', '~', '\x80', '\xff'})
    for (unsigned c = 0; c < 256; ++c)
      for (const std::size_t at : {0u, 6u, 7u, 8u, 15u, 16u, 18u}) {
        std::string text(19, other);
        text[at] = static_cast<char>(c);
        EXPECT_EQ(has_control(text), c < 0x20 || c == 0x7f) << c << " at " << at;
      }
  EXPECT_FALSE(has_control(""));
}

}  // namespace
}  // namespace sallyport
