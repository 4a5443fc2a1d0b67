// The rules of decision.h a second time, for comparison: on names, without tables, as slowly as it reads. It shares no
// code with the evaluator, and has conditions of its own. Its attributes are those of policy_fixture.h.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "identity/policy/decision.h"
#include "identity/policy/question.h"
#include "identity/policy/snapshot.h"

namespace sallyport::identity::testing {

using Maybe = std::optional<bool>;  // absent: unknown

struct ReferenceCondition {
  std::string word;                          // a function, "!", "&&" or "||"
  std::vector<std::string> arguments;        // of a function
  std::vector<ReferenceCondition> operands;  // of the others
};

class Reference {
 public:
  // `conditions` are those of the model's rules, by policy and rule.
  using Conditions = std::vector<std::vector<std::optional<ReferenceCondition>>>;

  Reference(const Model& model, const Conditions& conditions, const Principal& principal, const Object& object)
      : model_(model), conditions_(conditions), principal_(principal), object_(object) {}

  Verdict decide(const std::vector<std::string>& operations) const {
    for (const auto& operation : operations)
      if (!in_scope(operation)) return Verdict::outside_scope;
    if (principal_.admin) return Verdict::administrator;
    for (const auto& operation : operations)
      if (any_rule(Effect::deny, operation, [](Maybe answer) { return answer != Maybe(false); }))
        return Verdict::denied;
    for (const auto& operation : operations)
      if (!any_rule(Effect::allow, operation, [](Maybe answer) { return answer == Maybe(true); }))
        return Verdict::not_allowed;
    return Verdict::allowed;
  }

 private:
  using Attached = std::set<std::pair<std::string, std::string>>;  // a policy and the team to which it is attached

  bool any_rule(Effect effect, const std::string& operation, bool (*satisfied)(Maybe)) const {
    for (const auto& [policy, team] : policies(effect))
      for (std::size_t p = 0; p < model_.policies.size(); ++p)
        for (std::size_t r = 0; r < model_.policies[p].rules.size(); ++r) {
          const Rule& rule = model_.policies[p].rules[r];
          if (model_.policies[p].name != policy || rule.effect != effect) continue;
          if (!names_resource(rule) || !names_operation(rule, operation)) continue;
          const auto& condition = conditions_[p][r];
          if (satisfied(condition ? answer(*condition, team) : Maybe(true))) return true;
        }
    return false;
  }

  bool names_resource(const Rule& rule) const {
    for (const auto& resource : rule.resources)
      if (resource == "All" || resource == object_.resource) return true;
    return false;
  }

  static bool names_operation(const Rule& rule, const std::string& operation) {
    for (const auto& name : rule.operations) {
      if (name == operation || name == "All") return true;
      if (name == "ViewAll" && operation.substr(0, 4) == "View") return true;
      if (name == "EditAll" && operation.substr(0, 4) == "Edit") return true;
    }
    return false;
  }

  bool in_scope(const std::string& operation) const {
    if (principal_.scope.operations.empty()) return true;
    for (const auto& row : principal_.scope.operations)
      if (row.resource == "All" || row.resource == object_.resource)
        if (names_operation({.operations = row.operations}, operation)) return true;
    return false;
  }

  Attached policies_within_scope() const {
    Attached found;
    for (const auto& role : principal_.roles)
      for (const auto& named : principal_.scope.roles)
        if (role == named) add_role(role, "", found);
    return found;
  }

  Attached policies(Effect effect) const {
    if (effect == Effect::allow && !principal_.scope.roles.empty()) return policies_within_scope();
    Attached found;
    for (const auto& role : principal_.roles) add_role(role, "", found);
    for (const auto& team : own_teams()) {
      for (const auto& role : team_of(team)->default_roles) add_role(role, team, found);
      for (const auto& policy : team_of(team)->policies) found.emplace(policy, team);
    }
    for (const Team& team : model_.teams)
      if (may_be_above_an_owner(team.name, effect))
        for (const auto& policy : team.policies) found.emplace(policy, team.name);
    return found;
  }

  bool may_be_above_an_owner(const std::string& team, Effect effect) const {
    if (!has_owners()) return false;
    if (!object_.owners) return effect == Effect::deny;
    for (const Owner& owner : *object_.owners)
      if (owner.type == Owner::Type::team && is_under(owner.name, team)) return true;
    return false;
  }

  void add_role(const std::string& name, const std::string& team, Attached& found) const {
    for (const Role& role : model_.roles)
      if (role.name == name)
        for (const auto& policy : role.policies) found.emplace(policy, team);
  }

  const Team* team_of(const std::string& name) const {
    for (const Team& team : model_.teams)
      if (team.name == name) return &team;
    return nullptr;
  }

  bool is_under(const std::string& team, const std::string& top) const {
    if (!team_of(team)) return false;
    if (team == top) return true;
    for (const auto& parent : team_of(team)->parents)
      if (is_under(parent, top)) return true;
    return false;
  }

  // The teams in and under which the principal is.
  std::set<std::string> own_teams() const {
    std::set<std::string> teams;
    if (principal_.kind == PrincipalKind::bot) return teams;
    for (const Team& top : model_.teams)
      for (const auto& own : principal_.teams)
        if (is_under(own, top.name)) teams.insert(top.name);
    return teams;
  }

  bool has_owners() const { return object_.resource == "dashboard"; }

  Maybe answer(const ReferenceCondition& condition, const std::string& team) const {
    if (condition.word == "!") {
      const Maybe inner = answer(condition.operands[0], team);
      return inner ? Maybe(!*inner) : Maybe();
    }
    if (condition.word != "&&" && condition.word != "||") return call(condition.word, condition.arguments, team);
    const bool decisive = condition.word == "||";
    bool open = false;
    for (const auto& operand : condition.operands) {
      const Maybe one = answer(operand, team);
      if (one && *one == decisive) return decisive;
      open = open || !one;
    }
    return open ? Maybe() : Maybe(!decisive);
  }

  Maybe call(const std::string& name, const std::vector<std::string>& arguments, const std::string& team) const {
    const bool dashboard = object_.resource == "dashboard";
    if (name == "noOwner") return dashboard ? owners([](const auto& all) { return Maybe(all.empty()); }) : true;
    if (name == "isOwner") return dashboard ? owners([&](const auto& all) { return is_owner(all); }) : false;
    if (name == "noDomain") return dashboard ? (object_.domains ? Maybe(object_.domains->empty()) : Maybe()) : true;
    if (name == "hasDomain") return has_domain(dashboard);
    if (name == "matchAnyTag") return dashboard ? any_of(object_.tags, arguments) : false;
    if (name == "matchAllTags") return dashboard ? all_of(object_.tags, arguments) : false;
    if (name == "matchAnyCertification") return dashboard ? any_of(object_.certifications, arguments) : false;
    if (name == "matchTeam") return match_team(team);
    if (name == "inAnyTeam") return any_of(own_teams(), arguments);
    if (name == "hasAnyRole") return any_of(all_roles(), arguments);
    if (name == "isAdminUser") return object_.resource == "person" ? object_.admin : Maybe(false);
    if (name == "matchAttribute") {
      if (!dashboard) return false;
      const auto found = object_.own.find("region");
      return found == object_.own.end() ? Maybe() : any_of(std::optional(found->second), arguments, 1);
    }
    ADD_FAILURE() << "no such function: " << name;
    return {};
  }

  Maybe owners(const auto& ask) const { return object_.owners ? ask(*object_.owners) : Maybe(); }

  Maybe is_owner(const std::vector<Owner>& all) const {
    for (const Owner& owner : all) {
      if (owner.type == Owner::Type::person && owner.name == principal_.id.value) return true;
      if (owner.type == Owner::Type::team && principal_.kind == PrincipalKind::person)
        for (const auto& own : principal_.teams)
          if (own == owner.name && team_of(own)) return true;
    }
    return false;
  }

  Maybe has_domain(bool dashboard) const {
    if (dashboard && !object_.domains) return {};
    const std::vector<std::string> domains = dashboard ? *object_.domains : std::vector<std::string>{};
    if (domains.empty() != principal_.domains.empty()) return false;
    return domains.empty() || *any_of(std::optional(domains), principal_.domains);
  }

  Maybe match_team(const std::string& team) const {
    if (team.empty() || !own_teams().contains(team)) return false;
    if (!has_owners()) return false;
    if (!object_.owners) return {};
    bool open = false;
    for (const Owner& owner : *object_.owners) {
      const Maybe under = owner_is_under(owner, team);
      if (under == Maybe(true)) return true;
      open = open || !under;
    }
    return open ? Maybe() : Maybe(false);
  }

  Maybe owner_is_under(const Owner& owner, const std::string& team) const {
    if (owner.type == Owner::Type::team) return team_of(owner.name) ? Maybe(is_under(owner.name, team)) : Maybe();
    if (owner.name == principal_.id.value) return true;
    if (!owner.teams) return {};
    for (const auto& one : *owner.teams)
      if (is_under(one, team)) return true;
    return false;
  }

  std::set<std::string> all_roles() const {
    std::set<std::string> roles(principal_.roles.begin(), principal_.roles.end());
    for (const auto& deleted : model_.deleted_roles) roles.erase(deleted);
    for (const auto& team : own_teams())
      for (const auto& role : team_of(team)->default_roles)
        for (const Role& known : model_.roles)
          if (known.name == role) roles.insert(role);
    return roles;
  }

  static Maybe any_of(const auto& values, const std::vector<std::string>& wanted, std::size_t from = 0) {
    if constexpr (requires { values.has_value(); }) {
      return values ? any_of(std::set<std::string>(values->begin(), values->end()), wanted, from) : Maybe();
    } else {
      for (std::size_t i = from; i < wanted.size(); ++i)
        if (values.contains(wanted[i])) return true;
      return false;
    }
  }

  static Maybe all_of(const std::optional<std::vector<std::string>>& values, const std::vector<std::string>& wanted) {
    if (!values) return {};
    for (const auto& one : wanted)
      if (!*any_of(values, {one})) return false;
    return true;
  }

  const Model& model_;
  const Conditions& conditions_;
  const Principal& principal_;
  const Object& object_;
};

}  // namespace sallyport::identity::testing
