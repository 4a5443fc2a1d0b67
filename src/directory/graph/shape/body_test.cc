#include "directory/graph/shape/body.h"

#include <gtest/gtest.h>

namespace sallyport::directory::graph {
namespace {

json::Object object(std::string_view text) {
  return json::parse_object(text).value();
}

// The property that the reader refuses, or nothing.
template <class Read>
std::string refused(std::string_view text, Read read) {
  const auto body = object(text);
  Fields fields(body, "Thing");
  Result<void> done = read(fields);
  if (done) done = fields.no_others();
  return done ? "" : to_refusal(done.error()).target;
}

TEST(Fields, AMissingMemberChangesNothing) {
  std::string text = "before";
  bool flag = true;
  EXPECT_EQ(refused("{}",
                    [&](Fields& f) -> Result<void> {
                      SALLYPORT_CHECK(f.name("a", text, 10));
                      return f.flag("b", flag);
                    }),
            "");
  EXPECT_EQ(text, "before");
  EXPECT_TRUE(flag);
}

TEST(Fields, NullClears) {
  std::string text = "before";
  bool flag = true;
  std::optional<int> number = 2;
  EXPECT_EQ(refused(R"({"a":null,"b":null,"c":null})",
                    [&](Fields& f) -> Result<void> {
                      SALLYPORT_CHECK(f.text("a", text));
                      SALLYPORT_CHECK(f.flag("b", flag));
                      return f.number("c", number);
                    }),
            "");
  EXPECT_EQ(text, "");
  EXPECT_FALSE(flag);
  EXPECT_FALSE(number);
}

TEST(Fields, WrongTypesAreRefused) {
  std::string text;
  bool flag = false;
  std::vector<std::string> texts;
  std::optional<UnixTime> time;
  for (const char* body : {R"({"a":1})", R"({"a":["x"]})", R"({"a":"12345678901"})", R"({"a":""})", R"({"a":null})",
                           "{\"a\":\"x\\u0001\"}"})
    EXPECT_EQ(refused(body, [&](Fields& f) { return f.name("a", text, 10); }), "a") << body;
  for (const char* body : {R"({"a":"true"})", R"({"a":1})"})
    EXPECT_EQ(refused(body, [&](Fields& f) { return f.flag("a", flag); }), "a") << body;
  for (const char* body : {R"({"a":"x"})", R"({"a":[1]})", R"({"a":[""]})", R"({"a":null})"})
    EXPECT_EQ(refused(body, [&](Fields& f) { return f.texts("a", texts); }), "a") << body;
  for (const char* body : {R"({"a":"today"})", R"({"a":5})"})
    EXPECT_EQ(refused(body, [&](Fields& f) { return f.time("a", time); }), "a") << body;
  EXPECT_EQ(refused(R"({"a":"x"})", [&](Fields& f) { return f.guid("a", text); }), "a");
}

TEST(Fields, InnerObjectsNameTheirPlace) {
  bool flag = false;
  const auto read = [&](Fields& f) {
    return f.object("web", [&](Fields& web) {
      return web.object("settings", [&](Fields& settings) { return settings.flag("on", flag); });
    });
  };
  EXPECT_EQ(refused(R"({"web":{"settings":{"on":1}}})", read), "web.settings.on");
  EXPECT_EQ(refused(R"({"web":{"settings":{"off":true}}})", read), "web.settings.off");
  EXPECT_EQ(refused(R"({"web":[]})", read), "web");
  EXPECT_EQ(refused(R"({"web":{"@odata.type":"x","settings":{"on":true}}})", read), "");
  EXPECT_TRUE(flag);
}

TEST(Fields, UnknownMembersAreRefused) {
  EXPECT_EQ(refused(R"({"nickname":"x"})", [](Fields&) { return Result<void>(); }), "nickname");
  EXPECT_EQ(refused(R"({"id":"1"})", [](Fields& f) { return f.unchanged("id", "1"); }), "");
  EXPECT_EQ(refused(R"({"id":"2"})", [](Fields& f) { return f.unchanged("id", "1"); }), "id");
  EXPECT_EQ(refused(R"({"info":{"logoUrl":null},"tags":[]})", [](Fields& f) { return f.unused({"info", "tags"}); }),
            "");
  EXPECT_EQ(refused(R"({"info":{"logoUrl":"x"}})", [](Fields& f) { return f.unused({"info"}); }), "info");
}

}  // namespace
}  // namespace sallyport::directory::graph
