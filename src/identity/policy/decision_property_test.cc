#include "identity/policy/decision.h"
#include "identity/policy/random_model_fixture.h"

namespace sallyport::identity {
namespace {

using namespace testing;

constexpr std::size_t kModels = 150;
constexpr std::size_t kQuestions = 20;  // for each model

// How often each verdict came up, so that a test knows that it has tried something.
struct Tally {
  std::size_t of[5]{};

  void add(Verdict verdict) { ++of[static_cast<std::size_t>(verdict)]; }
  std::size_t rarest() const { return *std::ranges::min_element(of); }
};

std::string describe(const RandomPolicies& random, const Principal& principal, const Object& object) {
  std::string text = principal.id.value + " on " + object.resource + ":";
  for (const Policy& policy : random.model.policies)
    for (const Rule& rule : policy.rules) text += "\n  " + policy.name + " " + rule.name + " if " + rule.condition;
  return text;
}

TEST(DecisionProperty, TheEvaluatorAgreesWithTheReference) {
  RandomPolicies random(20261130);
  Tally tally;
  for (std::size_t i = 0; i < kModels; ++i) {
    random.make_model();
    const auto snapshot = compile(random.model);
    for (std::size_t j = 0; j < kQuestions; ++j) {
      Principal principal = random.principal();
      if (j % 4 == 0) principal.scope = random.scope();
      const Object object = random.object();
      const Names operations = random.operations();
      const Reference reference(random.model, random.conditions, principal, object);
      const auto verdict =
          decide(*snapshot->prepare(principal), *snapshot->operations(operations), *snapshot->prepare(object)).verdict;
      ASSERT_EQ(name_of(verdict), name_of(reference.decide(operations))) << describe(random, principal, object);
      tally.add(verdict);
    }
  }
  EXPECT_GT(tally.rarest(), 50u);
}

// What is allowed while something is unknown stays allowed, whatever that turns out to be.
TEST(DecisionProperty, NothingThatIsUnknownHelps) {
  RandomPolicies random(4711);
  std::size_t tried = 0;
  for (std::size_t i = 0; i < kModels; ++i) {
    random.make_model();
    const auto snapshot = compile(random.model);
    for (std::size_t j = 0; j < kQuestions; ++j) {
      const Principal principal = random.principal();
      const Object object = random.object();
      const Names operations = random.operations();
      const auto asked = *snapshot->operations(operations);
      if (decide(*snapshot->prepare(principal), asked, *snapshot->prepare(object)).verdict != Verdict::allowed)
        continue;
      for (std::size_t k = 0; k < 8; ++k) {
        const Object completed = random.completed(object);
        const Reference reference(random.model, random.conditions, principal, completed);
        ASSERT_EQ(name_of(reference.decide(operations)), "allowed") << describe(random, principal, completed);
        tried += completed != object;
      }
    }
  }
  EXPECT_GT(tried, 300u);
}

// A token never has more than its owner, nor than its owner would have with the roles of the scope alone, nor anything
// outside of the operations that the scope names.
TEST(DecisionProperty, AScopeNarrowsAndNeverGives) {
  RandomPolicies random(12);
  std::size_t permitted = 0;
  std::size_t taken = 0;
  for (std::size_t i = 0; i < kModels; ++i) {
    random.make_model();
    const auto snapshot = compile(random.model);
    for (std::size_t j = 0; j < kQuestions * 4; ++j) {
      const Principal owner = random.principal();
      Principal token = owner;
      token.scope = random.scope();
      const Object object = random.object();
      const Names operations = random.operations();
      const auto may = [&](const Principal& principal) {
        return decide(*snapshot->prepare(principal), *snapshot->operations(operations), *snapshot->prepare(object))
            .is_permit();
      };
      Principal wider = token;
      wider.scope.operations.clear();
      if (may(token)) {
        ASSERT_TRUE(may(owner)) << describe(random, owner, object);
        ASSERT_TRUE(may(wider)) << describe(random, owner, object);
        ++permitted;
      }
      taken += !may(token) && may(owner);
    }
  }
  EXPECT_GT(permitted, 100u);
  EXPECT_GT(taken, 100u);
}

// A scope with more in it allows what one with less allows.
TEST(DecisionProperty, AWiderScopeTakesNothingAway) {
  RandomPolicies random(13);
  std::size_t permitted = 0;
  for (std::size_t i = 0; i < kModels; ++i) {
    random.make_model();
    const auto snapshot = compile(random.model);
    for (std::size_t j = 0; j < kQuestions * 4; ++j) {
      Principal token = random.principal();
      token.scope = random.scope();
      const Object object = random.object();
      const auto asked = *snapshot->operations(random.operations());
      if (!decide(*snapshot->prepare(token), asked, *snapshot->prepare(object)).is_permit()) continue;
      const Scope more = random.scope();
      if (!token.scope.roles.empty()) std::ranges::copy(more.roles, std::back_inserter(token.scope.roles));
      if (!token.scope.operations.empty())
        std::ranges::copy(more.operations, std::back_inserter(token.scope.operations));
      ASSERT_TRUE(decide(*snapshot->prepare(token), asked, *snapshot->prepare(object)).is_permit());
      ++permitted;
    }
  }
  EXPECT_GT(permitted, 100u);
}

// Neither the order of policies, roles and teams nor that of a principal's roles and teams decides anything.
TEST(DecisionProperty, OrderDoesNotMatter) {
  RandomPolicies random(99);
  for (std::size_t i = 0; i < kModels; ++i) {
    random.make_model();
    Model reversed = random.model;
    std::ranges::reverse(reversed.policies);
    for (Policy& policy : reversed.policies) std::ranges::reverse(policy.rules);
    std::ranges::reverse(reversed.roles);
    std::ranges::reverse(reversed.teams);
    Principal principal = random.principal();
    Object object = random.object();
    const Names operations = random.operations();
    const Verdict verdict = verdict_on(random.model, principal, operations, object);
    std::ranges::reverse(principal.roles);
    std::ranges::reverse(principal.teams);
    if (object.owners) std::ranges::reverse(*object.owners);
    ASSERT_EQ(name_of(verdict_on(reversed, principal, operations, object)), name_of(verdict));
  }
}

}  // namespace
}  // namespace sallyport::identity
