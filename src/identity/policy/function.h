// The functions of the condition language. Their names and meanings are OpenMetadata's, but for matchAttribute().
// Source: OpenMetadata, Advanced concepts, Conditions; docs/policies.md, Functions.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace sallyport::identity {

enum class Function : std::uint8_t {
  no_owner,
  is_owner,
  has_domain,
  no_domain,
  match_all_tags,
  match_any_tag,
  match_any_certification,
  match_team,
  in_any_team,
  has_any_role,
  is_admin_user,
  match_attribute,
};

// What the arguments of a function name.
enum class Argument : std::uint8_t {
  none,       // the function takes no argument
  tag,        // one or more tags, by their fully qualified names
  team,       // one or more teams
  role,       // one or more roles
  attribute,  // an attribute, then one or more of its values
};

struct FunctionRow {
  Function function;
  std::string_view name;
  Argument argument;
  std::string_view input;        // for people: what the arguments are
  std::string_view description;  // for people
  std::string_view example;
  std::string_view reads;  // the attribute of the object that it reads; empty: none, or the one that it names
};

// One row for each Function, in its order.
inline constexpr std::array kFunctions{
    FunctionRow{Function::no_owner, "noOwner", Argument::none, "none", "The object has no owner.",
                "noOwner() || isOwner()", "owners"},
    FunctionRow{Function::is_owner, "isOwner", Argument::none, "none",
                "The person, or a team that the person is a member of, owns the object.", "isOwner()", "owners"},
    FunctionRow{Function::has_domain, "hasDomain", Argument::none, "none",
                "The person and the object share a domain, or neither has one.", "!hasDomain()", "domain"},
    FunctionRow{Function::no_domain, "noDomain", Argument::none, "none", "The object has no domain.", "noDomain()",
                "domain"},
    FunctionRow{Function::match_all_tags, "matchAllTags", Argument::tag, "tags, separated by commas",
                "The object has all of these tags.", "matchAllTags('PersonalData.Personal', 'Tier.Tier1')", "tags"},
    FunctionRow{Function::match_any_tag, "matchAnyTag", Argument::tag, "tags, separated by commas",
                "The object has at least one of these tags.", "matchAnyTag('PII.Sensitive', 'Tier.Tier1')", "tags"},
    FunctionRow{Function::match_any_certification, "matchAnyCertification", Argument::tag,
                "certifications, separated by commas", "The object has one of these certifications.",
                "matchAnyCertification('Certification.Gold')", "certification"},
    FunctionRow{Function::match_team, "matchTeam", Argument::none, "none",
                "The person and an owner of the object are both in or under the team to which the policy is attached.",
                "!matchTeam()", "owners"},
    FunctionRow{Function::in_any_team, "inAnyTeam", Argument::team, "teams, separated by commas",
                "The person is in or under at least one of these teams.", "inAnyTeam('Marketing')", ""},
    FunctionRow{Function::has_any_role, "hasAnyRole", Argument::role, "roles, separated by commas",
                "The person has at least one of these roles, directly or through a team.",
                "hasAnyRole('DataSteward', 'DataEngineer')", ""},
    FunctionRow{Function::is_admin_user, "isAdminUser", Argument::none, "none",
                "The object is a person who is an administrator.", "!isAdminUser()", "isAdmin"},
    FunctionRow{Function::match_attribute, "matchAttribute", Argument::attribute,
                "an attribute and its values, separated by commas",
                "The attribute of the object has at least one of these values.", "matchAttribute('region', 'eu', 'uk')",
                ""},
};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kFunctions.size(); ++i)
    if (static_cast<std::size_t>(kFunctions[i].function) != i) return false;
  return true;
}
static_assert(is_in_order());

// Null if there is no function of this name. Names are compared exactly.
constexpr const FunctionRow* find_function(std::string_view name) {
  for (const FunctionRow& row : kFunctions)
    if (row.name == name) return &row;
  return nullptr;
}

}  // namespace sallyport::identity
