#include "identity/policy/rules.h"

#include "identity/policy/policy_fixture.h"

namespace sallyport::identity {
namespace {

using namespace testing;

std::string_view policy_reason(std::vector<Rule> rules) {
  return reason_of(check_policy({"P", std::move(rules)}, small_vocabulary()));
}

Rule plain_rule() {
  return rule_for(Effect::allow, {"ViewAll"}, "isOwner()", {"dashboard"});
}

TEST(PolicyCheck, APlainPolicyPasses) {
  EXPECT_EQ(policy_reason({plain_rule()}), "none");
  EXPECT_EQ(policy_reason({rule_for(Effect::deny, {"All"}, "", {"aLL"})}), "none");
}

TEST(PolicyCheck, NeedsANameAndRules) {
  EXPECT_EQ(reason_of(check_policy({"", {plain_rule()}}, small_vocabulary())), "policy_name");
  EXPECT_EQ(reason_of(check_policy({" P", {plain_rule()}}, small_vocabulary())), "policy_name");
  EXPECT_EQ(reason_of(check_policy({std::string(129, 'p'), {plain_rule()}}, small_vocabulary())), "policy_name");
  EXPECT_EQ(policy_reason({}), "policy_rules");
  EXPECT_EQ(policy_reason(std::vector<Rule>(kMaxRules + 1, plain_rule())), "policy_rules");
}

TEST(PolicyCheck, EachRuleHasItsOwnName) {
  EXPECT_EQ(policy_reason({plain_rule(), plain_rule()}), "rule_name");
  Rule nameless = plain_rule();
  nameless.name = "a\nb";  // would forge a line of the log
  EXPECT_EQ(policy_reason({nameless}), "rule_name");
}

TEST(PolicyCheck, ResourcesMustExist) {
  EXPECT_EQ(policy_reason({rule_for(Effect::deny, {"All"}, "", {})}), "rule_resources");
  EXPECT_EQ(policy_reason({rule_for(Effect::deny, {"All"}, "", {"Dashboard"})}), "rule_resources");  // another case
  // OpenMetadata reads "All" only in the first place, so one of the two would be ignored.
  EXPECT_EQ(policy_reason({rule_for(Effect::deny, {"All"}, "", {"dashboard", "All"})}), "rule_resources");
}

TEST(PolicyCheck, OperationsMustExist) {
  EXPECT_EQ(policy_reason({rule_for(Effect::deny, {})}), "rule_operations");
  EXPECT_EQ(policy_reason({rule_for(Effect::deny, {"ViewAl"})}), "rule_operations");
  EXPECT_EQ(policy_reason({rule_for(Effect::deny, {"EditOwner"})}), "none");  // OpenMetadata's word until 1.5
}

TEST(PolicyCheck, AConditionMustBeReadable) {
  const auto checked = check_policy({"P", {rule_for(Effect::deny, {"All"}, "noOwner() &&")}}, small_vocabulary());
  ASSERT_EQ(reason_of(checked), "rule_condition");
  EXPECT_EQ(checked.error().detail, "the condition of rule rule: column 13: expected a function");
}

TEST(PolicyCheck, MatchAttributeReadsOnlyAttributesThatExist) {
  EXPECT_EQ(policy_reason({rule_for(Effect::allow, {"All"}, "!matchAttribute('region', 'eu')")}), "none");
  EXPECT_EQ(policy_reason({rule_for(Effect::allow, {"All"}, "matchAttribute('type', 'page')")}), "none");
  EXPECT_EQ(policy_reason({rule_for(Effect::allow, {"All"}, "noOwner() || !matchAttribute('regoin', 'eu')")}),
            "rule_attribute");
  EXPECT_EQ(policy_reason({rule_for(Effect::allow, {"All"}, "matchAttribute('owners', 'ann')")}), "rule_attribute");
}

TEST(PolicyCheck, ADescriptionIsBoundedText) {
  Rule rule = rule_for(Effect::allow, {"All"});
  rule.description = std::string(kMaxRuleDescription, 'x');
  EXPECT_EQ(policy_reason({rule}), "none");
  rule.description += 'x';
  EXPECT_EQ(policy_reason({rule}), "rule_description");
  rule.description = "\xff";
  EXPECT_EQ(policy_reason({rule}), "rule_description");
}

TEST(RoleCheck, NeedsANameAndPolicies) {
  EXPECT_EQ(reason_of(check_role({"R", {"P"}})), "none");
  EXPECT_EQ(reason_of(check_role({"", {"P"}})), "role_name");
  EXPECT_EQ(reason_of(check_role({"R", {}})), "role_policies");
  EXPECT_EQ(reason_of(check_role({"R", {"P", "P"}})), "role_policies");
}

}  // namespace
}  // namespace sallyport::identity
