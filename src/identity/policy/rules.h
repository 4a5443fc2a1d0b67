// Rules, policies and roles as an administrator writes them. A policy holds rules; a role holds policies; people have
// roles, by themselves or through a team, and a team may also have policies of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "identity/policy/condition.h"
#include "identity/policy/vocabulary.h"

namespace sallyport::identity {

enum class Effect : std::uint8_t { allow, deny };

// Whether the rule applies to a question depends on the resource, the operation and the condition. A rule that denies
// wins over every rule that allows; what no rule allows is denied.
struct Rule {
  std::string name{};
  std::string description{};
  Effect effect = Effect::allow;
  std::vector<std::string> resources{};   // or only "All", in any case
  std::vector<std::string> operations{};  // "ViewAll" stands for several: see vocabulary.h
  std::string condition{};                // as in condition.h; empty: always

  bool operator==(const Rule&) const = default;
};

struct Policy {
  std::string name{};  // no other policy has the same
  std::vector<Rule> rules{};

  bool operator==(const Policy&) const = default;
};

struct Role {
  std::string name{};  // no other role has the same
  std::vector<std::string> policies{};

  bool operator==(const Role&) const = default;
};

inline constexpr std::size_t kMaxRules = 100;    // of one policy
inline constexpr std::size_t kMaxPolicies = 50;  // of one role or team
inline constexpr std::size_t kMaxNameLength = 128;
inline constexpr std::size_t kMaxRuleDescription = 4096;  // bytes

// Whether a policy, a role, a rule or a team may have this name: 1 to 128 bytes of UTF-8, without control characters
// and without a space at an end.
bool is_entity_name(std::string_view name);

// Whether the rule names a resource as "All".
bool is_for_all_resources(const Rule& rule);

// Checks a policy before it is stored. What is stored already is checked again when it is compiled, and a rule that has
// become wrong fails closed there. The error's detail is for the person who wrote the policy.
// Errors (malformed): "policy_name", "policy_rules" (none, too many), "rule_name" (wrong, or given twice),
// "rule_description" (too long, or not UTF-8), "rule_resources" (none, unknown, or "All" beside others),
// "rule_operations" (none or unknown), "rule_condition", "rule_attribute" (matchAttribute() names an attribute that no
// resource has, or owners or isAdmin). Whether the teams that a condition names exist is for the store to check.
Result<void> check_policy(const Policy& policy, const Vocabulary& vocabulary);

// Returns the first attribute in the condition that matchAttribute() cannot read, because no resource has it or because
// it has a function of its own, or null.
const std::string* find_lost_attribute(const Condition& condition, const Vocabulary& vocabulary);

// The teams and roles that the conditions of a policy name.
struct NamedInConditions {
  std::set<std::string> teams{};
  std::set<std::string> roles{};
};

// A condition that cannot be parsed names nothing.
NamedInConditions names_in_conditions(const Policy& policy);

// Checks a role before it is stored. Errors (malformed): "role_name"; "role_policies" (none, too many, or one twice).
// Whether the policies exist is for the store to check.
Result<void> check_role(const Role& role);

}  // namespace sallyport::identity
