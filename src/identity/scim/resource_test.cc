#include "identity/scim/resource.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"

namespace sallyport::scim {
namespace {

Result<json::Object> read(std::string_view text, ResourceKind kind = ResourceKind::user) {
  return read_document(kind, json::parse_object(text, {.bytes = 1 << 20, .depth = 16}).value());
}

TEST(ScimDocument, NamesAreThoseOfTheSchemaAndReadOnlyOnesArePassedOver) {
  EXPECT_EQ(json::print(read(R"({"schemas":["x"],"ID":"mine","meta":{"version":"9"},"USERNAME":"ann","externalid":"e",)"
                             R"("Name":{"GIVENNAME":"Ann"},"title":null,"emails":[],"nickName":""})")
                            .value()),
            R"({"externalId":"e","userName":"ann","name":{"givenName":"Ann"}})");
}

TEST(ScimDocument, AnAttributeThatIsNotThereIsRefused) {
  for (const std::string_view name : {"roles", "entitlements", "password", "isAdmin", "teams", "disabled"})
    EXPECT_EQ(reason_of(read(R"({"userName":"ann",")" + std::string(name) + R"(":"x"})")), "scim_attribute") << name;
  EXPECT_EQ(reason_of(read(R"({"userName":"ann","name":{"x":"y"}})")), "scim_attribute");
}

// A client that sends back what it has read must not be refused for that (RFC 7644 3.5.1).
TEST(ScimDocument, TheGroupsOfAUserArePassedOver) {
  EXPECT_EQ(
      json::print(read(R"({"userName":"ann","groups":[{"value":"g","display":"Shop","type":"direct"}]})").value()),
      R"({"userName":"ann"})");
  EXPECT_EQ(json::print(read(R"({"userName":"ann","groups":"x"})").value()), R"({"userName":"ann"})");
}

TEST(ScimDocument, WhatIsRequiredMustBeThere) {
  EXPECT_EQ(reason_of(read("{}")), "scim_required");
  EXPECT_EQ(reason_of(read(R"({"userName":""})")), "scim_required");
  EXPECT_EQ(reason_of(read(R"({"externalId":"e"})", ResourceKind::group)), "scim_required");
}

TEST(ScimDocument, ValuesMustHaveTheirTypeAndSize) {
  EXPECT_EQ(reason_of(read(R"({"userName":1})")), "scim_value");
  EXPECT_EQ(reason_of(read(R"({"userName":"a","active":1})")), "scim_value");
  EXPECT_EQ(reason_of(read(R"({"userName":"a","name":"b"})")), "scim_value");
  EXPECT_EQ(reason_of(read(R"({"userName":"a","userNAME":"b"})")), "scim_value") << "twice, in two spellings";
  EXPECT_EQ(reason_of(read(R"({"userName":")" + std::string(kMaxText + 1, 'a') + R"("})")), "scim_value");
  EXPECT_EQ(reason_of(read(R"({"userName":"a","emails":[{"value":"b","primary":true},{"value":"c","primary":true}]})")),
            "scim_value");
  const json::Array many(kMaxElements + 1, json::Object{{"value", "x"}});
  EXPECT_EQ(reason_of(read_document(ResourceKind::user, {{"userName", "a"}, {"emails", many}})), "scim_value");
  const json::Array large(10, json::Object{{"value", std::string(kMaxText, 'x')}});
  EXPECT_EQ(reason_of(read_document(ResourceKind::user, {{"userName", "a"}, {"emails", large}})), "scim_value");
}

TEST(ScimDocument, TheMainValueOfAListIsThePrimaryOne) {
  const auto main = [](std::string_view emails) {
    return main_value(read(R"({"userName":"a","emails":)" + std::string(emails) + "}").value(), "emails");
  };
  EXPECT_EQ(main(R"([{"value":"w","type":"work"},{"value":"p","primary":true}])"), "p");
  EXPECT_EQ(main(R"([{"value":"h","type":"home"},{"value":"w","type":"work"}])"), "w");
  EXPECT_EQ(main(R"([{"value":"h","type":"home"}])"), "h");
  EXPECT_EQ(main("[]"), "");
}

TEST(ScimMembers, AreIdsOfUsers) {
  EXPECT_EQ(read_members(json::parse(R"([{"value":"a"},{"value":"b","type":"user","display":"B"}])").value()).value(),
            (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(reason_of(read_members(json::parse(R"([{"value":"g","type":"Group"}])").value())), "scim_value");
  EXPECT_EQ(reason_of(read_members(json::parse(R"([{"display":"x"}])").value())), "scim_value");
  EXPECT_EQ(reason_of(read_members(json::parse(R"("a")").value())), "scim_value");
}

}  // namespace
}  // namespace sallyport::scim
