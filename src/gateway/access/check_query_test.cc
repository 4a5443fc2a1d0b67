#include "gateway/access/check_query.h"

#include <gtest/gtest.h>

namespace sallyport::gateway {
namespace {

std::string complaint(std::string_view query) {
  const auto parsed = parse_check_query(query);
  return parsed ? std::string("good") : parsed.error().detail;
}

TEST(CheckQuery, IsARule) {
  const auto query = parse_check_query("role=Writer&role=Reader&redirect=1&preflight=pass");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->requirement.any_role, (std::vector<std::string>{"Writer", "Reader"}));
  EXPECT_TRUE(query->redirect);
  EXPECT_EQ(query->preflight, Preflight::pass);
  EXPECT_EQ(query->permit_status, 204);
  EXPECT_EQ(parse_check_query("status=200")->permit_status, 200);
  EXPECT_EQ(parse_check_query("status=204")->permit_status, 204);
  EXPECT_FALSE(parse_check_query("redirect=0")->redirect);
  EXPECT_TRUE(parse_check_query("")->requirement.any_role.empty());
}

TEST(CheckQuery, AMisspeltRuleIsRefusedWithTheWordThatWasMeant) {
  RecordProperty("covers", "A9");
  for (const std::string_view query :
       {"roles=Admin", "Role=Admin", "role[]=Admin", "ROLE=Admin", "role%5B%5D=Admin", "rolle=Admin", "role%20=Admin"})
    EXPECT_EQ(complaint(query), "Unknown parameter: write role.") << query;
  EXPECT_EQ(complaint("role=Reader&redir=1"), "Unknown parameter: write redirect.");
  EXPECT_EQ(complaint("admin=1"), "Unknown parameter: write role=Admin.");
  for (const std::string_view query : {"groups=x", "=Admin", "user=ann", "r%C3%B6le=x"})
    EXPECT_EQ(complaint(query),
              "Unknown parameter: /check takes role, operation, resource, id, redirect, preflight and status.")
        << query;
}

TEST(CheckQuery, MayAskForAnOperation) {
  const auto query = parse_check_query("role=Reader&operation=ViewAll&resource=dashboard&id=7");
  ASSERT_TRUE(query);
  EXPECT_EQ(
      query->operation,
      (OperationRequirement{.operation = "ViewAll", .resource = "dashboard", .id = AttributeSource{.text = "7"}}));
  EXPECT_FALSE(parse_check_query("role=Reader")->operation);
  EXPECT_FALSE(parse_check_query("operation=ViewAll&resource=dashboard")->operation->id);
}

TEST(CheckQuery, AnIdThatAnApplicationMayReadInAnotherWayIsUnknown) {
  for (const std::string_view id : {"", "7;v=1", "7%2Fx", "7/x", "7%253F", "7%5Cx", "7+x", "7%20x", "7%2Bx"}) {
    const auto query = parse_check_query("operation=ViewAll&resource=dashboard&id=" + std::string(id));
    ASSERT_TRUE(query) << id;
    EXPECT_FALSE(query->operation->id) << id;
  }
  EXPECT_EQ(complaint("operation=ViewAll&resource=dashboard&id=7%00"), "The query of /check cannot be read.");
}

// A proxy that puts a part of the client's path into the id must not let the client change the rule.
TEST(CheckQuery, NothingStandsBehindTheId) {
  for (const std::string_view added : {"&role=Reader", "&id=8", "&operation=ViewBasic", "&status=200", "&x=1", "&x"})
    EXPECT_NE(complaint("operation=ViewAll&resource=dashboard&id=7" + std::string(added)), "good") << added;
}

TEST(CheckQuery, AnOperationStandsWithItsResource) {
  EXPECT_EQ(complaint("operation=ViewAll"), "operation and resource stand together.");
  EXPECT_EQ(complaint("resource=dashboard"), "operation and resource stand together.");
  EXPECT_EQ(complaint("id=7"), "id stands with operation and resource.");
  for (const std::string_view query :
       {"operation=&resource=dashboard", "operation=ViewAll&resource=", "operation=A&operation=B&resource=dashboard",
        "operation=ViewAll&resource=a&resource=b", "role=Reader&id=7"})
    EXPECT_NE(complaint(query), "good") << query;
}

TEST(CheckQuery, AValueWithoutAMeaningIsRefused) {
  RecordProperty("covers", "A9");
  for (const std::string_view query :
       {"role=", "role", "redirect=yes", "redirect", "redirect=1&redirect=0", "preflight=1", "role=%zz",
        "status=", "status=201", "status=401", "status=2000", "status=200&status=200", "preflight=pass&preflight=pass"})
    EXPECT_NE(complaint(query), "good") << query;
}

}  // namespace
}  // namespace sallyport::gateway
