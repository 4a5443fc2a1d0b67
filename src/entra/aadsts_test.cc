#include "entra/aadsts.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "base/text.h"
#include "entra/aadsts_table.h"

namespace sallyport::entra {
namespace {

TEST(AadstsTable, RowIsFoundByNumberAtRunAndAtCompileTime) {
  ASSERT_NE(find_refusal(50011), nullptr);
  EXPECT_EQ(find_refusal(50011), &refusal<50011>());
  EXPECT_EQ(find_refusal(9010010), &refusals().back());
  EXPECT_EQ(find_refusal(16000), &refusals().front());
}

TEST(AadstsTable, NumberWithoutRowIsNull) {
  for (const int code : {-1, 0, 15999, 50010, 50012, 9010011, 2147483647})
    EXPECT_EQ(find_refusal(code), nullptr) << code;
}

TEST(AadstsTable, EveryRowExplainsItself) {
  for (const auto& row : refusals()) {
    for (const auto text : {row.error, row.text, row.meaning, row.who, row.where, row.todo})
      EXPECT_FALSE(text.empty()) << row.code;
    EXPECT_EQ(row.meaning.back(), '.') << row.code;
    EXPECT_EQ(row.todo.back(), '.') << row.code;
  }
}

TEST(AadstsTable, InvalidClientIs401AndThrottlingIs429) {  // docs/entra.md, Errors
  for (const auto& row : refusals()) {
    const int expected = row.error == "invalid_client" ? 401 : row.error == "temporarily_unavailable" ? 429 : 400;
    EXPECT_EQ(row.status, expected) << row.code;
  }
}

// The readers of these rows may never have seen the configuration, whose keys look like "camelCase" or "IN_CAPITALS".
TEST(AadstsTable, NoRowNamesAKeyOfTheConfiguration) {
  RecordProperty("covers", "B23");
  const std::regex key(R"(\b[a-z]+[A-Z]\w*|\b[A-Z]{2,}_[A-Z]+)");
  for (const auto& row : refusals())
    for (const auto text : {row.meaning, row.who, row.where, row.todo})
      EXPECT_FALSE(std::regex_search(std::string(text), key)) << row.code << ": " << text;
}

// The configuration check refuses every other callback (callback_not_ours), so no advice may recommend one.
TEST(AadstsTable, TheAdviceOnRedirectUrisLeadsToOurCallback) {
  RecordProperty("covers", "B9");
  for (const int code : {50011, 500113})
    EXPECT_NE(find_refusal(code)->todo.find("public address followed by /callback"), std::string_view::npos) << code;
}

TEST(AadstsTable, SuberrorIsOneThatClientsKnow) {  // docs/entra.md, Errors
  const std::set<std::string_view> known{
      "", "message_only", "basic_action", "user_password_expired", "consent_required", "bad_token", "token_expired"};
  for (const auto& row : refusals()) EXPECT_TRUE(known.contains(row.suberror)) << row.code;
}

TEST(AadstsTable, PlaceholdersCountFromZeroWithoutGap) {
  for (const auto& row : refusals()) {
    bool ended = false;
    for (char n = '0'; n <= '9'; ++n) {
      const bool there = row.text.find(std::string{'{', n, '}'}) != std::string_view::npos;
      EXPECT_FALSE(there && ended) << row.code << " {" << n << "}";
      ended = ended || !there;
    }
  }
}

TEST(AadstsTable, EveryPlaceholderHasAName) {
  for (const auto& row : refusals()) {
    const auto names = split_words(row.names, ',');
    for (std::size_t n = 0; n <= 9; ++n) {
      const bool there = row.text.find("{" + std::to_string(n) + "}") != std::string_view::npos;
      EXPECT_EQ(there, n < names.size()) << row.code << " {" << n << "}";
    }
  }
}

TEST(AadstsTable, HoldsWhatTheDirectoryMustRefuse) {
  for (const int code : {650052,  90009,  9010010, 90072,  50011,   50034,   50058,   50105,  50126,   500113,
                         54005,   700016, 700025,  700051, 700054,  70000,   70008,   700084, 7000215, 7000218,
                         7000222, 90002,  90014,   900144, 9002325, 9002326, 9002327, 501481})
    EXPECT_NE(find_refusal(code), nullptr) << code;
}

TEST(AadstsFill, PutsValuesInTheirPlaces) {
  EXPECT_EQ(fill(refusal<900561>(), {"POST", "GET"}),
            "The endpoint only accepts POST requests. Received a GET request.");
}

TEST(AadstsFill, AbsentValueIsEmpty) {
  EXPECT_EQ(fill(refusal<900561>(), {"POST"}), "The endpoint only accepts POST requests. Received a  request.");
}

TEST(AadstsFill, ValueIsNotReadAsAPlaceholder) {
  EXPECT_EQ(fill(refusal<900561>(), {"{1}", "x"}), "The endpoint only accepts {1} requests. Received a x request.");
}

TEST(AadstsFill, ControlBytesBecomeBlanks) {  // they could start a new line in a log or a new header in a response
  EXPECT_EQ(fill(refusal<700038>(), {std::string("a\r\nb\0c\x1b\x7f"
                                                 "d",
                                                 9)}),
            "a  b c  d is not a valid application identifier.");
}

TEST(AadstsFill, LongValueIsCutBetweenCharacters) {
  EXPECT_EQ(fill(refusal<700038>(), {std::string(300, 'a')}),
            std::string(256, 'a') + " is not a valid application identifier.");
  const auto cut = fill(refusal<700038>(), {std::string(255, 'a') + "\xc3\xa9\xc3\xa9"});
  EXPECT_EQ(cut, std::string(255, 'a') + " is not a valid application identifier.");
}

TEST(AadstsFill, BytesThatAreNoUtf8BecomeQuestionMarks) {  // JSON cannot carry them
  EXPECT_EQ(fill(refusal<700038>(), {"a\xff\xc3"}), "a?? is not a valid application identifier.");
}

TEST(AadstsFill, NamesStandInBraces) {
  EXPECT_EQ(fill_with_names(refusal<900561>()),
            "The endpoint only accepts {accepted method} requests. Received a {method of the request} request.");
  EXPECT_EQ(fill_with_names(refusal<50049>()), refusal<50049>().text);
}

TEST(AadstsCode, StandsAfterThePrefix) {
  EXPECT_EQ(find_code("AADSTS7000215: Invalid client secret provided."), 7000215);
  EXPECT_EQ(find_code("no number"), 0);
}

}  // namespace
}  // namespace sallyport::entra
