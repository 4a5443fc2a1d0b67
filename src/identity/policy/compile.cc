// Compiles a model. The steps follow each other in compile(); each fills tables that the next one reads.
#include <algorithm>
#include <set>

#include "identity/policy/applied.h"
#include "identity/policy/compiled_requirement.h"
#include "identity/policy/snapshot.h"

namespace sallyport::identity {
namespace {

void set_bit(TeamBits& bits, Place team) {
  bits[team / 64] |= std::uint64_t{1} << (team % 64);
}

std::map<std::string, Place, std::less<>> places_of(const auto& entities) {
  std::map<std::string, Place, std::less<>> places;
  for (const auto& entity : entities) places.emplace(entity.name, static_cast<Place>(places.size()));
  return places;
}

// The first of several entities of one name stays; compile() relies on places that match.
template <class Entity>
void drop_repeated(std::vector<Entity>& entities, std::string_view kind, std::vector<Defect>& defects) {
  std::set<std::string> seen;
  std::erase_if(entities, [&](const Entity& entity) {
    const bool repeated = !seen.insert(entity.name).second;
    if (repeated) defects.push_back({std::string(kind) + " " + entity.name + ": the name is taken"});
    return repeated;
  });
}

class Compiler {
 public:
  explicit Compiler(Model model) : made_(std::make_shared<Snapshot>()), out_(*made_) { out_.model = std::move(model); }

  std::shared_ptr<const Snapshot> run() {
    drop_repeated(out_.model.policies, "policy", out_.defects);
    drop_repeated(out_.model.roles, "role", out_.defects);
    drop_repeated(out_.model.teams, "team", out_.defects);
    out_.policies = places_of(out_.model.policies);
    out_.roles = places_of(out_.model.roles);
    out_.teams = places_of(out_.model.teams);
    for (Place policy = 0; policy < out_.model.policies.size(); ++policy) compile_policy(policy);
    out_.first_rule.push_back(static_cast<Place>(out_.rules.size()));
    compile_hierarchy();
    check_references();
    compile_owners();
    compile_requirements();  // last, because it prepares objects
    return made_;
  }

 private:
  void defect(const std::string& where, std::string_view what) {
    out_.defects.push_back({where + ": " + std::string(what)});
  }

  Symbol symbol_of(const std::string& name) {
    return out_.symbols.emplace(name, static_cast<Symbol>(out_.symbols.size())).first->second;
  }

  void compile_policy(Place place) {
    const Policy& policy = out_.model.policies[place];
    out_.first_rule.push_back(static_cast<Place>(out_.rules.size()));
    for (Place i = 0; i < policy.rules.size(); ++i) {
      const Rule& rule = policy.rules[i];
      const std::string where = "policy " + policy.name + ", rule " + rule.name;
      CompiledRule compiled{.effect = rule.effect, .policy = place, .rule = i};
      compiled.all_resources = is_for_all_resources(rule);
      compile_scope(rule, where, compiled);
      compile_condition(rule, where, compiled);
      out_.rules.push_back(compiled);
    }
  }

  void compile_scope(const Rule& rule, const std::string& where, CompiledRule& compiled) {
    const Vocabulary& vocabulary = out_.model.vocabulary;
    for (const auto& name : rule.operations) {
      const OperationSet covered = vocabulary.covered_by(name);
      if (covered.none()) defect(where, "there is no operation " + name);
      compiled.operations |= covered;
    }
    for (const auto& name : rule.resources) {
      const auto resource = vocabulary.find_resource(name);
      if (resource) compiled.resources.set(*resource);
      if (!resource && !compiled.all_resources) defect(where, "there is no resource " + name);
    }
  }

  void compile_condition(const Rule& rule, const std::string& where, CompiledRule& compiled) {
    if (rule.condition.empty()) return;
    const auto condition = parse_condition(rule.condition);
    // An attribute that the application no longer has would be absent, and the opposite of what asks for it true.
    const auto* lost = condition ? find_lost_attribute(*condition, out_.model.vocabulary) : nullptr;
    compiled.unreadable = !condition || lost;
    if (!condition) return defect(where, condition.error().message);
    if (lost) return defect(where, "matchAttribute() cannot read the attribute " + *lost);
    compiled.condition = static_cast<Place>(out_.nodes.size());
    add_node(*condition, where);
  }

  // The depth of a condition is bounded.
  void add_node(const Condition& condition, const std::string& where) {
    const std::size_t place = out_.nodes.size();
    out_.nodes.push_back({.kind = condition.kind, .function = condition.function});
    out_.nodes[place].first_argument = static_cast<Place>(out_.arguments.size());
    for (const auto& argument : condition.arguments) add_argument(condition.function, argument, where);
    out_.nodes[place].arguments_end = static_cast<Place>(out_.arguments.size());
    for (const Condition& operand : condition.operands) add_node(operand, where);
    out_.nodes[place].past = static_cast<Place>(out_.nodes.size());
  }

  void add_argument(Function function, const std::string& name, const std::string& where) {
    if (function != Function::in_any_team) {
      out_.arguments.push_back(symbol_of(name));
    } else if (const auto team = out_.teams.find(name); team != out_.teams.end()) {
      out_.arguments.push_back(team->second);
    } else {
      defect(where, "there is no team " + name);  // nobody is in it
    }
  }

  void compile_hierarchy() {
    const auto& teams = out_.model.teams;
    out_.parents.resize(teams.size());
    for (Place team = 0; team < teams.size(); ++team)
      for (const auto& name : teams[team].parents)
        if (const auto parent = out_.teams.find(name); parent != out_.teams.end())
          out_.parents[team].push_back(parent->second);
        else
          defect("team " + teams[team].name, "there is no team " + name);
    const std::size_t words = (teams.size() + 63) / 64;
    for (Place team = 0; team < teams.size(); ++team) {
      TeamBits bits(words);
      for (const Place above : teams_from(out_, team)) set_bit(bits, above);
      out_.under.push_back(std::move(bits));
    }
  }

  void check_references() {
    const auto look = [&](const auto& places, const std::vector<std::string>& names, const std::string& where,
                          std::string_view kind) {
      for (const auto& name : names)
        if (!places.contains(name)) defect(where, "there is no " + std::string(kind) + " " + name);
    };
    for (const Role& role : out_.model.roles) look(out_.policies, role.policies, "role " + role.name, "policy");
    for (const Team& team : out_.model.teams) {
      look(out_.policies, team.policies, "team " + team.name, "policy");
      look(out_.roles, team.default_roles, "team " + team.name, "role");
    }
  }

  // Whoever touches what a team owns is under the team's policies and those of the teams above it, but has none of
  // their default roles.
  void compile_owners() {
    RuleCollector any(out_);
    for (Place team = 0; team < out_.model.teams.size(); ++team) {
      RuleCollector collector(out_);
      for (const Place above : teams_from(out_, team))
        collector.add_team_policies({.team = above, .through = team, .by_owner = true});
      out_.of_owner.push_back(collector.take());
      any.add_team_policies({.team = team, .through = team, .by_owner = true});
    }
    out_.of_unknown_owner = any.take();
    out_.of_unknown_owner.allows.clear();
  }

  // What has no meaning is left out, and decide() refuses it.
  void compile_requirements() {
    for (const OperationRequirement& requirement : out_.model.requirements) {
      auto compiled = compile_requirement(out_, requirement);
      if (compiled)
        out_.requirements.emplace(requirement, *std::move(compiled));
      else
        defect("required operation " + requirement.operation, compiled.error().reason);
    }
  }

  std::shared_ptr<Snapshot> made_;
  Snapshot& out_;
};

}  // namespace

std::shared_ptr<const Snapshot> compile(Model model) {
  return Compiler(std::move(model)).run();
}

bool has_bit(const TeamBits& bits, Place team) {
  return team / 64 < bits.size() && (bits[team / 64] >> (team % 64) & 1);
}

}  // namespace sallyport::identity
