// Which policies decide: those that were read last, until news of a change cannot be read for too long.
#include "gateway/standing/policies_in_force.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"
#include "gateway/operation/maintenance.h"
#include "gateway/world_fixture.h"
#include "identity/access/access_edit.h"

namespace sallyport::gateway {
namespace {

using testing::World;

// What makes a new role.
identity::AccessChanges new_role(identity::AccessStore& store, const std::string& name) {
  const auto state = store.read().value();
  return create_entity(state, identity::Vocabulary::open_metadata(), identity::EntityId("id of " + name),
                       identity::Role{name, {"DataConsumerPolicy"}}, {}, {"ann", {}})
      .value();
}

// Commits past the gateway, as another node does.
void add_role_elsewhere(World& world, const std::string& name) {
  ASSERT_TRUE(world.access.commit(world.access.revision().value(), new_role(world.access, name)));
}

void hear_of_it(World& world) {
  world.sessions->elsewhere.people = true;
  hear_changes(world.parts->operation);
}

bool has_role(const World& world, std::string_view name) {
  const auto view = world.shared->policies.get();
  return view && view->snapshot->roles.contains(name);
}

TEST(PoliciesInForce, AreTheSeedsOfANewStore) {
  const World world;
  EXPECT_TRUE(has_role(world, "DataConsumer"));
  EXPECT_EQ(world.shared->policies.get()->team_names.size(), 1U) << "Organization";
}

TEST(PoliciesInForce, AreSeededOnceAndLeaveAloneWhatIsThere) {
  World world;
  const std::int64_t revision = world.access.revision().value();
  EXPECT_TRUE(ensure_policies(world.access, world.random, world.clock));
  EXPECT_EQ(world.access.revision().value(), revision);
}

TEST(PoliciesInForce, ChangeWhenAnotherNodeHasChangedThem) {
  World world;
  add_role_elsewhere(world, "Auditor");
  EXPECT_FALSE(has_role(world, "Auditor"));
  hear_of_it(world);
  EXPECT_TRUE(has_role(world, "Auditor"));
}

TEST(PoliciesInForce, ChangeAtOnceByACommitOfThisNode) {
  World world;
  identity::AccessStore& store = world.parts->api.access;
  const std::uint64_t epoch = world.shared->revocations.epoch();
  ASSERT_TRUE(store.commit(store.revision().value(), new_role(store, "Auditor")));
  EXPECT_TRUE(has_role(world, "Auditor"));
  const auto news = world.shared->revocations.since(epoch);
  ASSERT_TRUE(news) << "the caches keep everybody";
  EXPECT_TRUE(news->policies);
}

TEST(PoliciesInForce, ForgetEverybodyIfTheTeamsAreOthers) {
  World world;
  identity::AccessStore& store = world.parts->api.access;
  const std::uint64_t epoch = world.shared->revocations.epoch();
  const auto team =
      create_entity(store.read().value(), identity::Vocabulary::open_metadata(), identity::EntityId("data"),
                    identity::Team{.name = "Data", .parents = {"Organization"}}, {}, {"ann", {}});
  ASSERT_TRUE(team) << reason_of(team);
  ASSERT_TRUE(store.commit(store.revision().value(), *team));
  EXPECT_FALSE(world.shared->revocations.since(epoch));
}

TEST(PoliciesInForce, ForgetEverybodyIfThereWereNone) {
  World world;
  ASSERT_TRUE(world.shared->policies.withdraw());
  const std::uint64_t epoch = world.shared->revocations.epoch();
  hear_changes(world.parts->operation);
  EXPECT_FALSE(world.shared->revocations.since(epoch)) << "the teams may have changed meanwhile";
}

TEST(PoliciesInForce, AreReadOnlyIfTheRevisionIsAnother) {
  World world;
  hear_of_it(world);
  const int reads = world.access.reads;
  const auto before = world.shared->policies.get();
  hear_of_it(world);
  EXPECT_EQ(world.access.reads, reads);
  EXPECT_EQ(world.shared->policies.get(), before);
}

TEST(PoliciesInForce, StayForAMomentIfAChangeCannotBeRead) {
  World world;
  add_role_elsewhere(world, "Auditor");
  world.access.down = true;
  hear_of_it(world);
  EXPECT_TRUE(has_role(world, "DataConsumer"));
  EXPECT_TRUE(world.log.has("policies_not_read"));
  world.clock.advance(Seconds(29));
  hear_changes(world.parts->operation);
  doubt_caches(world.parts->operation);
  EXPECT_TRUE(world.shared->policies.get());
}

TEST(PoliciesInForce, AreNoneIfAChangeCannotBeReadForLong) {
  World world;
  add_role_elsewhere(world, "Auditor");
  world.access.down = true;
  hear_of_it(world);
  world.clock.advance(Seconds(30));
  hear_changes(world.parts->operation);
  doubt_caches(world.parts->operation);
  EXPECT_FALSE(world.shared->policies.get());
  EXPECT_TRUE(world.log.has("policies_unknown"));
  world.access.down = false;
  hear_changes(world.parts->operation);
  EXPECT_TRUE(has_role(world, "Auditor")) << "the news was not forgotten";
}

TEST(PoliciesInForce, AreNoneWhileNoChangeCanBeHeard) {
  World world;
  hear_changes(world.parts->operation);
  world.sessions->out_of_sight = true;
  world.clock.advance(Seconds(31));
  hear_changes(world.parts->operation);
  doubt_caches(world.parts->operation);
  EXPECT_FALSE(world.shared->policies.get());
  world.sessions->out_of_sight = false;
  hear_changes(world.parts->operation);
  EXPECT_TRUE(world.shared->policies.get()) << "though nothing has changed";
}

TEST(PoliciesInForce, AreLookedForIfMemoryRanOutOnTheWay) {
  World world;
  add_role_elsewhere(world, "Auditor");
  world.sessions->out_of_memory = true;
  EXPECT_THROW(hear_changes(world.parts->operation), std::bad_alloc);
  world.sessions->out_of_memory = false;
  hear_changes(world.parts->operation);
  EXPECT_TRUE(has_role(world, "Auditor"));
}

}  // namespace
}  // namespace sallyport::gateway
