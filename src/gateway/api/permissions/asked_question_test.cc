// How a client writes a question to the policies.
#include "gateway/api/permissions/asked_question.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"

namespace sallyport::gateway {
namespace {

Result<AskedQuestion> parse(std::string_view text) {
  return parse_question(json::parse(text).value());
}

TEST(AskedQuestion, IsReadWithEveryAttribute) {
  const auto question = parse(
      R"({"operation": "EditTags", "resource": "dashboard", "id": "7", "owners": [{"type": "team", "name": "Sales"},
          {"type": "user", "id": "p1", "teams": ["Shop"]}], "domains": [], "tags": ["PII"], "certifications": ["Gold"],
          "attributes": {"region": ["eu", "uk"]}})");
  ASSERT_TRUE(question) << question.error().detail;
  const AskedQuestion expected{{"EditTags"},
                               {.resource = "dashboard",
                                .id = "7",
                                .owners = {{{identity::Owner::Type::team, "Sales", {}},
                                            {identity::Owner::Type::person, "p1", std::vector<std::string>{"Shop"}}}},
                                .domains = std::vector<std::string>{},
                                .tags = std::vector<std::string>{"PII"},
                                .certifications = std::vector<std::string>{"Gold"},
                                .own = {{"region", {"eu", "uk"}}}}};
  EXPECT_EQ(*question, expected);
}

TEST(AskedQuestion, LeavesUnknownWhatItDoesNotState) {
  const auto question = parse(R"({"operations": ["ViewAll", "EditTags"], "resource": "dashboard", "tags": null})");
  ASSERT_TRUE(question);
  EXPECT_EQ(*question, (AskedQuestion{{"ViewAll", "EditTags"}, {.resource = "dashboard"}}));
}

TEST(AskedQuestion, IsRefusedInAnyOtherShape) {
  struct Wrong {
    std::string_view text;
    std::string_view reason;
  };
  for (const Wrong& wrong : {
           Wrong{R"("ViewAll")", "json_not_object"},
           Wrong{R"({"resource": "dashboard"})", "question_operations"},
           Wrong{R"({"operation": "A", "operations": ["B"], "resource": "dashboard"})", "question_operations"},
           Wrong{R"({"operation": "A"})", "field_missing"},
           Wrong{R"({"operation": "A", "resource": "d", "owner": []})", "field_unknown"},
           Wrong{R"({"operation": "A", "resource": "d", "id": 7})", "field_type"},
           Wrong{R"({"operation": "A", "resource": "d", "tags": "PII"})", "field_type"},
           Wrong{R"({"operation": "A", "resource": "d", "tags": [7]})", "field_type"},
           Wrong{R"({"operation": "A", "resource": "d", "attributes": {"region": "eu"}})", "field_type"},
           Wrong{R"({"operation": "A", "resource": "d", "owners": ["Sales"]})", "question_owner"},
           Wrong{R"({"operation": "A", "resource": "d", "owners": [{"type": "bot", "id": "b"}]})", "question_owner"},
           Wrong{R"({"operation": "A", "resource": "d", "owners": [{"type": "team"}]})", "field_missing"},
           Wrong{R"({"operation": "A", "resource": "d", "isAdmin": "yes"})", "field_type"},
       })
    EXPECT_EQ(reason_of(parse(wrong.text)), wrong.reason) << wrong.text;
}

}  // namespace
}  // namespace sallyport::gateway
