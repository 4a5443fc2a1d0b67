#include "app/config/reading/text_fault.h"

#include <gtest/gtest.h>

namespace sallyport::app::config {
namespace {

std::string_view rule_of(Type type, std::string_view text) {
  const auto fault = find_fault(type, text);
  return fault ? fault->rule->word : "none";
}

TEST(TextFault, CharactersThatOnlyLookRightAreNamed) {
  RecordProperty("covers", "Q9");
  for (const std::string_view text : {"\u201Chttps://h\u201D", "https://h\u2019", "aaaaaaaa\u20130000", "a\u00A0b",
                                      "\uFEFFabc", "ab\u200Bc", "a\u202Eb"})
    for (const Type type :
         {Type::url, Type::identifier, Type::text, Type::list, Type::choice, Type::file, Type::secret})
      EXPECT_EQ(rule_of(type, text), "odd_character") << text;
  EXPECT_EQ(find_fault(Type::url, "\u201Chttps://h\u201D")->right, "https://h");
  EXPECT_EQ(find_fault(Type::identifier, "aaaa\u20130000")->right, "aaaa-0000");
}

TEST(TextFault, PeopleMayReadWhatTheyCanSee) {
  RecordProperty("covers", "Q9");
  EXPECT_EQ(rule_of(Type::label, "Zo\u00EB\u2019s \u201CData\u201D \u2013 Portal"), "none");
  EXPECT_EQ(rule_of(Type::label, "Data\u200B"), "odd_character");
  EXPECT_EQ(rule_of(Type::label, "a\nb"), "bad_value");
}

TEST(TextFault, ASecretIsVisibleAsciiWithoutBlanksAtItsEnds) {
  RecordProperty("covers", "Q9");
  for (const std::string_view text : {" abc", "abc ", "\u00E4bc", "\"abc\"", "'abc'", "\uFEFFabc", "\u201Cabc\u201D"}) {
    EXPECT_EQ(rule_of(Type::secret, text), "odd_character") << text;
    EXPECT_EQ(find_fault(Type::secret, text)->wrong.find("abc"), std::string::npos);
    EXPECT_EQ(find_fault(Type::secret, text)->right, "");
  }
  EXPECT_EQ(rule_of(Type::secret, "{Client Secret}"), "placeholder");
  EXPECT_EQ(rule_of(Type::secret, "abc\n"), "bad_value");
  EXPECT_EQ(rule_of(Type::secret, "a b\"c~!{d}"), "none");
}

TEST(TextFault, AQuotationMarkNeedsAPartner) {
  EXPECT_EQ(rule_of(Type::url, "http://localhost:8585/callback\""), "stray_quote");
  EXPECT_EQ(find_fault(Type::url, "http://h/callback\"")->right, "http://h/callback");
  EXPECT_EQ(rule_of(Type::text, "it's"), "none");
}

}  // namespace
}  // namespace sallyport::app::config
