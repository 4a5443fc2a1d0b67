#include "base/json_document.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/reason_of.h"

namespace sallyport::json {
namespace {

using Names = std::vector<std::string_view>;

Document read(std::string_view text) {
  return *Document::parse(std::string(text));
}

std::string_view refusal(std::string_view text, Limits limits = {}) {
  return reason_of(Document::parse(std::string(text), limits));
}

TEST(Document, HoldsEachKindOfValue) {
  const Document document = read(R"( { "text" : "x", "whole":7 ,"less":-2,"part":2.5,"yes":true,"no":false,"nil":null,
                                      "list":[1,[2,"y"],{}],"object":{"a":{"b":"c"}} } )");
  EXPECT_EQ(document.find("text")->as_string(), "x");
  EXPECT_EQ(document.find("whole")->as_integer(), 7);
  EXPECT_EQ(document.find("less")->as_integer(), -2);
  EXPECT_EQ(document.find("part")->as_double(), 2.5);
  EXPECT_EQ(document.find("yes")->as_bool(), true);
  EXPECT_EQ(document.find("no")->as_bool(), false);
  EXPECT_TRUE(document.find("nil")->is_null());
  EXPECT_EQ(document.find("object")->find("a")->find("b")->as_string(), "c");
  EXPECT_EQ(document.names(), (Names{"text", "whole", "less", "part", "yes", "no", "nil", "list", "object"}));
  EXPECT_EQ(document.find("object")->names(), Names{"a"});
}

TEST(Document, GivesTheElementsOfAnArrayInOrder) {
  const Document document = read(R"({"list":["a",["b","c"],{"d":["e"]},"f"],"none":[]})");
  std::vector<std::optional<std::string_view>> texts;
  for (const View element : document.find("list")->elements()) texts.push_back(element.as_string());
  EXPECT_EQ(texts, (std::vector<std::optional<std::string_view>>{"a", std::nullopt, std::nullopt, "f"}));
  for (const View element : document.find("none")->elements()) ADD_FAILURE() << element.is_null();
}

TEST(Document, AValueIsOfOneKindAlone) {
  const Document document = read(R"({"text":"1","whole":1,"part":1.5,"yes":true,"nil":null,"list":[],"object":{}})");
  for (const std::string_view name : document.names()) {
    const View view = *document.find(name);
    const int kinds = view.as_string().has_value() + view.as_integer().has_value() + view.as_double().has_value() +
                      view.as_bool().has_value() + view.is_null() + view.is_array() + view.is_object();
    EXPECT_EQ(kinds, 1) << name;
    EXPECT_FALSE(view.contains("text")) << name;
  }
}

TEST(Document, WhatIsNotThereIsAbsent) {
  const Document document = read(R"({"a":{"b":1},"":2})");
  EXPECT_FALSE(document.contains("b"));  // it is a member of the inner object
  EXPECT_FALSE(document.contains("A"));
  EXPECT_FALSE(document.find("a")->contains("a"));
  EXPECT_EQ(document.find("")->as_integer(), 2);
  EXPECT_FALSE(Document().contains(""));
  EXPECT_EQ(Document().names(), Names{});
}

TEST(Document, EscapesAndTextBeyondAsciiAreText) {
  const Document document =
      read("{\"\\u0061b\\n\":\"\\\"\\\\\\/\\ud83d\\ude00\",\"\xc3\xbc\":\"J\xc3\xbcrgen\",\"last\":\"\\t\"}");
  EXPECT_EQ(document.find("ab\n")->as_string(), "\"\\/\xf0\x9f\x98\x80");
  EXPECT_EQ(document.find("\xc3\xbc")->as_string(), "J\xc3\xbcrgen");
  EXPECT_EQ(document.find("last")->as_string(), "\t");
  EXPECT_EQ(document.names(), (Names{"ab\n", "\xc3\xbc", "last"}));
}

TEST(Document, TextsOutliveAMoveOfTheDocument) {
  Document first = read(R"({"a":"b"})");
  const std::string_view text = *first.find("a")->as_string();
  const Document second = std::move(first);
  EXPECT_EQ(text.data(), second.find("a")->as_string()->data());
}

TEST(Document, AllMembersAreFoundHoweverManyThereAre) {
  std::string text = "{";
  for (std::size_t i = 0; i < kMaxMembers; ++i)
    text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":" + std::to_string(i);
  const Document document = read(text + "}");
  for (std::size_t i = 0; i < kMaxMembers; ++i)
    EXPECT_EQ(document.find(std::to_string(i))->as_integer(), static_cast<std::int64_t>(i));
  EXPECT_EQ(refusal(text + ",\"one\":1}"), "json_syntax");
}

TEST(Document, DuplicateMembersAreRefusedAtEveryDepthAndInEverySpelling) {
  RecordProperty("covers", "JWT-08");
  for (const std::string_view text :
       {R"({"a":1,"a":2})", R"({"x":{"a":1,"b":2,"a":1}})", R"({"x":[{"alg":1,"\u0061lg":2}]})",
        R"({"\u0061lg":1,"alg":2})", R"({"":1,"":2})", R"({"a":1,"a")"})
    EXPECT_EQ(refusal(text), "json_duplicate_member") << text;
  EXPECT_EQ(refusal(R"({"a":{"a":{"a":1}},"b":{"a":1}})"), "none");
}

TEST(Document, OtherSpellingsAreSyntax) {
  RecordProperty("covers", "JWT-09");
  for (const std::string_view text : {"",
                                      " ",
                                      "{",
                                      "{}x",
                                      "{} {}",
                                      "\xef\xbb\xbf{}",
                                      "{/**/}",
                                      "{'a':1}",
                                      "{\"a\":NaN}",
                                      "{\"a\":1e999}",
                                      "{\"a\":[1,]}",
                                      "{\"a\":01}",
                                      "{\"a\":-}",
                                      "{\"a\":1.}",
                                      "{\"a\":+1}",
                                      "{\"a\":1-2}",
                                      "{\"a\":\"\xff\"}",
                                      "{\"a\":\"\xc0\x80\"}",
                                      "{\"a\":\"12345678\xed\xa0\x80\"}",
                                      "{\"\xff\":1}",
                                      "{\"a\":\"\\ud800\"}",
                                      "{\"a\":\"\\x\"}",
                                      "{\"a\":\"\\",
                                      "{\"a\":\"\\\"",
                                      "{\"a\":nul}",
                                      "{\"a\":True}",
                                      "{\"a\":\"\n\"}",
                                      "{\"a\":\"12345678\t\"}",
                                      "{\"a\" 1}",
                                      "{\"a\":1 \"b\":2}",
                                      "{\"a\":1,}",
                                      "{,}",
                                      "{\"a\"}",
                                      "{\"a\":}",
                                      "{a:1}",
                                      "{\"a\":[1}",
                                      "{\"a\":[1 2]}",
                                      "[1",
                                      "x"})
    EXPECT_EQ(refusal(text), "json_syntax") << text;
  EXPECT_EQ(refusal(std::string_view("{\"a\":\"b\0c\"}", 11)), "json_syntax");
  EXPECT_EQ(refusal(std::string_view("{}\0", 3)), "json_syntax");
}

TEST(Document, DepthAndSizeAreBounded) {
  RecordProperty("covers", "JWT-09");
  const auto nested = [](std::size_t depth) {
    return "{\"a\":" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
  };
  EXPECT_EQ(refusal(nested(16)), "none");
  EXPECT_EQ(refusal(nested(17)), "json_depth");
  EXPECT_EQ(refusal(nested(30000)), "json_depth");
  EXPECT_EQ(refusal(R"({"a":{}})", {.depth = 1}), "json_depth");
  EXPECT_EQ(refusal("{    }", {.bytes = 5}), "json_size");
  EXPECT_EQ(refusal("{}" + std::string(Document::kMaxBytes - 2, ' ')), "none");
  EXPECT_EQ(refusal("{}" + std::string(Document::kMaxBytes - 1, ' '), {.bytes = 1 << 20}), "json_size");
}

TEST(Document, TheMostValuesThatFitAreAllThere) {
  std::string text = R"({"a":[0)";
  while (text.size() + 4 <= Document::kMaxBytes) text += ",1";
  const Document document = read(text + "]}");
  std::int64_t sum = 0;
  for (const View element : document.find("a")->elements()) sum += *element.as_integer();
  EXPECT_EQ(sum, static_cast<std::int64_t>((text.size() - 7) / 2));
}

TEST(Document, LargeNumbersBecomeDoublesAndNeverWrap) {
  RecordProperty("covers", "JWT-10");
  const Document document =
      read(R"({"largest":9223372036854775807,"least":-9223372036854775808,"many":999999999999999999,
                                     "larger":9223372036854775808,"vast":1e300,"whole":1e2})");
  EXPECT_EQ(document.find("largest")->as_integer(), 9223372036854775807);
  EXPECT_EQ(document.find("least")->as_integer(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(document.find("many")->as_integer(), 999999999999999999);
  EXPECT_EQ(document.find("larger")->as_double(), 9223372036854775808.0);
  EXPECT_TRUE(document.find("vast")->as_double());
  EXPECT_EQ(document.find("whole")->as_double(), 100.0);
}

TEST(Document, AsAValueItIsWhatTheOtherParserMakes) {
  constexpr std::string_view kText =
      R"({"a":[1,-2,3.5,true,false,null,"x\u00e4\n"],"o":{"p":{"q":[]},"r":{}},"":"","e":[[],[0]],"big":1e300})";
  const Document document = read(std::string(kText));
  const Object other = parse_object(kText).value();
  for (const std::string_view name : document.names()) EXPECT_EQ(to_value(*document.find(name)), *other.find(name));
  EXPECT_EQ(document.names().size(), other.size());
}

TEST(Document, AnObjectIsAskedFor) {
  EXPECT_EQ(refusal("{}"), "none");
  for (const std::string_view text : {"[]", "1", "\"a\"", "null", "[{\"a\":1}]"})
    EXPECT_EQ(refusal(text), "json_not_object") << text;
}

}  // namespace
}  // namespace sallyport::json
