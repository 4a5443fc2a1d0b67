// Random models and questions for property tests. The same seed gives the same ones everywhere.
#pragma once

#include <random>

#include "identity/policy/policy_fixture.h"
#include "identity/policy/reference_fixture.h"

namespace sallyport::identity::testing {

class RandomPolicies {
 public:
  explicit RandomPolicies(std::uint64_t seed) : random_(seed) {}

  Model model;
  Reference::Conditions conditions;

  void make_model() {
    model = {small_vocabulary(), {}, {}, {}};
    conditions.clear();
    for (std::size_t i = 0; i < 5; ++i) add_policy("P" + std::to_string(i));
    for (std::size_t i = 0; i < 4; ++i) model.roles.push_back({"R" + std::to_string(i), some("P", 6, 2)});
    for (std::size_t i = 0; i < 7; ++i) add_team(i);
  }

  Principal principal() {
    return {.id = PersonId(one_of({"ann", "bob"})),
            .kind = chance(8) ? PrincipalKind::bot : PrincipalKind::person,
            .admin = chance(20),
            .roles = some("R", 5, 2),
            .teams = some("T", 8, 2),
            .domains = some("D", 3, 1)};
  }

  // Of roles, of operations, or of both. Some of its names are those of nothing.
  Scope scope() {
    Scope made;
    if (chance(2)) made.roles = some("R", 5, 3);
    if (chance(2) || made.roles.empty())
      for (std::size_t i = 0; i <= below(2); ++i)
        made.operations.push_back({one_of({"dashboard", "dashboard", "page", "All", "ghost"}), operations()});
    return made;
  }

  // One attribute of five is unknown.
  Object object() {
    Object made{.resource = one_of({"dashboard", "dashboard", "dashboard", "page", "person"})};
    if (made.resource == "person" && !chance(5)) made.admin = chance(2);
    if (made.resource != "dashboard") return made;
    if (!chance(5)) made.owners = owners();
    if (!chance(5)) made.domains = some("D", 3, 1);
    if (!chance(5)) made.tags = some("G", 4, 2);
    if (!chance(5)) made.certifications = some("G", 4, 1);
    if (!chance(5)) made.own["region"] = some("V", 3, 2);
    return made;
  }

  // The object with something in each place that was unknown.
  Object completed(Object object) {
    if (object.resource == "person" && !object.admin) object.admin = chance(2);
    if (object.resource != "dashboard") return object;
    if (!object.owners) object.owners = owners();
    for (Owner& owner : *object.owners)
      if (owner.type == Owner::Type::person && !owner.teams) owner.teams = some("T", 8, 2);
    if (!object.domains) object.domains = some("D", 3, 1);
    if (!object.tags) object.tags = some("G", 4, 2);
    if (!object.certifications) object.certifications = some("G", 4, 1);
    if (!object.own.contains("region")) object.own["region"] = some("V", 3, 2);
    return object;
  }

  Names operations() {
    Names all = small_vocabulary().operations();
    Names asked{all[below(all.size())]};
    if (chance(3)) asked.push_back(all[below(all.size())]);
    return asked;
  }

 private:
  std::size_t below(std::size_t end) { return random_() % end; }
  bool chance(std::size_t one_in) { return below(one_in) == 0; }
  std::string one_of(const Names& names) { return names[below(names.size())]; }

  // Up to `most` names, without one twice, in random order: "T0" to "T7". The highest of policies, roles and teams is
  // a name that nothing has.
  Names some(const std::string& prefix, std::size_t kinds, std::size_t most) {
    Names names;
    for (std::size_t i = below(most + 1); i > 0; --i) {
      auto name = prefix + std::to_string(below(kinds));
      if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    }
    return names;
  }

  std::vector<Owner> owners() {
    std::vector<Owner> made;
    for (std::size_t i = below(3); i > 0; --i) {
      if (chance(2)) {
        made.push_back(team_owner("T" + std::to_string(below(8))));
      } else {
        made.push_back(person_owner(one_of({"ann", "bob", "cid"})));
        if (chance(2)) made.back().teams = some("T", 8, 2);
      }
    }
    return made;
  }

  void add_policy(const std::string& name) {
    Policy policy{name, {}};
    conditions.emplace_back();
    for (std::size_t i = 0; i <= below(3); ++i) {
      Rule rule = rule_for(chance(3) ? Effect::deny : Effect::allow, operations());
      rule.name = "rule" + std::to_string(i);
      if (chance(2)) rule.resources = {one_of({"dashboard", "page", "person"})};
      std::optional<ReferenceCondition> condition;
      if (!chance(4)) condition = random_condition(3);
      if (condition) rule.condition = text_of(*condition);
      policy.rules.push_back(rule);
      conditions.back().push_back(condition);
    }
    model.policies.push_back(policy);
  }

  void add_team(std::size_t number) {
    Team team{.name = "T" + std::to_string(number)};
    if (number > 0) team.parents.push_back("T" + std::to_string(below(number)));
    if (number > 2 && chance(3)) team.parents.push_back("T" + std::to_string(below(number)));
    if (chance(2)) team.default_roles = some("R", 5, 2);
    if (chance(2)) team.policies = some("P", 6, 1);
    model.teams.push_back(team);
  }

  ReferenceCondition random_condition(std::size_t depth) {
    if (depth == 0 || chance(2)) return random_call();
    ReferenceCondition made{one_of({"!", "&&", "||"}), {}, {}};
    const std::size_t count = made.word == "!" ? 1 : 2 + below(2);
    for (std::size_t i = 0; i < count; ++i) made.operands.push_back(random_condition(depth - 1));
    return made;
  }

  ReferenceCondition random_call() {
    const std::string name =
        one_of({"noOwner", "isOwner", "hasDomain", "noDomain", "matchAllTags", "matchAnyTag", "matchAnyCertification",
                "matchTeam", "matchTeam", "inAnyTeam", "hasAnyRole", "isAdminUser", "matchAttribute"});
    const auto needed = [&](const std::string& prefix, std::size_t kinds) {
      Names names = some(prefix, kinds, 2);
      if (names.empty()) names.push_back(prefix + "0");
      return names;
    };
    if (name.starts_with("matchA") && name != "matchAttribute") return {name, needed("G", 4), {}};
    if (name == "inAnyTeam") return {name, needed("T", 8), {}};
    if (name == "hasAnyRole") return {name, needed("R", 5), {}};
    if (name != "matchAttribute") return {name, {}, {}};
    Names arguments = needed("V", 3);
    arguments.insert(arguments.begin(), "region");
    return {name, arguments, {}};
  }

  static std::string text_of(const ReferenceCondition& condition) {
    if (condition.word == "!") return "!(" + text_of(condition.operands[0]) + ")";
    std::string text = "(";
    const bool call = condition.operands.empty();
    const std::size_t count = call ? condition.arguments.size() : condition.operands.size();
    for (std::size_t i = 0; i < count; ++i) {
      if (i) text += call ? "," : " " + condition.word + " ";
      text += call ? "'" + condition.arguments[i] + "'" : text_of(condition.operands[i]);
    }
    return (call ? condition.word : "") + text + ")";
  }

  std::mt19937_64 random_;
};

}  // namespace sallyport::identity::testing
