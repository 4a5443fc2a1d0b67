#include "app/config/syntax/visible.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace sallyport::app::config {
namespace {

TEST(Visible, PlainTextOfAnyLanguageStays) {
  for (const std::string_view text : {"plain", "Zoë Łukasz 山田", "🙂", "a\"b\\c", ""})
    EXPECT_EQ(make_visible(text), text);
}

TEST(Visible, LineEndsAndEscapeSequencesAreShown) {
  EXPECT_EQ(make_visible("a\r\nb"), "a\\u{0D}\\u{0A}b");
  EXPECT_EQ(make_visible("\x1b[31mred"), "\\u{1B}[31mred");
  EXPECT_EQ(make_visible("\xc2\x9b"
                         "31m"),
            "\\u{9B}31m");  // C1 CSI
  EXPECT_EQ(make_visible("\x7f"), "\\u{7F}");
}

TEST(Visible, BidirectionalAndInvisibleCharactersAreShown) {
  RecordProperty("covers", "LOG-01");
  EXPECT_EQ(make_visible("\u202Egpj.exe"), "\\u{202E}gpj.exe");
  EXPECT_EQ(make_visible("\u2066a\u2069"), "\\u{2066}a\\u{2069}");
  EXPECT_EQ(make_visible("ad\u200Bmin"), "ad\\u{200B}min");
  EXPECT_EQ(make_visible("\u2028"), "\\u{2028}");
  EXPECT_EQ(make_visible("\U000E0041"), "\\u{E0041}");
}

TEST(Visible, BytesThatAreNoTextAreShown) {
  EXPECT_EQ(make_visible("\xff"), "\\x{FF}");
  EXPECT_EQ(make_visible("\xc0\x8a"), "\\x{C0}\\x{8A}");             // overlong line feed
  EXPECT_EQ(make_visible("\xed\xa0\x80"), "\\x{ED}\\x{A0}\\x{80}");  // surrogate
  EXPECT_EQ(make_visible("\xe2\x82"), "\\x{E2}\\x{82}");             // cut short
  EXPECT_EQ(make_visible("\xf4\x90\x80\x80"), "\\x{F4}\\x{90}\\x{80}\\x{80}");
}

TEST(JsonText, EveryTextReadsBackAsJson) {
  const auto read_back = [](std::string_view text) {
    const auto value = json::parse(print_json_text(text));
    return value && value->as_string() != nullptr ? *value->as_string() : "no JSON";
  };
  for (const std::string_view text : {"plain", "a\"b\\c", "a\r\n\t\x1b", "\u202E", "\U000E0041", "🙂"})
    EXPECT_EQ(read_back(text), text);
  EXPECT_EQ(read_back("\xff"), "\uFFFD");
}

TEST(JsonText, HoldsNoByteThatSteersATerminal) {
  EXPECT_EQ(print_json_text("\n\x1b\u202E\U000E0041\x7f"), R"("\u000A\u001B\u202E\uDB40\uDC41\u007F")");
}

}  // namespace
}  // namespace sallyport::app::config
