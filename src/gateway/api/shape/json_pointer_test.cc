#include "gateway/api/shape/json_pointer.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"

namespace sallyport::gateway {
namespace {

// RFC 6901 5: the document and its pointers.
constexpr std::string_view kDocument =
    R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8})";

TEST(JsonPointer, FindsWhatTheExamplesOfTheRfcName) {
  json::Value document = *json::parse(kDocument);
  const auto at = [&](std::string_view text) {
    const json::Value* const found = find_value(document, *parse_json_pointer(text));
    return found ? json::print(*found) : "nothing";
  };
  EXPECT_EQ(at(""), json::print(document));
  EXPECT_EQ(at("/foo"), R"(["bar","baz"])");
  EXPECT_EQ(at("/foo/0"), R"("bar")");
  EXPECT_EQ(at("/"), "0");
  EXPECT_EQ(at("/a~1b"), "1");
  EXPECT_EQ(at("/c%d"), "2");
  EXPECT_EQ(at("/e^f"), "3");
  EXPECT_EQ(at("/g|h"), "4");
  EXPECT_EQ(at("/i\\j"), "5");
  EXPECT_EQ(at("/k\"l"), "6");
  EXPECT_EQ(at("/ "), "7");
  EXPECT_EQ(at("/m~0n"), "8");
}

TEST(JsonPointer, FindsNothingWhereThereIsNothing) {
  json::Value document = *json::parse(kDocument);
  for (const std::string_view text : {"/nothing", "/foo/2", "/foo/-", "/foo/00", "/foo/01", "/foo/+1", "/foo/1e0",
                                      "/foo/", "/foo/99999999999999999999", "/foo/0/0", "/foo/bar"})
    EXPECT_EQ(find_value(document, *parse_json_pointer(text)), nullptr) << text;
}

TEST(JsonPointer, RefusesWhatIsNoPointer) {
  for (const std::string& text : {std::string("foo"), std::string("#/foo"), std::string("/a~"), std::string("/a~2"),
                                  std::string("/~~0"), "/" + std::string(kMaxPointerLength, 'a')})
    EXPECT_EQ(reason_of(parse_json_pointer(text)), "json_pointer") << text;
  std::string deep;
  for (std::size_t i = 0; i < kMaxPointerTokens; ++i) deep += "/a";
  EXPECT_TRUE(parse_json_pointer(deep));
  EXPECT_EQ(reason_of(parse_json_pointer(deep + "/a")), "json_pointer");
}

TEST(JsonPointer, PrintsWhatItReads) {
  for (const std::string_view text : {"", "/", "/a~1b/m~0n/0", "/~01"})
    EXPECT_EQ(print_json_pointer(*parse_json_pointer(text)), text);
}

}  // namespace
}  // namespace sallyport::gateway
