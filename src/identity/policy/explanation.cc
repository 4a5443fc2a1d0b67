#include "identity/policy/explanation.h"

#include <algorithm>
#include <map>
#include <set>

#include "identity/policy/evaluator.h"

namespace sallyport::identity {
namespace {

struct Notes {
  std::vector<Considered> considered;

  void operator()(const CompiledRule& rule, const Grant& grant, Truth answer) {
    considered.push_back({&rule, grant, answer});
  }
};

const Rule& rule_of(const Snapshot& snapshot, const CompiledRule& rule) {
  return snapshot.model.policies[rule.policy].rules[rule.rule];
}

// A shortest way up from one team to another, both included.
std::vector<std::string> path_between(const Snapshot& snapshot, Place from, Place to) {
  std::map<Place, Place> came_from{{from, from}};
  std::vector<Place> queue{from};
  for (std::size_t i = 0; i < queue.size() && !came_from.contains(to); ++i)
    for (const Place parent : snapshot.parents[queue[i]])
      if (came_from.emplace(parent, queue[i]).second) queue.push_back(parent);
  std::vector<std::string> path;
  if (!came_from.contains(to)) return path;
  for (Place team = to; team != from; team = came_from.at(team)) path.push_back(snapshot.model.teams[team].name);
  path.push_back(snapshot.model.teams[from].name);
  std::ranges::reverse(path);
  return path;
}

std::vector<std::string> names_of(const OperationSet& operations, const Vocabulary& vocabulary) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < vocabulary.operations().size(); ++i)
    if (operations[i]) names.push_back(vocabulary.operations()[i]);
  return names;
}

// Whether the attribute is one of the resource's, and not stated.
bool is_unknown(const ResourceDescriptor& resource, const Object& object, std::string_view attribute) {
  if (attribute == kId) return !object.id;
  if (std::ranges::find(resource.attributes, attribute) == resource.attributes.end()) return false;
  if (attribute == kOwners) return !object.owners;
  if (attribute == kDomain) return !object.domains;
  if (attribute == kTags) return !object.tags;
  if (attribute == kCertification) return !object.certifications;
  if (attribute == kIsAdmin) return !object.admin;
  return !object.own.contains(std::string(attribute));
}

// matchTeam() also needs the teams of each owner.
bool has_unknown_teams(const Object& object) {
  return object.owners && std::ranges::any_of(*object.owners, [](const Owner& owner) {
           return owner.type == Owner::Type::person && !owner.teams;
         });
}

// Adds the attributes that the condition reads and that are unknown.
void add_unknown(const Condition& condition, const ResourceDescriptor& resource, const Object& object,
                 std::set<std::string>& unknown) {
  for (const Condition& operand : condition.operands) add_unknown(operand, resource, object, unknown);
  if (condition.kind != Condition::Kind::call) return;
  const FunctionRow& row = kFunctions[static_cast<std::size_t>(condition.function)];
  const std::string_view attribute = row.argument == Argument::attribute ? condition.arguments.front() : row.reads;
  const bool teams = condition.function == Function::match_team && has_unknown_teams(object);
  if (teams || is_unknown(resource, object, attribute)) unknown.emplace(attribute);
}

std::vector<std::string> unknown_of(const Snapshot& snapshot, const std::vector<Considered>& considered,
                                    const Object& object) {
  const Vocabulary& vocabulary = snapshot.model.vocabulary;
  const ResourceDescriptor& resource = vocabulary.resources()[*vocabulary.find_resource(object.resource)];
  std::set<std::string> unknown;
  for (const Considered& one : considered) {
    if (one.grant.by_owner && !object.owners) unknown.emplace(kOwners);
    if (one.answer != Truth::unknown) continue;
    if (const auto condition = parse_condition(rule_of(snapshot, *one.rule).condition))
      add_unknown(*condition, resource, object, unknown);
  }
  return {unknown.begin(), unknown.end()};
}

}  // namespace

ConsideredRule with_names(const Snapshot& snapshot, const Considered& considered) {
  const Rule& rule = rule_of(snapshot, *considered.rule);
  const Grant& grant = considered.grant;
  ConsideredRule named{.effect = rule.effect,
                       .policy = snapshot.model.policies[considered.rule->policy].name,
                       .rule = rule.name,
                       .condition = rule.condition,
                       .answer = considered.answer,
                       .by_owner = grant.by_owner};
  if (grant.role != kNowhere) named.role = snapshot.model.roles[grant.role].name;
  if (grant.team != kNowhere) {
    named.team = snapshot.model.teams[grant.team].name;
    named.path = path_between(snapshot, grant.through, grant.team);
  }
  return named;
}

Result<Explanation> explain(const std::shared_ptr<const Snapshot>& snapshot, const Principal& principal,
                            const std::vector<std::string>& operations, const Object& object) {
  SALLYPORT_TRY(const OperationSet asked, snapshot->operations(operations));
  SALLYPORT_TRY(const PreparedPrincipal who, snapshot->prepare(principal));
  SALLYPORT_TRY(const PreparedObject what, snapshot->prepare(object));
  Notes notes;
  const Decision decision = Evaluator(Scene{*snapshot, who, what}, asked, notes).run();
  Explanation explanation{.verdict = decision.verdict,
                          .operations = names_of(decision.operations, snapshot->model.vocabulary)};
  for (const Considered& one : notes.considered) explanation.considered.push_back(with_names(*snapshot, one));
  if (decision.rule) explanation.decided_by = explanation.considered.back();  // nothing is looked at after it
  explanation.unknown = unknown_of(*snapshot, notes.considered, object);
  explanation.change = find_change(snapshot, principal, asked, object);
  return explanation;
}

std::string refusal_text(const Snapshot& snapshot, const Decision& decision, std::string_view user) {
  if (decision.is_permit()) return {};
  std::string operations;
  for (const auto& name : names_of(decision.operations, snapshot.model.vocabulary))
    operations += (operations.empty() ? "" : ", ") + name;
  const std::string principal = "Principal: CatalogPrincipal{name='" + std::string(user) + "'} ";
  if (decision.verdict == Verdict::outside_scope)
    return principal + "operations [" + operations + "] not within the scope of the token";
  if (!decision.rule) return principal + "operations [" + operations + "] not allowed";
  const ConsideredRule by = with_names(snapshot, {decision.rule, decision.grant, Truth::yes});
  const std::string role = by.role.empty() ? "" : "role " + by.role + ", ";
  return principal + "operation " + operations + " denied by " + role + "policy " + by.policy + ", rule " + by.rule;
}

}  // namespace sallyport::identity
