#include "app/commands/import/plan.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sallyport::app {
namespace {

Wanted role(const std::string& name, std::vector<std::string> policies) {
  Wanted wanted{"roles", name, {{"name", name}, {"policies", json::Array(policies.begin(), policies.end())}}, {}};
  for (std::string& policy : policies) wanted.needs.push_back({"policies", std::move(policy)});
  return wanted;
}

Wanted policy(const std::string& name, const std::string& condition = {}) {
  json::Object rule{
      {"name", "R"}, {"effect", "allow"}, {"operations", json::Array{"A", "B"}}, {"resources", json::Array{"t"}}};
  if (!condition.empty()) rule.set("condition", condition);
  return {"policies", name, {{"name", name}, {"rules", json::Array{std::move(rule)}}}, {}};
}

json::Object parsed(std::string_view text) {
  return json::parse_object(text).value();
}

ImportPlan plan(std::vector<Wanted> wanted, const Objects& here = {}) {
  return make_plan({std::move(wanted), {}}, here);
}

TEST(ImportPlan, WhatIsNotHereIsCreatedInOrder) {
  const ImportPlan made = plan({policy("P"), role("R", {"P"})});
  ASSERT_EQ(made.steps.size(), 2u);
  EXPECT_EQ(made.steps[0].name, "P");
  EXPECT_EQ(made.steps[1].name, "R");
  EXPECT_EQ(made.steps[1].does, Does::create);
  EXPECT_TRUE(made.left_out.empty());
}

TEST(ImportPlan, WhatIsHereJustSoNeedsNoStep) {
  const Objects here{
      {"policies",
       {{"P", parsed(R"({"name":"P","description":"ours","rules":[{"name":"R","effect":"allow","condition":"",)"
                     R"("operations":["B","A"],"resources":["t"]}]})")}}},
      {"roles", {{"R", parsed(R"({"name":"R","policies":[{"id":"1","name":"P"}]})")}}}};
  const ImportPlan made = plan({policy("P"), role("R", {"P"})}, here);
  EXPECT_TRUE(made.steps.empty());
  EXPECT_EQ(made.same, 2u);
}

TEST(ImportPlan, AChangeNamesTheMembersThatDiffer) {
  const Objects here{{"policies", {{"P", parsed(R"({"name":"P","rules":[]})")}, {"Q", parsed(R"({"name":"Q"})")}}},
                     {"roles", {{"R", parsed(R"({"name":"R","policies":[{"name":"Q"}]})")}}}};
  const ImportPlan made = plan({policy("P", "isOwner()"), role("R", {"P", "Q"})}, here);
  ASSERT_EQ(made.steps.size(), 2u);
  EXPECT_EQ(made.steps[0].does, Does::change);
  EXPECT_EQ(made.steps[0].changes, std::vector<std::string>{"rules"});
  EXPECT_EQ(made.steps[1].changes, std::vector<std::string>{"policies"});
}

TEST(ImportPlan, WhatNeedsSomethingThatIsLeftOutIsLeftOutToo) {
  Wanted team{"teams", "T", {{"name", "T"}}, {{"roles", "R"}}};
  const ImportPlan made = plan({team, role("R", {"Missing"})});
  EXPECT_TRUE(made.steps.empty());
  ASSERT_EQ(made.left_out.size(), 2u);
  EXPECT_EQ(made.left_out[0].why, "it needs the policy Missing, which is not taken");
  EXPECT_EQ(made.left_out[1].why, "it needs the role R, which is not taken");
}

TEST(ImportPlan, WhatIsHereAlreadySatisfiesANeed) {
  const Objects here{{"policies", {{"Missing", parsed(R"({"name":"Missing"})")}}}};
  EXPECT_EQ(plan({role("R", {"Missing"})}, here).steps.size(), 1u);
}

TEST(ImportPlan, WhatWasDeletedHereIsNotMadeAgain) {
  const Objects here{{"policies", {{"P", parsed(R"({"name":"P","deleted":true})")}}}};
  const ImportPlan made = plan({policy("P"), role("R", {"P"})}, here);
  EXPECT_TRUE(made.steps.empty());
  ASSERT_EQ(made.left_out.size(), 2u);
  EXPECT_EQ(made.left_out[0].why, "it was deleted here; restore it first");
}

TEST(ImportPlan, PeopleKeepWhatTheyHaveHere) {
  const Wanted ann{"users", "ann", {{"name", "ann"}, {"email", "ann@corp.example"}, {"roles", json::Array{"New"}}}, {}};
  const Objects here{
      {"users", {{"ann", parsed(R"({"name":"ann","email":"ann@corp.example","roles":[{"name":"Old"}]})")}}}};
  const ImportPlan made = plan({ann}, here);
  ASSERT_EQ(made.steps.size(), 1u);
  EXPECT_EQ(made.steps[0].changes, std::vector<std::string>{"roles"});
  EXPECT_EQ(json::print(*made.steps[0].body.find("roles")), R"(["New","Old"])");
  const Objects more{
      {"users", {{"ann", parsed(R"({"name":"ann","email":"x@y.example","roles":[{"name":"Old"},{"name":"New"}]})")}}}};
  EXPECT_TRUE(plan({ann}, more).steps.empty()) << "the address is the provider's";
}

TEST(ImportPlan, APersonIsFoundByTheAddressUnderAnotherName) {
  const Wanted ann{"users", "ann", {{"name", "ann"}, {"email", "Ann@other.example"}}, {}};
  const Objects here{
      {"users", {{"ann@other.example", parsed(R"({"name":"ann@other.example","email":"ann@other.example"})")}}}};
  const ImportPlan made = plan({ann}, here);
  EXPECT_TRUE(made.steps.empty());
  EXPECT_EQ(made.same, 1u);
}

}  // namespace
}  // namespace sallyport::app
