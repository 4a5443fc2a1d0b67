#include "gateway/api/shape/entity_reference.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kId = "6f1c0000-0000-4000-8000-00000000000A";
constexpr std::string_view kLower = "6f1c0000-0000-4000-8000-00000000000a";

ReferenceKey key(std::string_view text) {
  return parse_reference(*json::parse(text)).value();
}

TEST(EntityReference, LeavesEmptyTextsOut) {
  EXPECT_EQ(json::print(print_reference({.id = "1", .type = "team", .name = "Data"})),
            R"({"id":"1","type":"team","name":"Data","fullyQualifiedName":"Data","deleted":false})");
  EXPECT_EQ(json::print(print_reference({"1", "team", "Data", "D", "text", true, "https://a.example/1"})),
            R"({"id":"1","type":"team","name":"Data","fullyQualifiedName":"Data","displayName":"D",)"
            R"("description":"text","deleted":true,"href":"https://a.example/1"})");
}

TEST(EntityReference, IsReadFromATextOrAnObject) {
  const std::string id(kId);
  const std::string lower(kLower);
  EXPECT_EQ(key("\"Data\""), (ReferenceKey{{}, "Data"}));
  EXPECT_EQ(key("\"" + id + "\""), (ReferenceKey{lower, id}));
  EXPECT_EQ(key(R"({"id":")" + id + R"(","type":"team","name":"other"})"), (ReferenceKey{lower, {}}));
  EXPECT_EQ(key(R"({"name":"Data"})"), (ReferenceKey{{}, "Data"}));
  EXPECT_EQ(key(R"({"fullyQualifiedName":"Data","name":"d"})"), (ReferenceKey{{}, "Data"}));
}

TEST(EntityReference, RefusesEverythingElse) {
  for (const std::string_view text : {"1", "null", "\"\"", "[]", "{}", R"({"id":1})", R"({"name":""})"})
    EXPECT_EQ(reason_of(parse_reference(*json::parse(text))), "reference_shape") << text;
}

}  // namespace
}  // namespace sallyport::gateway
