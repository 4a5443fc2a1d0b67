#include "identity/access/access_state.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "identity/policy/seeds.h"

namespace sallyport::identity {
namespace {

AccessState seeded_state() {
  ScriptedRandom random;
  return after({}, missing_seeds({}, random, UnixTime{100}));
}

TEST(AccessSeeds, ANewStoreHasOpenMetadatas) {
  const AccessState state = seeded_state();
  EXPECT_EQ(state.revision, 1);
  const Model model = model_of(state, Vocabulary::open_metadata());
  const Model seeds = open_metadata_model();
  EXPECT_EQ(model.policies, seeds.policies);
  EXPECT_EQ(model.roles, seeds.roles);
  EXPECT_EQ(model.teams, seeds.teams);
  for (const auto& policy : state.policies) {
    EXPECT_TRUE(is_guid(policy.header.id.value));
    EXPECT_EQ(policy.header.system, is_system_policy(policy.content.name));
    EXPECT_EQ(policy.header.updated, UnixTime{100});
  }
  EXPECT_TRUE(state.teams.front().header.system);
}

TEST(AccessSeeds, ASecondStartAddsNothing) {
  ScriptedRandom random;
  EXPECT_EQ(missing_seeds(seeded_state(), random, UnixTime{200}), AccessChanges{});
}

// An administrator who has changed or deleted one of them must not find it back after an update.
TEST(AccessSeeds, WhatHasTheNameAlreadyIsLeftAlone) {
  ScriptedRandom random;
  AccessState state = seeded_state();
  state.policies.front().content.rules.clear();
  state.roles.front().header.deleted = true;
  EXPECT_EQ(missing_seeds(state, random, UnixTime{200}), AccessChanges{});
}

TEST(AccessState, TheEngineIsToldOfDeletedRoles) {
  AccessState state = seeded_state();
  EXPECT_TRUE(model_of(state, Vocabulary::open_metadata()).deleted_roles.empty());
  state.roles.front().header.deleted = true;
  const Model model = model_of(state, Vocabulary::open_metadata());
  EXPECT_EQ(model.deleted_roles, std::vector<std::string>{state.roles.front().content.name});
  EXPECT_EQ(model.roles.size() + 1, state.roles.size());
}

TEST(AccessState, ChangesReplaceAddAndRemove) {
  AccessState state = seeded_state();
  const auto roles = state.roles.size();
  AccessChanges changes{.roles = {state.roles[0], {.header = {.id = EntityId("new")}, .content = {"Z", {"P"}}}},
                        .removed = {state.roles[1].header.id}};
  changes.roles[0].content.policies = {"TeamOnlyPolicy"};
  const AccessState next = after(state, changes);
  EXPECT_EQ(next.revision, 2);
  ASSERT_EQ(next.roles.size(), roles);
  EXPECT_EQ(next.roles[0].content.policies, std::vector<std::string>{"TeamOnlyPolicy"});
  EXPECT_EQ(next.roles[1], state.roles[2]);
  EXPECT_EQ(next.roles.back().content.name, "Z");
  EXPECT_EQ(next.policies, state.policies);
}

TEST(AccessState, WhatIsDeletedIsNotCompiled) {
  AccessState state = seeded_state();
  state.policies[0].header.deleted = true;
  const Model model = model_of(state, Vocabulary::open_metadata());
  EXPECT_EQ(model.policies.size(), state.policies.size() - 1);
  EXPECT_EQ(model.policies[0].name, state.policies[1].content.name);
}

}  // namespace
}  // namespace sallyport::identity
