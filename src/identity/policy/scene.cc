#include "identity/policy/scene.h"

#include <algorithm>
#include <array>
#include <span>

namespace sallyport::identity {
namespace {

using Arguments = std::span<const std::uint32_t>;

bool holds(const std::vector<Symbol>& sorted, Symbol symbol) {
  return std::ranges::binary_search(sorted, symbol);
}

bool holds_any(const std::vector<Symbol>& sorted, Arguments symbols) {
  return std::ranges::any_of(symbols, [&](Symbol symbol) { return holds(sorted, symbol); });
}

Truth any_of_known(const PreparedValues& values, Arguments symbols) {
  return values.known ? truth_of(holds_any(values.symbols, symbols)) : Truth::unknown;
}

Truth no_owner(const Scene& scene, Arguments, Place) {
  return scene.object.owners_known ? truth_of(scene.object.owners.empty()) : Truth::unknown;
}

bool is_self(const PreparedOwner& owner, const PreparedPrincipal& principal) {
  return owner.type == Owner::Type::person && !owner.name.empty() && owner.name == principal.principal.id.value;
}

// A team's members own what the team owns, but people further down do not.
Truth is_owner(const Scene& scene, Arguments, Place) {
  if (!scene.object.owners_known) return Truth::unknown;
  const auto& own_teams = scene.principal.teams;
  return truth_of(std::ranges::any_of(scene.object.owners, [&](const PreparedOwner& owner) {
    if (owner.type == Owner::Type::person) return is_self(owner, scene.principal);
    return owner.team != kNowhere && std::ranges::find(own_teams, owner.team) != own_teams.end();
  }));
}

Truth has_domain(const Scene& scene, Arguments, Place) {
  if (!scene.object.domains_known) return Truth::unknown;
  const auto& ours = scene.principal.principal.domains;
  const auto& domains = scene.object.domains;
  if (ours.empty() || domains.empty()) return truth_of(ours.empty() && domains.empty());
  return truth_of(
      std::ranges::any_of(domains, [&](const auto& domain) { return std::ranges::find(ours, domain) != ours.end(); }));
}

Truth no_domain(const Scene& scene, Arguments, Place) {
  return scene.object.domains_known ? truth_of(scene.object.domains.empty()) : Truth::unknown;
}

Truth match_all_tags(const Scene& scene, Arguments tags, Place) {
  if (!scene.object.tags.known) return Truth::unknown;
  return truth_of(std::ranges::all_of(tags, [&](Symbol tag) { return holds(scene.object.tags.symbols, tag); }));
}

Truth match_any_tag(const Scene& scene, Arguments tags, Place) {
  return any_of_known(scene.object.tags, tags);
}

Truth match_any_certification(const Scene& scene, Arguments certifications, Place) {
  return any_of_known(scene.object.certifications, certifications);
}

// Whether the owner is in or under the team. A team that does not exist any more may have been.
Truth is_under(const PreparedOwner& owner, const Scene& scene, Place team) {
  if (is_self(owner, scene.principal)) return Truth::yes;  // match_team() has looked
  const bool known = owner.type == Owner::Type::team ? owner.team != kNowhere : owner.teams_known;
  return known ? truth_of(has_bit(owner.under, team)) : Truth::unknown;
}

Truth match_team(const Scene& scene, Arguments, Place team) {
  if (team == kNowhere || !has_bit(scene.principal.under, team)) return Truth::no;
  if (!scene.object.owners_known) return Truth::unknown;
  Truth answer = Truth::no;
  for (const PreparedOwner& owner : scene.object.owners) answer = either(answer, is_under(owner, scene, team));
  return answer;
}

Truth in_any_team(const Scene& scene, Arguments teams, Place) {
  return truth_of(std::ranges::any_of(teams, [&](Place team) { return has_bit(scene.principal.under, team); }));
}

Truth has_any_role(const Scene& scene, Arguments roles, Place) {
  return truth_of(holds_any(scene.principal.symbols, roles));
}

Truth is_admin_user(const Scene& scene, Arguments, Place) {
  return scene.object.admin;
}

Truth match_attribute(const Scene& scene, Arguments attribute_and_values, Place) {
  const auto found = std::ranges::find(scene.object.own, attribute_and_values.front(), &PreparedAttribute::name);
  if (found == scene.object.own.end()) return Truth::no;  // the resource does not have it
  return any_of_known(found->values, attribute_and_values.subspan(1));
}

using Evaluate = Truth (*)(const Scene&, Arguments, Place);

// One for each Function, in its order.
constexpr std::array<Evaluate, kFunctions.size()> kEvaluate{
    no_owner,   is_owner,    has_domain,   no_domain,     match_all_tags,  match_any_tag, match_any_certification,
    match_team, in_any_team, has_any_role, is_admin_user, match_attribute,
};

// The recursion is as deep as the condition, which is bounded.
Truth evaluate_node(const Scene& scene, Place place, Place team) {
  const ConditionNode& node = scene.snapshot.nodes[place];
  if (node.kind == Condition::Kind::call) {
    const Arguments all(scene.snapshot.arguments);
    const auto arguments = all.subspan(node.first_argument, node.arguments_end - node.first_argument);
    return kEvaluate[static_cast<std::size_t>(node.function)](scene, arguments, team);
  }
  if (node.kind == Condition::Kind::negation) return negate(evaluate_node(scene, place + 1, team));
  const bool conjunction = node.kind == Condition::Kind::conjunction;
  const Truth decided = conjunction ? Truth::no : Truth::yes;  // no further operand changes it
  Truth answer = negate(decided);
  for (Place operand = place + 1; operand < node.past && answer != decided;
       operand = scene.snapshot.nodes[operand].past) {
    const Truth one = evaluate_node(scene, operand, team);
    answer = conjunction ? both(answer, one) : either(answer, one);
  }
  return answer;
}

}  // namespace

Truth evaluate(const Scene& scene, const CompiledRule& rule, Place team) {
  if (rule.unreadable) return Truth::unknown;
  return rule.condition == kNowhere ? Truth::yes : evaluate_node(scene, rule.condition, team);
}

}  // namespace sallyport::identity
