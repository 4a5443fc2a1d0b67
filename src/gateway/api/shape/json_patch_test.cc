#include "gateway/api/shape/json_patch.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"

namespace sallyport::gateway {
namespace {

Result<json::Value> patched(std::string_view document, std::string_view patch) {
  SALLYPORT_TRY(const auto text, json::parse(patch));
  SALLYPORT_TRY(const auto operations, parse_patch(text));
  return apply_patch(*json::parse(document), operations);
}

// "none", or why the patch was refused. Every refusal has a detail for its author.
std::string refusal(std::string_view document, std::string_view patch) {
  const auto result = patched(document, patch);
  if (!result) EXPECT_NE(result.error().detail, "") << patch;
  return std::string(reason_of(result));
}

struct Example {
  std::string_view section;  // of RFC 6902's appendix
  std::string_view document;
  std::string_view patch;
  std::string_view result;
};

class JsonPatchOfTheRfc : public testing::TestWithParam<Example> {};

TEST_P(JsonPatchOfTheRfc, GivesTheResultOfTheAppendix) {
  const auto result = patched(GetParam().document, GetParam().patch);
  ASSERT_TRUE(result) << GetParam().section << " " << result.error().detail;
  EXPECT_TRUE(is_same_json(*result, *json::parse(GetParam().result))) << GetParam().section << json::print(*result);
}

INSTANTIATE_TEST_SUITE_P(
    Appendix, JsonPatchOfTheRfc,
    testing::Values(
        Example{"A.1", R"({"foo":"bar"})", R"([{"op":"add","path":"/baz","value":"qux"}])",
                R"({"baz":"qux","foo":"bar"})"},
        Example{"A.2", R"({"foo":["bar","baz"]})", R"([{"op":"add","path":"/foo/1","value":"qux"}])",
                R"({"foo":["bar","qux","baz"]})"},
        Example{"A.3", R"({"baz":"qux","foo":"bar"})", R"([{"op":"remove","path":"/baz"}])", R"({"foo":"bar"})"},
        Example{"A.4", R"({"foo":["bar","qux","baz"]})", R"([{"op":"remove","path":"/foo/1"}])",
                R"({"foo":["bar","baz"]})"},
        Example{"A.5", R"({"baz":"qux","foo":"bar"})", R"([{"op":"replace","path":"/baz","value":"boo"}])",
                R"({"baz":"boo","foo":"bar"})"},
        Example{"A.6", R"({"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}})",
                R"([{"op":"move","from":"/foo/waldo","path":"/qux/thud"}])",
                R"({"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}})"},
        Example{"A.7", R"({"foo":["all","grass","cows","eat"]})", R"([{"op":"move","from":"/foo/1","path":"/foo/3"}])",
                R"({"foo":["all","cows","eat","grass"]})"},
        Example{"A.8", R"({"baz":"qux","foo":["a",2,"c"]})",
                R"([{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}])",
                R"({"baz":"qux","foo":["a",2,"c"]})"},
        Example{"A.10", R"({"foo":"bar"})", R"([{"op":"add","path":"/child","value":{"grandchild":{}}}])",
                R"({"foo":"bar","child":{"grandchild":{}}})"},
        Example{"A.11", R"({"foo":"bar"})", R"([{"op":"add","path":"/baz","value":"qux","xyz":123}])",
                R"({"foo":"bar","baz":"qux"})"},
        Example{"A.14", R"({"/":9,"~1":10})", R"([{"op":"test","path":"/~01","value":10}])", R"({"/":9,"~1":10})"},
        Example{"A.16", R"({"foo":["bar"]})", R"([{"op":"add","path":"/foo/-","value":["abc","def"]}])",
                R"({"foo":["bar",["abc","def"]]})"}),
    [](const auto& example) { return "Section" + std::string(example.param.section.substr(2)); });

TEST(JsonPatch, RefusesWhatTheAppendixRefuses) {
  EXPECT_EQ(refusal(R"({"baz":"qux"})", R"([{"op":"test","path":"/baz","value":"bar"}])"), "patch_test");     // A.9
  EXPECT_EQ(refusal(R"({"foo":"bar"})", R"([{"op":"add","path":"/baz/bat","value":"qux"}])"), "patch_path");  // A.12
  EXPECT_EQ(reason_of(patched("{}", R"([{"op":"add","path":"/baz","value":"qux","op":"remove"}])")),          // A.13
            "json_duplicate_member");
  EXPECT_EQ(refusal(R"({"/":9,"~1":10})", R"([{"op":"test","path":"/~01","value":"10"}])"), "patch_test");  // A.15
}

TEST(JsonPatch, CopiesAValue) {
  EXPECT_EQ(json::print(*patched(R"({"a":[1],"b":{}})", R"([{"op":"copy","from":"/a","path":"/b/c"}])")),
            R"({"a":[1],"b":{"c":[1]}})");
  EXPECT_EQ(refusal(R"({"a":1})", R"([{"op":"copy","from":"/b","path":"/c"}])"), "patch_path");
}

TEST(JsonPatch, AppendsAtTheIndexBehindTheLastElement) {
  EXPECT_EQ(json::print(*patched("[1]", R"([{"op":"add","path":"/1","value":2}])")), "[1,2]");
  EXPECT_EQ(refusal("[1]", R"([{"op":"add","path":"/2","value":2}])"), "patch_path");
  EXPECT_EQ(refusal("[1]", R"([{"op":"add","path":"/01","value":2}])"), "patch_path");
}

TEST(JsonPatch, ReplacesTheWholeDocument) {
  EXPECT_EQ(json::print(*patched(R"({"a":1})", R"([{"op":"replace","path":"","value":[2]}])")), "[2]");
  EXPECT_EQ(json::print(*patched(R"({"a":1})", R"([{"op":"add","path":"","value":3}])")), "3");
  EXPECT_EQ(refusal(R"({"a":1})", R"([{"op":"remove","path":""}])"), "patch_path");
}

TEST(JsonPatch, AnAddedMemberReplacesOneOfTheSameName) {
  EXPECT_EQ(json::print(*patched(R"({"a":1})", R"([{"op":"add","path":"/a","value":null}])")), R"({"a":null})");
}

TEST(JsonPatch, NeedsWhatItRemovesReplacesOrMoves) {
  EXPECT_EQ(refusal("{}", R"([{"op":"remove","path":"/a"}])"), "patch_path");
  EXPECT_EQ(refusal("{}", R"([{"op":"replace","path":"/a","value":1}])"), "patch_path");
  EXPECT_EQ(refusal("{}", R"([{"op":"move","from":"/a","path":"/b"}])"), "patch_path");
  EXPECT_EQ(refusal("{}", R"([{"op":"test","path":"/a","value":null}])"), "patch_path");
  EXPECT_EQ(refusal("[1]", R"([{"op":"remove","path":"/-"}])"), "patch_path");
  EXPECT_EQ(refusal(R"({"a":"text"})", R"([{"op":"add","path":"/a/b","value":1}])"), "patch_path");
}

TEST(JsonPatch, NothingMovesIntoItself) {
  EXPECT_EQ(refusal(R"({"a":{"b":1}})", R"([{"op":"move","from":"/a","path":"/a/b"}])"), "patch_path");
  EXPECT_EQ(json::print(*patched(R"({"a":1})", R"([{"op":"move","from":"/a","path":"/a"}])")), R"({"a":1})");
}

TEST(JsonPatch, AFailedOperationUndoesTheOthers) {
  const json::Value before = *json::parse(R"({"a":1})");
  const auto patch =
      parse_patch(*json::parse(R"([{"op":"replace","path":"/a","value":2},{"op":"test","path":"/a","value":1}])"));
  EXPECT_EQ(reason_of(apply_patch(before, *patch)), "patch_test");
  EXPECT_EQ(json::print(before), R"({"a":1})");
}

TEST(JsonPatch, SaysWhichOperationIsWrong) {
  const auto result = patched("{}", R"([{"op":"add","path":"/a","value":1},{"op":"remove","path":"/b"}])");
  EXPECT_EQ(result.error().detail, "operation 2: there is nothing at /b");
}

TEST(JsonPatch, RefusesWhatIsNoPatch) {
  for (const std::string_view text :
       {R"({})", R"("add")", R"([1])", R"([{}])", R"([{"op":"add"}])", R"([{"op":"add","path":"/a"}])",
        R"([{"op":"Add","path":"/a","value":1}])", R"([{"op":"replace","path":"/a"}])",
        R"([{"op":"test","path":"/a"}])", R"([{"op":"move","path":"/a"}])", R"([{"op":"copy","path":"/a","from":1}])",
        R"([{"op":"remove","path":null}])", R"([{"op":1,"path":"/a"}])", R"([{"path":"/a","value":1}])"})
    EXPECT_EQ(refusal("{}", text), "patch_shape") << text;
  EXPECT_EQ(refusal("{}", R"([{"op":"remove","path":"a"}])"), "json_pointer");
  EXPECT_EQ(refusal("{}", R"([{"op":"copy","path":"/a","from":"/~"}])"), "json_pointer");
}

TEST(JsonPatch, HasABoundedNumberOfOperations) {
  json::Array operations(kMaxPatchOperations, json::Object{{"op", "test"}, {"path", ""}, {"value", json::Object{}}});
  EXPECT_TRUE(parse_patch(operations));
  operations.push_back(operations.front());
  EXPECT_EQ(reason_of(parse_patch(operations)), "patch_limit");
}

TEST(JsonPatch, CopiesCannotLetADocumentGrow) {
  // Each copy doubles the document.
  std::string patch = "[";
  for (int i = 0; i < 40; ++i) patch += R"({"op":"copy","from":"/a","path":"/a/-"},)";
  patch.back() = ']';
  EXPECT_EQ(refusal(R"({"a":["some text"]})", patch), "patch_limit");
  // And each of these makes it wider, but not deeper.
  std::string wide = "[";
  for (int i = 0; i < 400; ++i) wide += R"({"op":"copy","from":"/a","path":"/b/-"},)";
  wide.back() = ']';
  EXPECT_EQ(refusal(R"({"a":")" + std::string(4000, 'x') + R"(","b":[]})", wide), "patch_limit");
}

TEST(JsonPatch, ADocumentStaysShallow) {
  std::string path;
  std::string patch = "[";
  for (std::size_t i = 0; i < kMaxPatchedDepth; ++i) {
    path += "/a";
    patch += R"({"op":"add","path":")" + path + R"(","value":{}},)";
  }
  patch.back() = ']';
  EXPECT_EQ(refusal("{}", patch), "patch_limit");
}

TEST(JsonPatch, ComparesNumbersByValueAndObjectsWithoutOrder) {
  EXPECT_EQ(refusal(R"({"a":1})", R"([{"op":"test","path":"/a","value":1.0}])"), "none");
  EXPECT_EQ(refusal(R"({"a":{"x":1,"y":[2]}})", R"([{"op":"test","path":"/a","value":{"y":[2],"x":1}}])"), "none");
  EXPECT_EQ(refusal(R"({"a":9007199254740993})", R"([{"op":"test","path":"/a","value":9007199254740992}])"),
            "patch_test");
  EXPECT_EQ(refusal(R"({"a":[1,2]})", R"([{"op":"test","path":"/a","value":[2,1]}])"), "patch_test");
  EXPECT_EQ(refusal(R"({"a":{"x":1}})", R"([{"op":"test","path":"/a","value":{"x":1,"y":1}}])"), "patch_test");
  EXPECT_EQ(refusal(R"({"a":0})", R"([{"op":"test","path":"/a","value":false}])"), "patch_test");
  EXPECT_EQ(refusal(R"({"a":null})", R"([{"op":"test","path":"/a","value":{}}])"), "patch_test");
}

TEST(JsonPatch, TellsWhatItWritesAndReads) {
  const auto touched = touched_members(*parse_patch(*json::parse(
      R"([{"op":"add","path":"/a/0","value":1},{"op":"move","from":"/b/c","path":"/d"},{"op":"remove","path":"/e"},
          {"op":"copy","from":"/f","path":"/g"},{"op":"test","path":"/h","value":1}])")));
  EXPECT_EQ(touched.written, (std::set<std::string>{"a", "b", "d", "e", "g"}));
  EXPECT_EQ(touched.read, (std::set<std::string>{"f", "h"}));
  EXPECT_EQ(touched_members(*parse_patch(*json::parse(R"([{"op":"replace","path":"","value":1}])"))).written,
            std::set<std::string>{""});
}

}  // namespace
}  // namespace sallyport::gateway
