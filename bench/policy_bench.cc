// Measures a decision of the policy engine: a random person, operation and object each time, and no cache of results.
// The organization has 10,000 people, 500 teams six deep and 200 policies. More than half of the decisions reach a
// condition; the counter `conditions` says how many.
#include <benchmark/benchmark.h>

#include <random>

#include "identity/policy/evaluator.h"
#include "identity/policy/explanation.h"
#include "identity/policy/seeds.h"

namespace sallyport::identity {
namespace {

constexpr std::size_t kPeople = 10'000;
constexpr std::size_t kTeams = 500;
constexpr std::size_t kPolicies = 200;
constexpr std::size_t kRoles = 100;
constexpr std::size_t kObjects = 4'096;
constexpr std::size_t kQuestionsAhead = 65'536;  // chosen before the clock runs

constexpr std::array<const char*, 8> kConditions{"",
                                                 "isOwner()",
                                                 "noOwner() || isOwner()",
                                                 "matchAnyTag('Tag1', 'Tag7')",
                                                 "!matchTeam()",
                                                 "inAnyTeam('Team3', 'Team40') && !noOwner()",
                                                 "hasDomain()",
                                                 "hasAnyRole('Role5', 'Role9')"};

struct Question {
  std::uint32_t person;
  std::uint32_t object;
  OperationSet operations;
};

class Organization {
 public:
  Organization() {
    snapshot = compile(make_model());
    for (std::size_t i = 0; i < kPeople; ++i) people.push_back(make_person(i));
    for (const Principal& person : people) prepared_people.push_back(*snapshot->prepare(person));
    for (std::size_t i = 0; i < kObjects; ++i) objects.push_back(make_object());
    for (const Object& object : objects) prepared_objects.push_back(*snapshot->prepare(object));
    const std::size_t operations = snapshot->model.vocabulary.operations().size();
    for (std::size_t i = 0; i < kQuestionsAhead; ++i) {
      questions.push_back(
          {static_cast<std::uint32_t>(below(kPeople)), static_cast<std::uint32_t>(below(kObjects)), {}});
      questions.back().operations.set(below(operations));
    }
  }

  std::shared_ptr<const Snapshot> snapshot;
  std::vector<Principal> people;
  std::vector<Object> objects;
  std::vector<PreparedPrincipal> prepared_people;
  std::vector<PreparedObject> prepared_objects;
  std::vector<Question> questions;

 private:
  std::size_t below(std::size_t end) { return random_() % end; }
  std::string team() { return "Team" + std::to_string(below(kTeams)); }

  // Team i stands under a team of the level above; the levels have 3, 10, 30, 90, 180 and 187 teams.
  Model make_model() {
    Model model = open_metadata_model();
    const std::array<std::size_t, 7> levels{0, 3, 13, 43, 133, 313, kTeams};
    for (std::size_t level = 0; level < 6; ++level)
      for (std::size_t i = levels[level]; i < levels[level + 1]; ++i)
        model.teams.push_back(make_team(i, level, levels));
    while (model.policies.size() < kPolicies) model.policies.push_back(make_policy(model));
    while (model.roles.size() < kRoles) {
      const std::string name = "Role" + std::to_string(model.roles.size());
      model.roles.push_back({name, {"Policy" + std::to_string(20 + below(kPolicies - 20))}});
    }
    return model;
  }

  Team make_team(std::size_t number, std::size_t level, const std::array<std::size_t, 7>& levels) {
    Team team{.name = "Team" + std::to_string(number), .type = TeamType::department};
    team.parents = {std::string(kOrganization)};
    if (level > 0)
      team.parents = {"Team" + std::to_string(levels[level - 1] + below(levels[level] - levels[level - 1]))};
    if (number % 5 == 0) team.policies = {"Policy" + std::to_string(20 + below(kPolicies - 20))};
    if (number % 7 == 0) team.default_roles = {"Role" + std::to_string(10 + below(kRoles - 10))};
    return team;
  }

  // Three rules, one of ten of which denies a little.
  Policy make_policy(const Model& model) {
    const Vocabulary& vocabulary = model.vocabulary;
    Policy policy{.name = "Policy" + std::to_string(model.policies.size())};
    for (std::size_t i = 0; i < 3; ++i) {
      Rule rule{.name = "rule" + std::to_string(i)};
      if (below(10) == 0) rule.effect = Effect::deny;
      for (std::size_t j = 0; j < 8; ++j)
        rule.resources.push_back(vocabulary.resources()[below(vocabulary.resources().size())].name);
      if (rule.effect == Effect::allow && below(3) == 0) rule.resources = {"All"};
      for (std::size_t j = 0; j < 3; ++j)
        rule.operations.push_back(vocabulary.operations()[3 + below(vocabulary.operations().size() - 3)]);
      rule.condition = kConditions[below(kConditions.size())];
      policy.rules.push_back(rule);
    }
    return policy;
  }

  Principal make_person(std::size_t number) {
    Principal person{.id = PersonId("person-" + std::to_string(number))};
    person.teams = {"Team" + std::to_string(313 + below(kTeams - 313)), team()};
    person.roles = {"Role" + std::to_string(10 + below(kRoles - 10))};
    if (below(2) == 0) person.roles.emplace_back("DataSteward");
    person.domains = {"Domain" + std::to_string(below(10))};
    return person;
  }

  Object make_object() {
    const auto& resources = snapshot->model.vocabulary.resources();
    const ResourceDescriptor& resource = resources[below(resources.size())];
    Object object{.resource = resource.name};
    const auto has = [&](std::string_view name) {
      return std::ranges::find(resource.attributes, name) != resource.attributes.end();
    };
    if (has(kOwners)) {
      object.owners.emplace();
      if (below(4) != 0) object.owners->push_back({Owner::Type::team, team(), {}});
      if (below(4) == 0)
        object.owners->push_back(
            {Owner::Type::person, "person-" + std::to_string(below(kPeople)), std::vector<std::string>{team()}});
    }
    if (has(kTags)) object.tags = {"Tag" + std::to_string(below(20)), "Tag" + std::to_string(below(20))};
    if (has(kDomain)) object.domains = {"Domain" + std::to_string(below(10))};
    if (has(kCertification)) object.certifications.emplace();
    if (has(kIsAdmin)) object.admin = false;
    return object;
  }

  std::mt19937_64 random_{20261130};
};

const Organization& organization() {
  static const Organization made;
  return made;
}

void decision(benchmark::State& state) {
  const Organization& all = organization();
  std::size_t next = 0;
  std::size_t permits = 0;
  for (auto _ : state) {
    const Question& question = all.questions[next++ % kQuestionsAhead];
    permits += decide(all.prepared_people[question.person], question.operations, all.prepared_objects[question.object])
                   .is_permit();
  }
  state.counters["permits"] = static_cast<double>(permits) / static_cast<double>(next);
}

// The share of the questions that evaluate a condition. Not a time.
void share_of_conditions(benchmark::State& state) {
  const Organization& all = organization();
  std::size_t reached = 0;
  for (const Question& question : all.questions) {
    bool one = false;
    auto watch = [&](const CompiledRule& rule, const Grant&, Truth) { one = one || rule.condition != kNowhere; };
    const Scene scene{*all.snapshot, all.prepared_people[question.person], all.prepared_objects[question.object]};
    Evaluator(scene, question.operations, watch).run();
    reached += one;
  }
  for (auto _ : state) benchmark::DoNotOptimize(reached);
  state.counters["conditions"] = static_cast<double>(reached) / kQuestionsAhead;
}

// What a gateway does once for each session or token that it has not seen.
void prepare_person(benchmark::State& state) {
  const Organization& all = organization();
  std::size_t next = 0;
  for (auto _ : state) benchmark::DoNotOptimize(all.snapshot->prepare(all.people[next++ % kPeople]));
}

// What a question with names costs beside the decision.
void prepare_object(benchmark::State& state) {
  const Organization& all = organization();
  std::size_t next = 0;
  for (auto _ : state) benchmark::DoNotOptimize(all.snapshot->prepare(all.objects[next++ % kObjects]));
}

// What a change of a policy costs.
void compile_all(benchmark::State& state) {
  const Organization& all = organization();
  for (auto _ : state) benchmark::DoNotOptimize(compile(all.snapshot->model));
}

BENCHMARK(decision);
BENCHMARK(share_of_conditions)->Iterations(1);
BENCHMARK(prepare_person);
BENCHMARK(prepare_object);
BENCHMARK(compile_all)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sallyport::identity
