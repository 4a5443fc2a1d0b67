// What is asked about again and again is decided as if it had been asked by name.
#include "identity/policy/operation_requirement.h"

#include "identity/policy/random_model_fixture.h"

namespace sallyport::identity {
namespace {

using namespace testing;
using Read = std::vector<std::optional<std::string>>;

AttributeSource segment(std::size_t place) {
  return {.segment = place};
}

AttributeSource written(std::string text) {
  return {.text = std::move(text)};
}

TEST(OperationRequirement, TakesAnAttributeFromASegment) {
  const OperationRequirement needed{.resource = "dashboard", .id = segment(1), .own = {{"region", segment(0)}}};
  const Object object = object_of(needed, Read{"north", "7"});
  EXPECT_EQ(object.resource, "dashboard");
  EXPECT_EQ(object.id, "7");
  EXPECT_EQ(object.own.at("region"), Names{"north"});
  EXPECT_EQ(count_segments(needed), 2U);
}

TEST(OperationRequirement, TakesAnAttributeThatIsWritten) {
  const OperationRequirement needed{.resource = "dashboard",
                                    .owner_teams = AttributeSources{written("Sales")},
                                    .domains = AttributeSources{written("Finance")},
                                    .tags = AttributeSources{written("PII.Sensitive"), segment(0)}};
  const Object object = object_of(needed, Read{"Tier.One"});
  EXPECT_EQ(object.owners, (std::vector<Owner>{team_owner("Sales")}));
  EXPECT_EQ(object.domains, Names{"Finance"});
  EXPECT_EQ(object.tags, (Names{"PII.Sensitive", "Tier.One"}));
}

TEST(OperationRequirement, LeavesOutWhatIsNotStated) {
  EXPECT_EQ(object_of({.resource = "dashboard"}, Read{"7"}), (Object{.resource = "dashboard"}));
  EXPECT_EQ(count_segments({.resource = "dashboard"}), 0U);
}

TEST(OperationRequirement, AListIsUnknownIfOneOfItsValuesIs) {
  const OperationRequirement needed{.resource = "dashboard", .tags = AttributeSources{written("A"), segment(0)}};
  EXPECT_EQ(object_of(needed, Read{std::nullopt}).tags, std::nullopt);
  EXPECT_EQ(object_of(needed, {}).tags, std::nullopt);
}

TEST(OperationRequirement, WithoutAMeaningIsADefectAndRefused) {
  Model model = model_of({rule_for(Effect::allow, {"All"})});
  const std::vector<std::pair<OperationRequirement, std::string_view>> wrong{
      {{.operation = "Fly", .resource = "page"}, "operation_unknown"},
      {{.operation = "Delete", .resource = "unicorn"}, "resource_unknown"},
      {{.operation = "Delete", .resource = "page", .own = {{"region", segment(0)}}}, "attribute_unknown"},
  };
  for (const auto& [requirement, reason] : wrong) {
    model.requirements = {requirement};
    const auto snapshot = compile(model);
    EXPECT_TRUE(snapshot->requirements.empty());
    EXPECT_EQ(snapshot->defects,
              (std::vector{Defect{"required operation " + requirement.operation + ": " + std::string(reason)}}));
    const auto ann = snapshot->prepare(Principal{.id = PersonId("ann"), .roles = {"R"}});
    EXPECT_EQ(reason_of(decide(*ann, requirement, {})), reason);
  }
  EXPECT_EQ(reason_of(decide(PreparedPrincipal{}, OperationRequirement{}, Segments{})), "principal_unprepared");
}

TEST(OperationRequirement, ASnapshotDoesNotKeepItself) {
  Model model = model_of({rule_for(Effect::allow, {"All"}, "matchAttribute('id', '7')")});
  model.requirements = {{.operation = "Delete", .resource = "dashboard", .id = segment(0)}};
  auto snapshot = compile(model);
  ASSERT_EQ(snapshot->requirements.size(), 1U);
  const std::weak_ptr<const Snapshot> watched = snapshot;
  snapshot.reset();
  EXPECT_TRUE(watched.expired());
}

// A requirement about a random dashboard, whose values are written, come from the path, or are left out.
class RandomRequirement {
 public:
  explicit RandomRequirement(std::uint64_t seed) : random_(seed) {}

  OperationRequirement make(const std::string& operation) {
    OperationRequirement made{.operation = operation, .resource = "dashboard"};
    if (given()) made.id = source("d");
    if (given()) made.owner_teams = sources("T");
    if (given()) made.domains = sources("D");
    if (given()) made.tags = sources("G");
    if (given()) made.own["region"] = source("V");
    return made;
  }

  Read path() {
    Read segments;
    for (std::size_t i = random_() % 4; i > 0; --i)
      segments.push_back(random_() % 4 ? std::optional(value(std::string(1, "TDGV"[random_() % 4]))) : std::nullopt);
    return segments;
  }

 private:
  bool given() { return random_() % 3 != 0; }
  std::string value(const std::string& prefix) { return prefix + std::to_string(random_() % 4); }
  AttributeSource source(const std::string& prefix) {
    return random_() % 2 ? written(value(prefix)) : segment(random_() % 3);
  }
  AttributeSources sources(const std::string& prefix) {
    AttributeSources made{source(prefix)};
    if (random_() % 3 == 0) made.push_back(source(prefix));
    return made;
  }

  std::mt19937_64 random_;
};

TEST(OperationRequirement, CompiledOrNotIsDecidedLikeTheObjectThatThePathNames) {
  RandomPolicies random(20261201);
  RandomRequirement requirements(5);
  std::map<Verdict, std::size_t> tally;
  for (std::size_t i = 0; i < 150; ++i) {
    random.make_model();
    const OperationRequirement requirement = requirements.make(random.operations().front());
    Model with = random.model;
    with.requirements = {requirement};
    const auto compiled = compile(with);
    const auto plain = compile(random.model);
    ASSERT_EQ(compiled->requirements.size(), 1U);
    for (std::size_t j = 0; j < 20; ++j) {
      const Principal principal = random.principal();
      const Read path = requirements.path();
      const auto asked = plain->operations({requirement.operation});
      const Verdict expected =
          decide(*plain->prepare(principal), *asked, *plain->prepare(object_of(requirement, path))).verdict;
      ASSERT_EQ(name_of(decide(*compiled->prepare(principal), requirement, path)->verdict), name_of(expected));
      ASSERT_EQ(name_of(decide(*plain->prepare(principal), requirement, path)->verdict), name_of(expected));
      ++tally[expected];
    }
  }
  EXPECT_EQ(tally.size(), 4U);
}

}  // namespace
}  // namespace sallyport::identity
