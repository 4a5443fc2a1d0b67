#include "http/form.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"

namespace sallyport::http {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

TEST(Form, NamesAndValuesAreDecoded) {
  const auto form = Form::parse("a=1&b+c=d%20e%2Bf&%C3%BC=%F0%9F%9A%AA");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->fields(), (Fields{{"a", "1"}, {"b c", "d e+f"}, {"ü", "🚪"}}));
}

TEST(Form, EmptyTextIsAnEmptyForm) {
  EXPECT_EQ(Form::parse("")->fields(), Fields{});
  EXPECT_EQ(Form::parse("&&&")->fields(), Fields{});
}

TEST(Form, FieldWithoutEqualsHasAnEmptyValue) {
  EXPECT_EQ(Form::parse("a&b=&=c&d=e=f")->fields(), (Fields{{"a", ""}, {"b", ""}, {"", "c"}, {"d", "e=f"}}));
}

TEST(Form, BrokenEscapeIsMalformed) {
  for (const std::string_view text : {"a=%", "a=%2", "a=%zz", "%g0=1", "a=%%20", "a=%u0041", "a=% 20", "a=%+1"})
    EXPECT_EQ(reason_of(Form::parse(text)), "form_encoding") << text;
}

TEST(Form, NulIsMalformed) {
  EXPECT_EQ(reason_of(Form::parse("a=b%00c")), "form_encoding");
  EXPECT_EQ(reason_of(Form::parse("a%00=b")), "form_encoding");
  EXPECT_EQ(reason_of(Form::parse(std::string_view("a=b\0c", 5))), "form_encoding");
}

TEST(Form, InvalidUtf8IsMalformed) {
  for (const std::string_view text : {"a=%C0%AF", "a=%ED%A0%80", "a=%FF", "a=\xff", "%C3=1", "a=%E4%B8"})
    EXPECT_EQ(reason_of(Form::parse(text)), "form_encoding") << text;
}

TEST(Form, Has256FieldsAtMost) {
  std::string text;
  for (int i = 0; i < 256; ++i) text += "a=1&";
  EXPECT_TRUE(Form::parse(text));
  EXPECT_EQ(reason_of(Form::parse(text + "b")), "form_size");
}

TEST(Form, OneIsTheValueOrAbsent) {
  const auto form = *Form::parse("a=1&b=");
  EXPECT_EQ(*form.one("a"), "1");
  EXPECT_EQ(*form.one("b"), "");
  EXPECT_EQ(*form.one("c"), std::nullopt);
}

TEST(Form, OneThatStandsTwiceIsMalformed) {  // even if both values are equal
  const auto form = *Form::parse("a=1&b=2&a=1");
  EXPECT_EQ(reason_of(form.one("a")), "form_duplicate");
  EXPECT_EQ(reason_of(form.one("b")), "none");
  EXPECT_EQ(reason_of(Form::parse("%61=1&a=2")->one("a")), "form_duplicate");
}

TEST(Form, TextOfWhatIsMissingOrStandsTwiceIsEmpty) {
  const auto form = *Form::parse("a=1&b=&c=1&c=2");
  EXPECT_EQ(form.text("a"), "1");
  EXPECT_EQ(form.text("b"), "");
  EXPECT_EQ(form.text("c"), "");
  EXPECT_EQ(form.text("d"), "");
}

TEST(Form, DuplicateIsSeenWhereverItStands) {
  EXPECT_TRUE(Form::parse("a=1&b=2&c=3&a=4")->has_duplicate());
  EXPECT_FALSE(Form::parse("a=1&b=1&A=1")->has_duplicate());
  EXPECT_FALSE(Form().has_duplicate());
}

TEST(Form, WithoutEmptyKeepsTheRestInOrder) {
  EXPECT_EQ(Form::parse("a=1&b=&c&d=2")->without_empty().print(), "a=1&d=2");
}

TEST(Form, PrintsWhatItParses) {
  Form form;
  form.add("redirect_uri", "https://a.example/cb?x=1&y");
  form.add("scope", "openid profile");
  form.add("ü", "+%\n");
  EXPECT_EQ(form.print(),
            "redirect_uri=https%3A%2F%2Fa.example%2Fcb%3Fx%3D1%26y&scope=openid%20profile&%C3%BC=%2B%25%0A");
  EXPECT_EQ(Form::parse(form.print())->fields(), form.fields());
}

TEST(WithQuery, TakesTheSeparatorThatTheUrlNeeds) {
  Form form;
  EXPECT_EQ(with_query("https://a/", form), "https://a/");
  form.add("x", "1");
  EXPECT_EQ(with_query("https://a/", form), "https://a/?x=1");
  EXPECT_EQ(with_query("https://a/?y=2", form), "https://a/?y=2&x=1");
  EXPECT_EQ(with_query("https://a/?", form), "https://a/?x=1");
  EXPECT_EQ(with_query("https://a/?y=2&", form), "https://a/?y=2&x=1");
}

}  // namespace
}  // namespace sallyport::http
