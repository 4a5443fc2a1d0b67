// Who somebody is to the policies.
#include "gateway/standing/principal.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"
#include "gateway/world_fixture.h"
#include "identity/access/access_edit.h"

namespace sallyport::gateway {
namespace {

using identity::PrincipalKind;
using testing::World;
using Names = std::vector<std::string>;

// The id of a new team.
identity::EntityId add_team(World& world, const std::string& name) {
  identity::AccessStore& store = world.parts->api.access;
  const identity::EntityId id("id of " + name);
  const identity::Team team{.name = name, .parents = {"Organization"}};
  const auto changes =
      create_entity(store.read().value(), identity::Vocabulary::open_metadata(), id, team, {}, {"ann", {}});
  EXPECT_TRUE(store.commit(store.revision().value(), changes.value()));
  return id;
}

PersonId person_who_signed_in(World& world) {
  world.sign_in();
  return world.identities->list({}, 1).value().front().person.id;
}

Result<PrincipalPtr> find(const World& world, const PersonId& person, PrincipalKind kind = PrincipalKind::person) {
  return find_principal(world.shared->policies, *world.team_members, person, {{"DataSteward"}, false}, kind);
}

TEST(Principal, HasTheRightsAndTheTeams) {
  World world;
  const PersonId person = person_who_signed_in(world);
  const auto team = add_team(world, "Sales");
  ASSERT_TRUE(world.team_members->join(person, {team, identity::Origin::administrator}));
  ASSERT_TRUE(world.team_members->join(person, {team, identity::Origin::provider}));
  const auto principal = find(world, person);
  ASSERT_TRUE(principal);
  EXPECT_EQ((*principal)->principal.teams, Names{"Sales"}) << "once, though it has two origins";
  EXPECT_EQ((*principal)->principal.roles, Names{"DataSteward"});
  EXPECT_EQ((*principal)->snapshot, world.shared->policies.get()->snapshot);
}

TEST(Principal, WithoutATeamIsInOrganization) {
  World world;
  EXPECT_EQ((*find(world, person_who_signed_in(world)))->principal.teams, Names{"Organization"});
}

TEST(Principal, LeavesOutATeamThatIsDeleted) {
  World world;
  const PersonId person = person_who_signed_in(world);
  const auto team = add_team(world, "Sales");
  ASSERT_TRUE(world.team_members->join(person, {team, identity::Origin::administrator}));
  identity::AccessStore& store = world.parts->api.access;
  const auto changes =
      identity::delete_entity<identity::Team>(store.read().value(), team, identity::Deletion::soft, {}, {"ann", {}});
  ASSERT_TRUE(changes);
  ASSERT_TRUE(store.commit(store.revision().value(), *changes));
  EXPECT_EQ((*find(world, person))->principal.teams, Names{"Organization"});
}

TEST(Principal, OfAProgramIsInNoTeam) {
  World world;
  EXPECT_EQ((*find(world, {}, PrincipalKind::bot))->principal.teams, Names{});
}

TEST(Principal, IsUnknownWithoutPolicies) {
  World world;
  world.shared->policies.withdraw();
  EXPECT_EQ(reason_of(find(world, {}, PrincipalKind::bot)), "policies_unknown");
}

}  // namespace
}  // namespace sallyport::gateway
