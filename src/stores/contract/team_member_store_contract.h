// The tests that every store of team memberships must pass. A test instantiates the suite with a factory type:
//   struct Factory { explicit Factory(Random&); identity::IdentityStore& people(); identity::AccessStore& access();
//                    identity::TeamMemberStore& members(); };
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "base/reason_of.h"
#include "identity/access/access_store.h"
#include "identity/identity_store.h"
#include "identity/team_member_store.h"
#include "stores/contract/race.h"
#include "stores/contract/shared_random.h"
#include "stores/contract/skip.h"

namespace sallyport::stores::contract::team_members {

using identity::Entity;
using identity::EntityId;
using identity::Origin;
using identity::Team;
using identity::TeamMembership;
using Teams = std::vector<TeamMembership>;

inline constexpr UnixTime kNow{1'800'000'000};
inline const EntityId kShop("id of Shop");
inline const EntityId kDesk("id of Desk");

inline Entity<Team> team_entity(const EntityId& id, std::string name) {
  return {{.id = id}, {.name = std::move(name), .parents = {"Organization"}}};
}

// Two people, Ann and Bob, and two teams, Shop and Desk.
template <class Factory>
class TeamMemberStoreContract : public testing::Test {
 protected:
  void SetUp() override {
    SALLYPORT_SKIP_IF_MISSING(Factory);
    ann_ = arrive("ann");
    bob_ = arrive("bob");
    commit({.teams = {team_entity(kShop, "Shop"), team_entity(kDesk, "Desk")}});
  }

  PersonId arrive(const std::string& name) {
    const identity::IdentityKey key{"azure", Issuer("https://login.example"), TenantId("t"), Subject(name)};
    return factory_.people()
        .link_or_create({key, {name, "", "", name}, ""}, identity::CreateMissing::yes, kNow)
        .value()
        .value()
        .id;
  }

  void commit(const identity::AccessChanges& changes) {
    ASSERT_TRUE(factory_.access().commit(factory_.access().revision().value(), changes));
  }

  identity::TeamMemberStore& members() { return factory_.members(); }
  Teams teams(const PersonId& person) { return members().teams_of(person).value(); }

  SharedRandom random_;
  Factory factory_{random_};
  PersonId ann_;
  PersonId bob_;
};
TYPED_TEST_SUITE_P(TeamMemberStoreContract);

TYPED_TEST_P(TeamMemberStoreContract, APersonIsInTheTeamsThatTheyJoined) {
  EXPECT_EQ(this->teams(this->ann_), Teams{});
  ASSERT_TRUE(this->members().join(this->ann_, {kShop, Origin::administrator}));
  ASSERT_TRUE(this->members().join(this->ann_, {kDesk, Origin::default_}));
  ASSERT_TRUE(this->members().join(this->ann_, {kDesk, Origin::default_})) << "again";
  EXPECT_EQ(this->teams(this->ann_), (Teams{{kDesk, Origin::default_}, {kShop, Origin::administrator}}));
  EXPECT_EQ(this->teams(this->bob_), Teams{});
}

TYPED_TEST_P(TeamMemberStoreContract, WhoLeavesKeepsTheMembershipsOfOtherOrigins) {
  ASSERT_TRUE(this->members().join(this->ann_, {kShop, Origin::administrator}));
  ASSERT_TRUE(this->members().join(this->ann_, {kShop, Origin::provider}));
  ASSERT_TRUE(this->members().leave(this->ann_, {kShop, Origin::administrator}));
  EXPECT_EQ(this->teams(this->ann_), (Teams{{kShop, Origin::provider}}));
  EXPECT_TRUE(this->members().leave(this->ann_, {kShop, Origin::administrator})) << "again";
}

TYPED_TEST_P(TeamMemberStoreContract, AWriterReplacesOnlyItsOwn) {
  ASSERT_TRUE(this->members().join(this->ann_, {kShop, Origin::administrator}));
  ASSERT_TRUE(this->members().replace_teams(this->ann_, Origin::provider, {kShop, kDesk}));
  ASSERT_TRUE(this->members().replace_teams(this->bob_, Origin::provider, {kShop}));
  ASSERT_TRUE(this->members().replace_teams(this->ann_, Origin::provider, {kDesk}));
  EXPECT_EQ(this->teams(this->ann_), (Teams{{kDesk, Origin::provider}, {kShop, Origin::administrator}}));
  ASSERT_TRUE(this->members().replace_teams(this->ann_, Origin::provider, {}));
  EXPECT_EQ(this->teams(this->ann_), (Teams{{kShop, Origin::administrator}}));
  EXPECT_EQ(this->teams(this->bob_), (Teams{{kShop, Origin::provider}}));
}

TYPED_TEST_P(TeamMemberStoreContract, PeopleAndTeamsMustExist) {
  const PersonId nobody("9188040d-0000-4c5b-b112-36a304b66dad");
  auto& members = this->members();
  EXPECT_EQ(reason_of(members.join(nobody, {kShop, Origin::provider})), "person_unknown");
  EXPECT_EQ(reason_of(members.leave(nobody, {kShop, Origin::provider})), "person_unknown");
  EXPECT_EQ(reason_of(members.replace_teams(nobody, Origin::provider, {})), "person_unknown");
  EXPECT_EQ(reason_of(members.join(this->ann_, {EntityId("lost"), Origin::provider})), "team_unknown");
  ASSERT_TRUE(members.replace_teams(this->ann_, Origin::provider, {kShop}));
  EXPECT_EQ(reason_of(members.replace_teams(this->ann_, Origin::provider, {kDesk, EntityId("lost")})), "team_unknown");
  EXPECT_EQ(this->teams(this->ann_), (Teams{{kShop, Origin::provider}})) << "as it was";
  EXPECT_EQ(*members.teams_of(nobody), Teams{});
}

TYPED_TEST_P(TeamMemberStoreContract, NobodyJoinsADeletedTeamButItsMembersStay) {
  ASSERT_TRUE(this->members().join(this->ann_, {kShop, Origin::administrator}));
  auto deleted = team_entity(kShop, "Shop");
  deleted.header.deleted = true;
  this->commit({.teams = {deleted}});
  EXPECT_EQ(reason_of(this->members().join(this->bob_, {kShop, Origin::administrator})), "team_unknown");
  EXPECT_EQ(this->teams(this->ann_), (Teams{{kShop, Origin::administrator}}));
}

TYPED_TEST_P(TeamMemberStoreContract, ATeamThatIsRemovedTakesItsMembershipsAlong) {
  ASSERT_TRUE(this->members().join(this->ann_, {kShop, Origin::administrator}));
  ASSERT_TRUE(this->members().join(this->ann_, {kDesk, Origin::administrator}));
  this->commit({.removed = {kShop}});
  EXPECT_EQ(this->teams(this->ann_), (Teams{{kDesk, Origin::administrator}}));
  EXPECT_EQ(*this->members().members_of(kShop, PersonId(), 10), std::vector<PersonId>{});
  this->commit({.teams = {team_entity(EntityId("another"), "Shop")}});
  EXPECT_EQ(this->teams(this->ann_), (Teams{{kDesk, Origin::administrator}})) << "the new team has no members";
}

TYPED_TEST_P(TeamMemberStoreContract, MembersComeInPagesAndEachOnce) {
  std::vector<PersonId> all{this->ann_, this->bob_, this->arrive("cid")};
  std::ranges::sort(all);
  for (const PersonId& person : all) ASSERT_TRUE(this->members().join(person, {kShop, Origin::administrator}));
  ASSERT_TRUE(this->members().join(this->ann_, {kShop, Origin::provider}));
  EXPECT_EQ(*this->members().members_of(kShop, PersonId(), 2), (std::vector{all[0], all[1]}));
  EXPECT_EQ(*this->members().members_of(kShop, all[1], 2), std::vector{all[2]});
  EXPECT_EQ(*this->members().members_of(kShop, all[2], 2), std::vector<PersonId>{});
  EXPECT_EQ(*this->members().members_of(kDesk, PersonId(), 2), std::vector<PersonId>{});
  EXPECT_EQ(*this->members().count_members(kShop), 3u);
  EXPECT_EQ(*this->members().count_members(kDesk), 0u);
}

TYPED_TEST_P(TeamMemberStoreContract, RacersLeaveOneOfTheirSets) {
  race([&](std::size_t i) {
    const EntityId team = i % 2 ? kShop : kDesk;
    EXPECT_EQ(reason_of(this->members().replace_teams(this->ann_, Origin::provider, {team})), "none");
  });
  EXPECT_EQ(this->teams(this->ann_).size(), 1u);
}

REGISTER_TYPED_TEST_SUITE_P(TeamMemberStoreContract, APersonIsInTheTeamsThatTheyJoined,
                            WhoLeavesKeepsTheMembershipsOfOtherOrigins, AWriterReplacesOnlyItsOwn,
                            PeopleAndTeamsMustExist, NobodyJoinsADeletedTeamButItsMembersStay,
                            ATeamThatIsRemovedTakesItsMembershipsAlong, MembersComeInPagesAndEachOnce,
                            RacersLeaveOneOfTheirSets);

}  // namespace sallyport::stores::contract::team_members
