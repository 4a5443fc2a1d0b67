// The tests that every store of people for administrators must pass. A test instantiates the suite with a factory type:
//   struct Factory { explicit Factory(Random&); identity::IdentityStore& identities();
//                    identity::MembershipStore& memberships(); identity::AccessStore& access();
//                    identity::TeamMemberStore& members(); identity::PeopleStore& people(); };
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "base/reason_of.h"
#include "identity/people_store.h"
#include "stores/contract/people_store_fixture.h"
#include "stores/contract/race.h"
#include "stores/contract/skip.h"

namespace sallyport::stores::contract::people {

TYPED_TEST_P(PeopleStoreContract, APersonWhoSignedInIsThereWithNothingSetByHand) {
  const auto ann = this->arrive("ann");
  const PersonEntry entry = this->found(ann);
  EXPECT_EQ(entry.person.labels, labels("ann"));
  EXPECT_EQ(entry.by_hand, ByHand{});
  EXPECT_EQ(entry.kind, PersonKind::human);
  EXPECT_EQ(entry.version, 1);
  EXPECT_EQ(entry.updated, kNow);
  EXPECT_EQ(entry.updated_by, "");
  EXPECT_EQ(this->people().find_by_name("ann").value(), std::vector{entry});
  EXPECT_TRUE(this->people().find_by_name("Ann").value().empty());
  EXPECT_FALSE(this->people().find(PersonId("nobody")).value());
}

TYPED_TEST_P(PeopleStoreContract, EverythingThatIsSetByHandComesBack) {
  const auto ann = this->arrive("ann");
  const ByHand wanted{{"Ann \xc3\x9c", "**bold**\n", "Europe/Berlin", {{"image", "https://img.example/a"}}},
                      {"Reader", "Writer"},
                      {kDesk, kShop},
                      true,
                      false};
  const auto changed = this->edit(ann, [&](ByHand& by_hand) { by_hand = wanted; });
  ASSERT_TRUE(changed) << changed.error().reason << changed.error().detail;
  EXPECT_EQ(changed->by_hand, wanted);
  EXPECT_EQ(changed->version, 2);
  EXPECT_EQ(changed->updated, kEditor.now);
  EXPECT_EQ(changed->updated_by, "root");
  EXPECT_TRUE(changed->person.disabled);
  EXPECT_EQ(this->found(ann), *changed);
  EXPECT_EQ(this->names({}), "ann ");
}

TYPED_TEST_P(PeopleStoreContract, ASignInChangesNothingThatWasSetByHand) {
  const auto ann = this->arrive("ann");
  const auto before = *this->edit(ann, [](ByHand& by_hand) {
    by_hand.profile.display_name = "Boss";
    by_hand.roles = {"Reader"};
    by_hand.teams = {kShop};
  });
  ASSERT_TRUE(this->factory_.identities().link_or_create({key("ann"), labels("anne"), ""}, CreateMissing::yes, kNow));
  const auto after = this->found(ann);
  EXPECT_EQ(after.by_hand, before.by_hand);
  EXPECT_EQ(after.version, before.version);
  EXPECT_EQ(after.person.labels, labels("anne"));
}

TYPED_TEST_P(PeopleStoreContract, WhatChangesNothingWritesNothing) {
  const auto ann = this->arrive("ann");
  ASSERT_TRUE(this->edit(ann, [](ByHand& by_hand) { by_hand.roles = {"Reader"}; }));
  const auto same = this->edit(ann, [](ByHand& by_hand) { by_hand.roles = {"Reader", "Reader"}; });
  EXPECT_EQ(same->version, 2);
  EXPECT_EQ(same->by_hand.roles, (std::vector<std::string>{"Reader"}));
}

TYPED_TEST_P(PeopleStoreContract, AnEditTouchesNoRoleAndNoTeamOfAnotherOrigin) {
  const auto ann = this->arrive("ann");
  ASSERT_TRUE(this->factory_.memberships().replace_roles(ann, Origin::provider, {"Reader", "Editor"}));
  ASSERT_TRUE(this->factory_.members().replace_teams(ann, Origin::provider, {kShop, kDesk}));
  ASSERT_TRUE(this->edit(ann, [](ByHand& by_hand) {
    by_hand.roles = {"Reader"};
    by_hand.teams = {kShop};
  }));
  ASSERT_TRUE(this->edit(ann, [](ByHand& by_hand) { by_hand = {}; }));
  EXPECT_EQ(this->found(ann).person.memberships,
            (std::vector<Membership>{{"Editor", Origin::provider}, {"Reader", Origin::provider}}));
  EXPECT_EQ(this->found(ann).teams,
            (std::vector<identity::TeamMembership>{{kDesk, Origin::provider}, {kShop, Origin::provider}}));
}

TYPED_TEST_P(PeopleStoreContract, RolesAndTeamsMustExistWhenTheyAreAdded) {
  const auto ann = this->arrive("ann");
  ASSERT_TRUE(this->factory_.memberships().give_role(ann, {"Of the configuration", Origin::administrator}));
  EXPECT_EQ(reason_of(this->edit(ann, [](ByHand& by_hand) { by_hand.roles.push_back("Lost"); })), "role_unknown");
  EXPECT_EQ(reason_of(this->edit(ann, [](ByHand& by_hand) { by_hand.teams = {kShop, EntityId("lost")}; })),
            "team_unknown");
  EXPECT_EQ(this->found(ann).by_hand.teams, std::vector<EntityId>{}) << "as it was";
  EXPECT_TRUE(this->edit(ann, [](ByHand& by_hand) { by_hand.roles.push_back("Admin"); })) << "needs no entity";
  EXPECT_TRUE(this->edit(ann, [](ByHand& by_hand) { by_hand.profile.timezone = "UTC"; })) << "an old role may stay";
}

TYPED_TEST_P(PeopleStoreContract, ARoleThatPeopleHaveIsNotDeleted) {
  const auto ann = this->arrive("ann");
  auto& access = this->factory_.access();
  identity::Entity<identity::Role> deleted{{.id = EntityId("id of Reader")}, {.name = "Reader"}};
  deleted.header.deleted = true;
  const auto commit = [&](const identity::AccessChanges& changes) {
    return reason_of(access.commit(access.revision().value(), changes));
  };
  ASSERT_TRUE(this->edit(ann, [](ByHand& by_hand) { by_hand.roles = {"Reader"}; }));
  EXPECT_EQ(commit({.roles = {deleted}}), "entity_in_use");
  EXPECT_EQ(commit({.removed = {deleted.header.id}}), "entity_in_use");
  ASSERT_TRUE(this->edit(ann, [](ByHand& by_hand) { by_hand.roles = {}; }));
  ASSERT_TRUE(this->factory_.memberships().give_role(ann, {"Reader", Origin::provider}));
  EXPECT_EQ(commit({.roles = {deleted}}), "none") << "what the provider said decides nothing";
  EXPECT_EQ(reason_of(this->edit(ann, [](ByHand& by_hand) { by_hand.roles = {"Reader"}; })), "role_unknown");
}

TYPED_TEST_P(PeopleStoreContract, TwoEditorsLoseNothing) {
  const auto ann = this->arrive("ann");
  const auto seen = this->found(ann).version;
  ASSERT_TRUE(this->edit(ann, [](ByHand& by_hand) { by_hand.profile.timezone = "UTC"; }, seen));
  const auto late = this->edit(ann, [](ByHand& by_hand) { by_hand.profile.description = "late"; }, seen);
  EXPECT_EQ(reason_of(late), "person_version");
  EXPECT_EQ(late.error().kind, Kind::conflict);
  EXPECT_EQ(reason_of(this->people().remove(ann, seen, kEditor,
                                            [](const PersonEntry&, OtherAdmins) { return Result<void>(); })),
            "person_version");
  EXPECT_EQ(this->found(ann).by_hand.profile.timezone, "UTC");
}

TYPED_TEST_P(PeopleStoreContract, WhateverElseIsDoneByHandAddsAVersion) {
  const auto ann = this->arrive("ann");
  ASSERT_TRUE(this->factory_.memberships().give_role(ann, {"Reader", Origin::administrator}));
  EXPECT_EQ(this->found(ann).version, 2);
  ASSERT_TRUE(this->factory_.members().join(ann, {kShop, Origin::administrator}));
  EXPECT_EQ(this->found(ann).version, 3);
  ASSERT_TRUE(this->factory_.identities().set_disabled(ann, true));
  EXPECT_EQ(this->found(ann).version, 4);
  ASSERT_TRUE(this->factory_.memberships().give_role(ann, {"Reader", Origin::provider}));
  ASSERT_TRUE(this->factory_.members().join(ann, {kShop, Origin::provider}));
  EXPECT_EQ(this->found(ann).version, 4) << "the provider's are not by hand";
}

TYPED_TEST_P(PeopleStoreContract, RacingEditorsLoseNoChange) {
  this->RecordProperty("covers", "A19");
  const auto ann = this->arrive("ann");
  race([&](std::size_t i) {
    const auto done =
        this->edit(ann, [&](ByHand& by_hand) { by_hand.profile.description += static_cast<char>('a' + i); });
    EXPECT_EQ(reason_of(done), "none");
  });
  EXPECT_EQ(this->found(ann).by_hand.profile.description.size(), kRacers);
  EXPECT_EQ(this->found(ann).version, static_cast<std::int64_t>(1 + kRacers));
}

TYPED_TEST_P(PeopleStoreContract, ADeletedPersonIsShutOutAndComesBackAsTheyWere) {
  const auto ann = this->arrive("ann");
  const auto before = *this->edit(ann, [](ByHand& by_hand) {
    by_hand.roles = {"Reader"};
    by_hand.teams = {kShop};
  });
  EXPECT_TRUE(this->set_deleted(ann, true)->person.disabled);
  EXPECT_TRUE(this->factory_.identities().find(key("ann")).value()->disabled) << "a sign-in looks here";
  EXPECT_FALSE(this->found(ann).by_hand.disabled);
  const auto restored = *this->set_deleted(ann, false);
  EXPECT_FALSE(restored.person.disabled);
  EXPECT_EQ(restored.by_hand, before.by_hand);
  EXPECT_FALSE(this->factory_.identities().find(key("ann")).value()->disabled);
}

TYPED_TEST_P(PeopleStoreContract, DisabledAndDeletedAreTwoThings) {
  const auto ann = this->arrive("ann");
  ASSERT_TRUE(this->factory_.identities().set_disabled(ann, true));
  EXPECT_TRUE(this->found(ann).by_hand.disabled);
  ASSERT_TRUE(this->set_deleted(ann, true));
  ASSERT_TRUE(this->set_deleted(ann, false));
  EXPECT_TRUE(this->found(ann).person.disabled) << "restored, and still disabled";
  ASSERT_TRUE(this->set_deleted(ann, true));
  ASSERT_TRUE(this->factory_.identities().set_disabled(ann, false));
  EXPECT_TRUE(this->found(ann).person.disabled) << "enabled, and still deleted";
  ASSERT_TRUE(this->set_deleted(ann, false));
  EXPECT_FALSE(this->found(ann).person.disabled);
}

TYPED_TEST_P(PeopleStoreContract, WhoIsRemovedComesBackAsSomebodyElse) {
  const auto ann = this->arrive("ann");
  ASSERT_TRUE(this->edit(ann, [](ByHand& by_hand) {
    by_hand.roles = {"Reader"};
    by_hand.teams = {kShop};
  }));
  ASSERT_TRUE(this->remove(ann));
  EXPECT_FALSE(this->people().find(ann).value());
  EXPECT_FALSE(this->factory_.identities().find(key("ann")).value());
  EXPECT_EQ(reason_of(this->remove(ann)), "person_unknown");
  EXPECT_EQ(reason_of(this->set_deleted(ann, true)), "person_unknown");
  const auto again = this->arrive("ann");
  EXPECT_NE(again, ann);
  EXPECT_EQ(this->found(again).by_hand, ByHand{});
  EXPECT_TRUE(this->found(again).teams.empty());
}

TYPED_TEST_P(PeopleStoreContract, WhatIsRefusedLeavesEverythingAsItWas) {
  const auto ann = this->arrive("ann");
  const auto refuse = [](const PersonEntry&, OtherAdmins) { return failure(Kind::conflict, "not_now"); };
  EXPECT_EQ(reason_of(this->people().change(
                ann, {}, kEditor, [&](const PersonEntry& e, OtherAdmins o) -> Result<ByHand> { return refuse(e, o); })),
            "not_now");
  EXPECT_EQ(reason_of(this->people().remove(
                ann, {}, kEditor, [&](const PersonEntry& e, OtherAdmins o) -> Result<void> { return refuse(e, o); })),
            "not_now");
  EXPECT_EQ(this->found(ann).version, 1);
}

TYPED_TEST_P(PeopleStoreContract, AnotherAdministratorIsOneWhoCanComeIn) {
  const auto ann = this->arrive("ann");
  const auto bob = this->arrive("bob");
  const auto give = [&](const PersonId& id) {
    return this->edit(id, [](ByHand& by_hand) { by_hand.roles = {"Admin"}; });
  };
  ASSERT_TRUE(give(ann));
  EXPECT_EQ(this->others(ann), OtherAdmins::none);
  const auto invited = this->people().add(
      {.labels = labels("eve"), .invitation = by_address("eve"), .by_hand = {.roles = {"Admin"}}}, kEditor);
  ASSERT_TRUE(invited);
  EXPECT_EQ(this->others(ann), OtherAdmins::none) << "who was invited may never come";
  ASSERT_TRUE(this->factory_.memberships().give_role(bob, {"Admin", Origin::provider}));
  EXPECT_EQ(this->others(ann), OtherAdmins::none) << "the provider's word is not by hand";
  ASSERT_TRUE(give(bob));
  EXPECT_EQ(this->others(ann), OtherAdmins::some);
  ASSERT_TRUE(this->set_deleted(bob, true));
  EXPECT_EQ(this->others(ann), OtherAdmins::none);
}

TYPED_TEST_P(PeopleStoreContract, WhomTheConfigurationNamesIsAnotherAdministratorWhileTheyCanComeIn) {
  const auto ann = this->arrive("ann");
  const auto bob = this->arrive("bob");
  const auto others = [&](const identity::Administrators& administrators) { return this->others(ann, administrators); };
  EXPECT_EQ(others({}), OtherAdmins::none);
  EXPECT_EQ(others({.local = true}), OtherAdmins::some);
  EXPECT_EQ(others({.named = {ann}}), OtherAdmins::none) << "that is the person themselves";
  EXPECT_EQ(others({.named = {ann, bob}}), OtherAdmins::some);
  ASSERT_TRUE(this->factory_.memberships().give_role(bob, {"Admin", Origin::provider}));
  EXPECT_EQ(others({}), OtherAdmins::none);
  EXPECT_EQ(others({.by_app_role = true}), OtherAdmins::none) << "the provider may have taken it back since";
  EXPECT_EQ(others({.named = {bob}, .by_app_role = true}), OtherAdmins::some);
  const auto eve = this->people().add({.labels = labels("eve"), .invitation = by_address("eve")}, kEditor);
  ASSERT_TRUE(eve);
  EXPECT_EQ(others({.named = {eve->person.id}}), OtherAdmins::none) << "who was invited may never come";
  ASSERT_TRUE(this->edit(bob, [](ByHand& by_hand) { by_hand.disabled = true; }));
  EXPECT_EQ(others({.named = {bob}, .by_app_role = true}), OtherAdmins::none);
  EXPECT_EQ(others({.named = {PersonId("nobody")}}), OtherAdmins::none);
}

TYPED_TEST_P(PeopleStoreContract, OfAnAdministratorByNameAndOneByHandWhoLeaveAtOnceOneStays) {
  const std::vector<PersonId> admins{this->arrive("ann"), this->arrive("bob")};
  ASSERT_TRUE(this->edit(admins[1], [](ByHand& by_hand) { by_hand.roles = {"Admin"}; }));
  identity::Editor editor = kEditor;
  editor.administrators.named = {admins[0]};
  race([&](std::size_t i) {
    const auto leave = [&](const PersonEntry& entry, OtherAdmins others) -> Result<ByHand> {
      const ByHand without{.disabled = true};
      SALLYPORT_CHECK(check_edit(entry, without, others, editor.administrators));
      return without;
    };
    (void)this->people().change(admins[i % 2], {}, editor, leave);
  });
  int left = 0;
  for (const auto& id : admins) left += this->found(id).by_hand.disabled ? 0 : 1;
  EXPECT_EQ(left, 1);
}

TYPED_TEST_P(PeopleStoreContract, OfTwoAdministratorsWhoLeaveAtOnceOneStays) {
  std::vector<PersonId> admins{this->arrive("ann"), this->arrive("bob")};
  for (const auto& id : admins) ASSERT_TRUE(this->edit(id, [](ByHand& by_hand) { by_hand.roles = {"Admin"}; }));
  race([&](std::size_t i) {
    (void)this->people().change(admins[i % 2], {}, kEditor,
                                [](const PersonEntry& entry, OtherAdmins others) -> Result<ByHand> {
                                  SALLYPORT_CHECK(check_edit(entry, {}, others));
                                  return ByHand{};
                                });
  });
  int left = 0;
  for (const auto& id : admins) left += this->found(id).by_hand.roles.empty() ? 0 : 1;
  EXPECT_EQ(left, 1);
}

TYPED_TEST_P(PeopleStoreContract, SomebodyIsAddedWithAllOfItOrNotAtAll) {
  const NewPerson wanted{.labels = labels("eve"),
                         .invitation = by_address("eve"),
                         .by_hand = {.profile = {.description = "new"}, .roles = {"Reader"}, .teams = {kShop}}};
  const auto added = this->people().add(wanted, kEditor);
  ASSERT_TRUE(added) << added.error().reason;
  EXPECT_EQ(added->by_hand, wanted.by_hand);
  EXPECT_EQ(added->version, 1);
  EXPECT_EQ(added->updated_by, "root");
  EXPECT_EQ(added->person.last_sign_in, UnixTime{});
  const auto refused = [&](auto change) {
    NewPerson other{.labels = labels("bob"), .invitation = by_address("bob")};
    change(other);
    return reason_of(this->people().add(other, kEditor));
  };
  EXPECT_EQ(refused([](NewPerson& p) { p.labels.username = "eve"; }), "person_exists");
  EXPECT_EQ(refused([](NewPerson& p) { p.invitation = by_address("eve"); }), "person_invited");
  EXPECT_EQ(refused([](NewPerson& p) { p.by_hand.roles = {"Lost"}; }), "role_unknown");
  EXPECT_EQ(refused([](NewPerson& p) { p.by_hand.teams = {EntityId("lost")}; }), "team_unknown");
  EXPECT_EQ(refused([](NewPerson& p) { p.by_hand.profile.timezone = "?"; }), "profile_timezone");
  EXPECT_EQ(this->names({}), "eve ");
  EXPECT_EQ(this->factory_.identities().link_or_create(arrival("eve"), CreateMissing::no, kNow)->value().id,
            added->person.id);
}

TYPED_TEST_P(PeopleStoreContract, NobodySignsInAsABot) {
  const NewPerson wanted{.labels = labels("eve"), .kind = PersonKind::bot, .by_hand = {.roles = {"Reader"}}};
  const auto bot = this->people().add(wanted, kEditor);
  ASSERT_TRUE(bot);
  EXPECT_EQ(this->found(bot->person.id).kind, PersonKind::bot);
  const auto refused = this->factory_.identities().link_or_create(arrival("eve"), CreateMissing::yes, kNow);
  EXPECT_EQ(reason_of(refused), "name_of_bot") << "applications could not tell them apart";
  EXPECT_EQ(this->people().find_by_name("eve").value().size(), 1u) << "what was refused has left nobody behind";
  const auto ann = this->arrive("ann");
  const auto listed = this->factory_.identities().list(PersonId(), 10).value();
  ASSERT_EQ(listed.size(), 1u) << "only people sign in";
  EXPECT_EQ(listed.front().person.id, ann);
  EXPECT_EQ(
      reason_of(this->factory_.identities().link_or_create({key("ann"), labels("eve"), ""}, CreateMissing::no, kNow)),
      "name_of_bot");
  EXPECT_EQ(this->found(ann).person.labels, labels("ann"));
}

TYPED_TEST_P(PeopleStoreContract, WhatAPersonWasIsKeptWithTheChangeOrNeither) {
  const PersonId ann = this->arrive("ann");
  const EntityId entity(ann.value);
  auto& versions = this->factory_.versions();
  ASSERT_TRUE(this->change_zone(ann, "UTC", "the first"));
  ASSERT_TRUE(this->change_zone(ann, "UTC", "nothing differs"));
  ASSERT_FALSE(this->change_zone(ann, "GMT", "refused", true));
  EXPECT_EQ(reason_of(this->change_zone(ann, "GMT", std::string(identity::kMaxVersionText + 1, 'x'))),
            "version_too_long");
  EXPECT_EQ(this->found(ann).by_hand.profile.timezone, "UTC");
  EXPECT_EQ(versions.list(entity, 10).value(), (std::vector<identity::EntityVersion>{{entity, 1, "the first"}}));
  ASSERT_TRUE(this->change_zone(ann, "GMT", "the second"));
  EXPECT_EQ(versions.find(entity, 2).value()->text, "the second");
  ASSERT_TRUE(this->remove(ann));
  EXPECT_TRUE(versions.list(entity, 10)->empty()) << "they go with the person";
}

REGISTER_TYPED_TEST_SUITE_P(
    PeopleStoreContract, WhatAPersonWasIsKeptWithTheChangeOrNeither, APersonWhoSignedInIsThereWithNothingSetByHand,
    EverythingThatIsSetByHandComesBack, ASignInChangesNothingThatWasSetByHand, WhatChangesNothingWritesNothing,
    AnEditTouchesNoRoleAndNoTeamOfAnotherOrigin, RolesAndTeamsMustExistWhenTheyAreAdded,
    ARoleThatPeopleHaveIsNotDeleted, TwoEditorsLoseNothing, WhateverElseIsDoneByHandAddsAVersion,
    RacingEditorsLoseNoChange, ADeletedPersonIsShutOutAndComesBackAsTheyWere, DisabledAndDeletedAreTwoThings,
    WhoIsRemovedComesBackAsSomebodyElse, WhatIsRefusedLeavesEverythingAsItWas, AnotherAdministratorIsOneWhoCanComeIn,
    WhomTheConfigurationNamesIsAnotherAdministratorWhileTheyCanComeIn,
    OfAnAdministratorByNameAndOneByHandWhoLeaveAtOnceOneStays, OfTwoAdministratorsWhoLeaveAtOnceOneStays,
    SomebodyIsAddedWithAllOfItOrNotAtAll, NobodySignsInAsABot);

}  // namespace sallyport::stores::contract::people
