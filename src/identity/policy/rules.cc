#include "identity/policy/rules.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace sallyport::identity {
namespace {

Result<void> check_resources(const Rule& rule, const Vocabulary& vocabulary) {
  if (rule.resources.empty())
    return failure(Kind::malformed, "rule_resources", {}, "rule " + rule.name + " names no resource");
  if (is_for_all_resources(rule)) {
    if (rule.resources.size() == 1) return {};
    return failure(Kind::malformed, "rule_resources", {}, "rule " + rule.name + " names resources beside All");
  }
  for (const auto& resource : rule.resources)
    if (!vocabulary.find_resource(resource))
      return failure(Kind::malformed, "rule_resources", {}, "rule " + rule.name + ": there is no resource " + resource);
  return {};
}

Result<void> check_operations(const Rule& rule, const Vocabulary& vocabulary) {
  if (rule.operations.empty())
    return failure(Kind::malformed, "rule_operations", {}, "rule " + rule.name + " names no operation");
  for (const auto& operation : rule.operations)
    if (!vocabulary.find_operation(operation))
      return failure(Kind::malformed, "rule_operations", {},
                     "rule " + rule.name + ": there is no operation " + operation);
  return {};
}

// Whether matchAttribute() can read it. Owners and administrators have functions of their own.
bool is_matchable(std::string_view attribute, const Vocabulary& vocabulary) {
  return attribute != kOwners && attribute != kIsAdmin && vocabulary.has_attribute(attribute);
}

void add_names(const Condition& condition, NamedInConditions& named) {
  for (const Condition& operand : condition.operands) add_names(operand, named);
  const auto& names = condition.arguments;
  if (condition.kind != Condition::Kind::call) return;
  if (condition.function == Function::in_any_team) named.teams.insert(names.begin(), names.end());
  if (condition.function == Function::has_any_role) named.roles.insert(names.begin(), names.end());
}

Result<void> check_condition(const Rule& rule, const Vocabulary& vocabulary) {
  if (rule.condition.empty()) return {};
  const auto condition = parse_condition(rule.condition);
  if (!condition)
    return failure(Kind::malformed, "rule_condition", {},
                   "the condition of rule " + rule.name + ": " + condition.error().message);
  if (const auto* lost = find_lost_attribute(*condition, vocabulary))
    return failure(Kind::malformed, "rule_attribute", {},
                   "the condition of rule " + rule.name + ": matchAttribute() cannot read the attribute " + *lost);
  return {};
}

Result<void> check_description(const Rule& rule) {
  if (rule.description.size() <= kMaxRuleDescription && is_utf8(rule.description)) return {};
  return failure(Kind::malformed, "rule_description", {}, "the description of rule " + rule.name);
}

}  // namespace

const std::string* find_lost_attribute(const Condition& condition, const Vocabulary& vocabulary) {
  if (condition.kind == Condition::Kind::call) {
    const bool lost =
        condition.function == Function::match_attribute && !is_matchable(condition.arguments.front(), vocabulary);
    return lost ? &condition.arguments.front() : nullptr;
  }
  for (const Condition& operand : condition.operands)
    if (const auto* lost = find_lost_attribute(operand, vocabulary)) return lost;
  return nullptr;
}

NamedInConditions names_in_conditions(const Policy& policy) {
  NamedInConditions named;
  for (const Rule& rule : policy.rules)
    if (const auto condition = parse_condition(rule.condition)) add_names(*condition, named);
  return named;
}

bool is_entity_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxNameLength && !has_control(name) && is_utf8(name) && trim(name) == name;
}

bool is_for_all_resources(const Rule& rule) {
  return std::ranges::any_of(rule.resources, [](const auto& resource) { return ascii_iequals(resource, kAll); });
}

Result<void> check_policy(const Policy& policy, const Vocabulary& vocabulary) {
  if (!is_entity_name(policy.name)) return failure(Kind::malformed, "policy_name", {}, "the policy's name");
  if (policy.rules.empty())
    return failure(Kind::malformed, "policy_rules", {}, "At least one rule is required in a policy");
  if (policy.rules.size() > kMaxRules)
    return failure(Kind::malformed, "policy_rules", {}, "a policy has at most " + std::to_string(kMaxRules) + " rules");
  std::set<std::string_view> names;
  for (const Rule& rule : policy.rules) {
    if (!is_entity_name(rule.name)) return failure(Kind::malformed, "rule_name", {}, "the name of a rule");
    if (!names.insert(rule.name).second)
      return failure(Kind::malformed, "rule_name", {}, "two rules are named " + rule.name);
    SALLYPORT_CHECK(check_description(rule));
    SALLYPORT_CHECK(check_resources(rule, vocabulary));
    SALLYPORT_CHECK(check_operations(rule, vocabulary));
    SALLYPORT_CHECK(check_condition(rule, vocabulary));
  }
  return {};
}

Result<void> check_role(const Role& role) {
  if (!is_entity_name(role.name)) return failure(Kind::malformed, "role_name", {}, "the role's name");
  if (role.policies.empty())
    return failure(Kind::malformed, "role_policies", {}, "At least one policy is required in a role");
  const std::set<std::string_view> policies(role.policies.begin(), role.policies.end());
  if (role.policies.size() > kMaxPolicies || policies.size() != role.policies.size())
    return failure(Kind::malformed, "role_policies", {}, "too many policies, or one of them twice");
  return {};
}

}  // namespace sallyport::identity
