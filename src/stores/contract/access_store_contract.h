// The tests that every store of policies, roles and teams must pass. A test instantiates the suite with a factory type:
//   struct Factory { identity::AccessStore& access(); };
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "base/reason_of.h"
#include "identity/access/access_store.h"
#include "stores/contract/race.h"
#include "stores/contract/shared_random.h"
#include "stores/contract/skip.h"

namespace sallyport::stores::contract::access {

using identity::AccessChanges;
using identity::AccessState;
using identity::Effect;
using identity::Entity;
using identity::EntityId;
using identity::Policy;
using identity::Role;
using identity::Team;
using identity::TeamType;

inline constexpr UnixTime kNow{1'800'000'000};

inline Entity<Role> role_entity(std::string name, std::vector<std::string> policies = {"P"}) {
  return {{.id = EntityId("id of " + name), .updated = kNow, .updated_by = "ann"},
          {std::move(name), std::move(policies)}};
}

inline Entity<Policy> policy_entity(std::string name) {
  Entity<Policy> entity{{.id = EntityId("id of " + name), .updated = kNow}, {std::move(name), {}}};
  entity.content.rules.push_back({.name = "rule", .resources = {"All"}, .operations = {"ViewAll"}});
  return entity;
}

template <class Factory>
class AccessStoreContract : public testing::Test {
 protected:
  void SetUp() override { SALLYPORT_SKIP_IF_MISSING(Factory); }

  identity::AccessStore& store() { return factory_.access(); }
  AccessState state() { return store().read().value(); }

  // Commits at the newest revision.
  std::string_view commit(const AccessChanges& changes) { return reason_of(store().commit(state().revision, changes)); }

  Factory factory_;
};
TYPED_TEST_SUITE_P(AccessStoreContract);

TYPED_TEST_P(AccessStoreContract, IsEmptyAtRevision0) {
  EXPECT_EQ(this->state(), AccessState{});
  EXPECT_EQ(*this->store().revision(), 0);
}

TYPED_TEST_P(AccessStoreContract, EachCommitAddsARevision) {
  EXPECT_EQ(*this->store().commit(0, {.roles = {role_entity("R")}}), 1);
  EXPECT_EQ(*this->store().commit(1, {.roles = {role_entity("S")}}), 2);
  EXPECT_EQ(*this->store().revision(), 2);
  EXPECT_EQ(this->state().revision, 2);
}

TYPED_TEST_P(AccessStoreContract, EveryValueComesBackAsItWas) {
  Entity<Policy> policy = policy_entity("P \xc3\xbc'\"--");
  policy.header = {.id = EntityId("p"),
                   .display_name = "\xe4\xb8\x96\xe7\x95\x8c",
                   .description = "two\nlines\t<&>",
                   .version = 7,
                   .updated = kNow,
                   .updated_by = "o'brien",
                   .deleted = true,
                   .system = true};
  policy.content.rules = {{.name = "r1",
                           .description = "d",
                           .effect = Effect::deny,
                           .resources = {"table", "All"},
                           .operations = {"EditAll", "Delete"},
                           .condition = "matchAnyTag('a''b') || !noOwner()"},
                          {.name = "r2", .effect = Effect::allow, .resources = {}, .operations = {}}};
  const Entity<Role> role{{.id = EntityId("r"), .version = 2}, {"R", {"P", "Q"}}};
  const Entity<Team> team{{.id = EntityId("t")},
                          {.name = "T",
                           .type = TeamType::business_unit,
                           .parents = {"Organization", "U"},
                           .default_roles = {"R"},
                           .policies = {"P", "Q"}}};
  ASSERT_EQ(this->commit({.policies = {policy}, .roles = {role}, .teams = {team}}), "none");
  EXPECT_EQ(this->state(), (AccessState{1, {policy}, {role}, {team}}));
}

TYPED_TEST_P(AccessStoreContract, EntitiesAreInTheOrderOfTheirNames) {
  ASSERT_EQ(this->commit({.roles = {role_entity("b"), role_entity("c"), role_entity("A")}}), "none");
  const auto roles = this->state().roles;
  ASSERT_EQ(roles.size(), 3u);
  EXPECT_EQ(roles[0].content.name, "A");
  EXPECT_EQ(roles[2].content.name, "c");
}

TYPED_TEST_P(AccessStoreContract, AnEntityIsReplacedById) {
  ASSERT_EQ(this->commit({.roles = {role_entity("R"), role_entity("S")}}), "none");
  auto changed = role_entity("R", {"Q"});
  changed.header.version = 2;
  ASSERT_EQ(this->commit({.roles = {changed}}), "none");
  EXPECT_EQ(this->state().roles, (std::vector{changed, role_entity("S")}));
}

TYPED_TEST_P(AccessStoreContract, WhatIsRemovedIsGone) {
  ASSERT_EQ(this->commit({.policies = {policy_entity("P")}, .roles = {role_entity("R"), role_entity("S")}}), "none");
  ASSERT_EQ(this->commit({.removed = {EntityId("id of R"), EntityId("unknown")}}), "none");
  EXPECT_EQ(this->state().roles, std::vector{role_entity("S")});
  EXPECT_EQ(this->state().policies, std::vector{policy_entity("P")});
}

TYPED_TEST_P(AccessStoreContract, AnOldRevisionChangesNothing) {
  ASSERT_EQ(this->commit({.roles = {role_entity("R")}}), "none");
  EXPECT_EQ(reason_of(this->store().commit(0, {.roles = {role_entity("S")}})), "access_changed");
  EXPECT_EQ(reason_of(this->store().commit(2, {.roles = {role_entity("S")}})), "access_changed");  // not there yet
  EXPECT_EQ(this->state(), (AccessState{1, {}, {role_entity("R")}, {}}));
}

TYPED_TEST_P(AccessStoreContract, TwoOfAKindCannotHaveOneName) {
  ASSERT_EQ(this->commit({.roles = {role_entity("R")}}), "none");
  auto other = role_entity("R");
  other.header.id = EntityId("other");
  EXPECT_EQ(this->commit({.policies = {policy_entity("Q")}, .roles = {other}}), "entity_exists");
  EXPECT_EQ(this->state(), (AccessState{1, {}, {role_entity("R")}, {}})) << "and nothing of it is committed";
  auto policy = policy_entity("R");  // another kind may
  policy.header.id = EntityId("other");
  EXPECT_EQ(this->commit({.policies = {policy}}), "none");
}

TYPED_TEST_P(AccessStoreContract, OneOfTwentyRacersCommits) {
  std::atomic<int> committed = 0;
  std::atomic<int> refused = 0;
  race([&](std::size_t i) {
    const auto done = this->store().commit(0, {.roles = {role_entity("R" + std::to_string(i))}});
    (done ? committed : refused) += 1;
    EXPECT_EQ(reason_of(done), done ? "none" : "access_changed");
  });
  EXPECT_EQ(committed, 1);
  EXPECT_EQ(refused, static_cast<int>(kRacers) - 1);
  EXPECT_EQ(this->state().roles.size(), 1u);
}

TYPED_TEST_P(AccessStoreContract, TheSeedsComeBackAsTheyWere) {
  SharedRandom random;
  const AccessChanges seeds = identity::missing_seeds({}, random, kNow);
  ASSERT_EQ(this->commit(seeds), "none");
  const AccessState state = this->state();
  EXPECT_EQ(state.policies.size(), seeds.policies.size());
  EXPECT_EQ(identity::missing_seeds(state, random, kNow), AccessChanges{});
  for (const auto& policy : seeds.policies)
    EXPECT_NE(std::ranges::find(state.policies, policy), state.policies.end()) << policy.content.name;
}

REGISTER_TYPED_TEST_SUITE_P(AccessStoreContract, IsEmptyAtRevision0, EachCommitAddsARevision,
                            EveryValueComesBackAsItWas, EntitiesAreInTheOrderOfTheirNames, AnEntityIsReplacedById,
                            WhatIsRemovedIsGone, AnOldRevisionChangesNothing, TwoOfAKindCannotHaveOneName,
                            OneOfTwentyRacersCommits, TheSeedsComeBackAsTheyWere);

}  // namespace sallyport::stores::contract::access
