#include "gateway/call/identity_lines.h"

#include <gtest/gtest.h>

namespace sallyport::gateway {
namespace {

std::string in(HeaderText text, std::string_view value) {
  const auto lines = http::prepare({{"X-Auth-Request-User", value}});
  const std::string out = *identity_lines_in(lines, text);
  return out.substr(21, out.size() - 23);  // between "X-Auth-Request-User: " and the line's end
}

TEST(IdentityLines, HaveOneFormForEachChoice) {
  RecordProperty("covers", "Q20");
  struct Row {
    std::string_view value, percent_encoded, rfc8187;
  };
  for (const Row& row : {
           Row{"ann", "ann", "ann"},
           Row{"", "", ""},
           Row{"J\xC3\xBCrgen O'Neil", "J%C3%BCrgen O'Neil", "UTF-8''J%C3%BCrgen%20O%27Neil"},
           Row{"100%", "100%25", "100%"},
           Row{"a%C3%BC", "a%25C3%25BC", "a%C3%BC"},
           Row{"Leser,\xC3\x9C"
               "ber",
               "Leser,%C3%9Cber", "UTF-8''Leser%2C%C3%9Cber"},
           Row{"utf-8''x", "utf-8''x", "UTF-8''utf-8%27%27x"},
           Row{"\xE6\x97\xA5", "%E6%97%A5", "UTF-8''%E6%97%A5"},
       }) {
    EXPECT_EQ(in(HeaderText::utf8, row.value), row.value);
    EXPECT_EQ(in(HeaderText::percent_encoded, row.value), row.percent_encoded);
    EXPECT_EQ(in(HeaderText::rfc8187, row.value), row.rfc8187);
  }
}

TEST(IdentityLines, AreNotCopiedWhereNothingChanges) {
  const auto lines = http::prepare({{"A", "1"}, {"B", "2"}});
  EXPECT_EQ(identity_lines_in(lines, HeaderText::utf8), lines);
  EXPECT_EQ(*identity_lines_in(lines, HeaderText::rfc8187), *lines);
}

}  // namespace
}  // namespace sallyport::gateway
