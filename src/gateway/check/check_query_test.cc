#include "gateway/check/check_query.h"

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
    EXPECT_EQ(complaint(query), "Unknown parameter: /check takes role, redirect, preflight and status.") << query;
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
