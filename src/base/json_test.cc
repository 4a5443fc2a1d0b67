#include "base/json.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "base/json_print.h"
#include "base/reason_of.h"

namespace sallyport::json {
namespace {

TEST(Json, ReadsWhatItPrints) {
  const std::string text = R"({"a":[1,-2,2.5,true,null,"x\"\\y"],"b":{"c":"ü"}})";
  const auto value = parse(text);
  ASSERT_TRUE(value);
  EXPECT_EQ(print(*value), text);
}

TEST(Json, DuplicateMembersAreRefusedAtEveryDepthAndInEverySpelling) {
  RecordProperty("covers", "JWT-08");
  for (std::string_view text : {R"({"a":1,"a":2})", R"({"x":{"a":1,"b":2,"a":1}})", R"([{"alg":1,"\u0061lg":2}])"})
    EXPECT_EQ(reason_of(parse(text)), "json_duplicate_member") << text;
}

TEST(Json, OtherSpellingsAreSyntax) {
  RecordProperty("covers", "JWT-09");
  for (std::string_view text :
       {"", " ", "{", "{}x", "{} {}", "\xef\xbb\xbf{}", "{/**/}", "{'a':1}", "{\"a\":NaN}", "{\"a\":1e999}", "[1,]",
        "{\"a\":01}", "\"\xff\"", "\"\\ud800\"", "nul", "{\"a\":\"\n\"}"})
    EXPECT_EQ(reason_of(parse(text)), "json_syntax") << text;
}

TEST(Json, DepthAndSizeAreBounded) {
  RecordProperty("covers", "JWT-09");
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(parse(nested(16)));
  EXPECT_EQ(reason_of(parse(nested(17))), "json_depth");
  EXPECT_EQ(reason_of(parse(nested(100000))), "json_depth");
  EXPECT_EQ(reason_of(parse("[1,2]", {.bytes = 4})), "json_size");
}

TEST(Json, LargeNumbersBecomeDoublesAndNeverWrap) {
  RecordProperty("covers", "JWT-10");
  EXPECT_EQ(*parse("9223372036854775807")->as_integer(), 9223372036854775807);
  EXPECT_NE(parse("9223372036854775808")->as_double(), nullptr);
  EXPECT_NE(parse("1e300")->as_double(), nullptr);
}

TEST(Json, AnObjectHasOneTextWhereverItStands) {
  const std::vector<Object> objects{
      Object{}, Object{{"a", nullptr}},
      Object{{"one", 1}, {"many", Array{true, 2.5, "x", Object{}}}, {"in", Object{{"deep", Object{{"er", "y"}}}}}},
      Object{{"<&>\"\n", "</script>"}}, Object{{"long", std::string(5000, 'l')}, {"next", std::string(5000, '<')}}};
  for (const Object& object : objects) {
    EXPECT_EQ(print_object(object), print(Value(object)));
    EXPECT_EQ(parse_object(print_object(object)).value(), object);
  }
  EXPECT_EQ(print_object(Object{}), "{}");
  EXPECT_EQ(print_object(Object{{"a", 1}, {"b", Array{}}}), "{\"a\":1,\"b\":[]}");
}

TEST(Json, PrintIsSafeInsideAScriptBlock) {
  EXPECT_EQ(print("</script>&"), "\"\\u003c/script\\u003e\\u0026\"");
}

TEST(Json, EscapesStandWhereTheyBelong) {
  EXPECT_EQ(print("a\"b\\c\nd\x01 e"), "\"a\\\"b\\\\c\\nd\\u0001 e\"");
  EXPECT_EQ(print("\t"), "\"\\t\"");
  EXPECT_EQ(print(""), "\"\"");
}

TEST(Json, ANumberThatIsNotFiniteIsNull) {  // RFC 8259 6 permits neither NaN nor infinity
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double number : {infinity, -infinity, std::numeric_limits<double>::quiet_NaN()})
    EXPECT_EQ(print(Array{1.5, number}), "[1.5,null]");
}

TEST(Json, AnObjectIsAskedFor) {
  EXPECT_TRUE(parse_object("{}"));
  EXPECT_EQ(reason_of(parse_object("[]")), "json_not_object");
}

}  // namespace
}  // namespace sallyport::json
