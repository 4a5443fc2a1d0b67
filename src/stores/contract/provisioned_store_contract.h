// The tests that every store of provisioned users and groups must pass. A test instantiates the suite with a factory:
//   struct Factory { explicit Factory(Random&); identity::IdentityStore& identities(); …PeopleStore& people();
//                    …AccessStore& access(); …TeamMemberStore& members(); …ProvisionedUserStore& users();
//                    …ProvisionedGroupStore& groups(); };
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "base/reason_of.h"
#include "identity/provisioning_store.h"
#include "stores/contract/identity_store_contract.h"
#include "stores/contract/race.h"
#include "stores/contract/shared_random.h"
#include "stores/contract/skip.h"

namespace sallyport::stores::contract::provisioned {

using identities::arrival;
using identities::by_address;
using identities::by_subject;
using identities::kNow;
using identities::labels;
using identity::ByHand;
using identity::CreateMissing;
using identity::EntityId;
using identity::Foreseen;
using identity::Origin;
using identity::OtherAdmins;
using identity::PersonEntry;
using identity::Provisioned;
using identity::ProvisionedContent;
using identity::ProvisionedGroupStore;
using identity::ProvisionedUserStore;
using identity::TeamMembership;

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(IdentityStoreContract);

inline const EntityId kShop("id of Shop");
inline const EntityId kDesk("id of Desk");
inline const identity::Editor kEntra{"entra", kNow + Seconds(50)};
inline const identity::Editor kRoot{"root", kNow + Seconds(60)};

inline ProvisionedContent content_of(const std::string& name, bool active = true) {
  return {name, "external " + name, active, R"({"userName":")" + name + R"("})"};
}

// Two clients, Entra and another one, and the teams Shop and Desk.
template <class Factory>
class ProvisionedStoreContract : public testing::Test {
 protected:
  void SetUp() override {
    SALLYPORT_SKIP_IF_MISSING(Factory);
    client_ = arrive("client");
    other_ = arrive("other client");
    const auto team = [](const EntityId& id, const char* name) {
      return identity::Entity<identity::Team>{{.id = id}, {.name = name, .parents = {"Organization"}}};
    };
    const identity::Entity<identity::Role> reader{{.id = EntityId("id of Reader")}, {.name = "Reader"}};
    ASSERT_TRUE(factory_.access().commit(0, {.roles = {reader}, .teams = {team(kShop, "Shop"), team(kDesk, "Desk")}}));
  }

  PersonId arrive(const std::string& name) {
    return factory_.identities().link_or_create(arrival(name), CreateMissing::yes, kNow).value().value().id;
  }
  Result<Provisioned> add(const std::string& name, bool active = true, const PersonId* client = nullptr) {
    return users().add(client ? *client : client_, content_of(name, active), {labels(name), by_subject(name)}, kEntra,
                       {});
  }
  std::string added(const std::string& name) { return add(name).value().id; }

  Result<Provisioned> set(const std::string& id, const ProvisionedContent& content, identity::SeenVersion seen = {}) {
    return users().change(
        client_, id, seen, kEntra,
        [&](const Provisioned&, const PersonEntry&, OtherAdmins) -> Result<ProvisionedUserStore::Changed> {
          return ProvisionedUserStore::Changed{content, {}};
        });
  }
  Result<void> remove(const std::string& id, const PersonId* client = nullptr) {
    return users().remove(client ? *client : client_, id, {}, kEntra,
                          [](const Provisioned&, const PersonEntry&, OtherAdmins) { return Result<void>(); });
  }
  // Edits the person by hand.
  Result<PersonEntry> edit(const std::string& id, const std::function<void(ByHand&)>& fn) {
    return factory_.people().change(PersonId(id), {}, kRoot, [&](const PersonEntry& entry, OtherAdmins) {
      ByHand by_hand = entry.by_hand;
      fn(by_hand);
      return Result<ByHand>(by_hand);
    });
  }
  std::optional<PersonEntry> person(const std::string& id) { return factory_.people().find(PersonId(id)).value(); }
  bool is_kept_out(const std::string& id) { return person(id)->person.disabled; }

  Result<Provisioned> join(const std::string& group, std::map<std::string, bool> them, bool only_these = false,
                           const PersonId* client = nullptr) {
    return groups().change(client ? *client : client_, group, {}, kEntra,
                           [&](const Provisioned& now) -> Result<ProvisionedGroupStore::Changed> {
                             return ProvisionedGroupStore::Changed{now.content, only_these, them};
                           });
  }
  std::vector<PersonId> members(const std::string& group) { return groups().members(client_, group, {}, 100).value(); }
  std::vector<std::string> names(const identity::ProvisionedQuery& query) {
    std::vector<std::string> out;
    const auto page = users().list(client_, query).value();
    for (const Provisioned& one : page.found) out.push_back(one.content.name);
    return out;
  }

  identity::ProvisionedUserStore& users() { return factory_.users(); }
  identity::ProvisionedGroupStore& groups() { return factory_.groups(); }

  SharedRandom random_;
  Factory factory_{random_};
  PersonId client_;
  PersonId other_;
};
TYPED_TEST_SUITE_P(ProvisionedStoreContract);

TYPED_TEST_P(ProvisionedStoreContract, AUserIsANewPersonWhomTheirAccountIsLinkedTo) {
  const auto user = this->add("ann").value();
  EXPECT_EQ(user, (Provisioned{user.id, this->client_, content_of("ann"), 1, kEntra.now, kEntra.now}));
  const auto entry = this->person(user.id).value();
  EXPECT_EQ(entry.person.labels, labels("ann"));
  EXPECT_EQ(entry.person.last_sign_in, UnixTime{});
  EXPECT_FALSE(entry.person.disabled);
  EXPECT_EQ(entry.updated_by, "entra");
  EXPECT_EQ(this->arrive("ann").value, user.id);
}

TYPED_TEST_P(ProvisionedStoreContract, UsersAreFoundByIdNameInAnyCaseAndExternalId) {
  const std::string ann = this->added("Ann");
  this->added("bob");
  this->added("Cid");
  using Names = std::vector<std::string>;
  EXPECT_EQ(this->names({}), (Names{"Ann", "bob", "Cid"}));
  EXPECT_EQ(this->names({.skip = 1, .limit = 1}), (Names{"bob"}));
  EXPECT_EQ(this->users().list(this->client_, {.skip = 5})->total, 3u);
  EXPECT_EQ(this->names({.id = ann}), (Names{"Ann"}));
  EXPECT_EQ(this->names({.name = "aNN"}), (Names{"Ann"}));
  EXPECT_EQ(this->names({.external_id = "external bob"}), (Names{"bob"}));
  EXPECT_EQ(this->names({.external_id = "External bob"}), Names{});
  EXPECT_EQ(this->names({.name = "bob", .external_id = "external Ann"}), Names{});
}

TYPED_TEST_P(ProvisionedStoreContract, AClientKnowsItsOwnAlone) {
  const std::string ann = this->added("ann");
  EXPECT_EQ(this->users().list(this->other_, {})->total, 0u);
  EXPECT_EQ(this->users().list(this->other_, {.id = ann})->total, 0u);
  EXPECT_EQ(reason_of(this->remove(ann, &this->other_)), "provisioned_unknown");
  EXPECT_EQ(
      reason_of(this->users().change(this->other_, ann, {}, kEntra,
                                     [](const auto& user, const auto&, auto) -> Result<ProvisionedUserStore::Changed> {
                                       return ProvisionedUserStore::Changed{user.content, {}};
                                     })),
      "provisioned_unknown");
  ASSERT_TRUE(this->groups().add(this->client_, kShop, {content_of("Shop")}, kEntra));
  EXPECT_EQ(this->groups().list(this->other_, {})->total, 0u);
  EXPECT_EQ(reason_of(this->groups().remove(this->other_, kShop.value, {})), "provisioned_unknown");
  EXPECT_EQ(reason_of(this->join(kShop.value, {}, false, &this->other_)), "provisioned_unknown");
  EXPECT_TRUE(this->groups().members(this->other_, kShop.value, {}, 9)->empty());
}

TYPED_TEST_P(ProvisionedStoreContract, ANameAndAnExternalIdAreTakenOnce) {
  const std::string ann = this->added("ann");
  EXPECT_EQ(
      reason_of(this->users().add(this->client_, {"ANN", "", true, "{}"}, {labels("x"), by_subject("x")}, kEntra, {})),
      "provisioned_exists");
  EXPECT_EQ(reason_of(this->users().add(this->client_, {"x", "external ann", true, "{}"},
                                        {labels("x"), by_subject("x")}, kEntra, {})),
            "provisioned_exists");
  const std::string bob = this->added("bob");
  EXPECT_EQ(reason_of(this->set(bob, content_of("ann"))), "provisioned_exists");
  EXPECT_TRUE(this->set(bob, {"bob", "", true, "{}"}));
  EXPECT_TRUE(this->users().add(this->client_, {"cid", "", true, "{}"}, {labels("cid"), by_subject("cid")}, kEntra, {}))
      << "two without an external id";
}

TYPED_TEST_P(ProvisionedStoreContract, NobodyWhoIsKnownIsTakenOver) {
  this->arrive("ann");
  EXPECT_EQ(reason_of(this->add("ann")), "person_known");
  EXPECT_EQ(
      reason_of(this->users().add(this->client_, content_of("ann"), {labels("ann"), by_address("ann")}, kEntra, {})),
      "person_exists")
      << "by the username";
  EXPECT_EQ(reason_of(this->users().add(this->client_, content_of("x"), {labels("x"), {}}, kEntra, {})),
            "invitation_indefinite");
  this->added("bob");
  EXPECT_EQ(reason_of(this->add("bob", true, &this->other_)), "person_exists");
  EXPECT_EQ(this->users().list(this->client_, {})->total, 1u);
}

TYPED_TEST_P(ProvisionedStoreContract, SomebodyMayBeLinkedByTheirAccountWhereItIsAllowed) {
  const PersonId ann = this->arrive("ann");
  const auto link = [&](const PersonId& client, const ProvisionedUserStore::MayLink& may) {
    return this->users().add(client, content_of("ann", false), {labels("other"), by_subject("ann")}, kEntra, may);
  };
  const auto yes = [](const PersonEntry&) { return Result<void>(); };
  EXPECT_EQ(
      reason_of(link(this->client_,
                     [](const PersonEntry&) -> Result<void> { return failure(Kind::conflict, "administrator"); })),
      "administrator");
  EXPECT_EQ(link(this->client_, yes).value().id, ann.value);
  EXPECT_TRUE(this->is_kept_out(ann.value));
  EXPECT_EQ(this->person(ann.value)->person.labels, labels("ann")) << "those of the sign-in";
  EXPECT_EQ(reason_of(link(this->other_, yes)), "person_known");
  ASSERT_TRUE(this->set(ann.value, content_of("ann", true)));
  EXPECT_FALSE(this->is_kept_out(ann.value));
}

TYPED_TEST_P(ProvisionedStoreContract, SomebodyWhoIsNotActiveIsKeptOutAndNotMarkedByHand) {
  const std::string ann = this->added("ann");
  ASSERT_TRUE(this->set(ann, content_of("ann", false)));
  EXPECT_TRUE(this->is_kept_out(ann));
  EXPECT_TRUE(this->person(ann)->deprovisioned);
  EXPECT_FALSE(this->person(ann)->by_hand.disabled);
  ASSERT_TRUE(this->edit(ann, [](ByHand& by_hand) { by_hand.profile.description = "on leave"; }));
  EXPECT_TRUE(this->is_kept_out(ann)) << "after an edit";
  ASSERT_TRUE(this->factory_.identities().set_disabled(PersonId(ann), false));
  EXPECT_TRUE(this->is_kept_out(ann)) << "nobody else lets them in";
  ASSERT_TRUE(this->set(ann, content_of("ann")));
  EXPECT_FALSE(this->is_kept_out(ann));
}

TYPED_TEST_P(ProvisionedStoreContract, AClientLetsNobodyInWhomAnAdministratorKeepsOut) {
  const std::string ann = this->added("ann");
  ASSERT_TRUE(this->edit(ann, [](ByHand& by_hand) { by_hand.disabled = true; }));
  ASSERT_TRUE(this->set(ann, content_of("ann", false)));
  ASSERT_TRUE(this->set(ann, content_of("ann", true)));
  EXPECT_TRUE(this->is_kept_out(ann));
  ASSERT_TRUE(this->edit(ann, [](ByHand& by_hand) { by_hand.disabled = false; }));
  EXPECT_FALSE(this->is_kept_out(ann));
}

TYPED_TEST_P(ProvisionedStoreContract, ChangesCountVersionsAndTwoEditorsLoseNothing) {
  const std::string ann = this->added("ann");
  EXPECT_EQ(this->set(ann, content_of("ann")).value().version, 1) << "nothing differs";
  EXPECT_EQ(this->set(ann, content_of("anna"), 1).value().version, 2);
  EXPECT_EQ(reason_of(this->set(ann, content_of("annie"), 1)), "provisioned_version");
  EXPECT_EQ(reason_of(this->set("lost", content_of("x"))), "provisioned_unknown");
}

TYPED_TEST_P(ProvisionedStoreContract, WhatIsForeseenCountsUntilTheFirstSignIn) {
  const std::string ann = this->added("ann");
  const auto rename = [&](const std::string& name) {
    return this->users().change(
        this->client_, ann, {}, kEntra, [&](const auto&, const auto&, auto) -> Result<ProvisionedUserStore::Changed> {
          return ProvisionedUserStore::Changed{content_of(name), Foreseen{labels(name), by_subject(name)}};
        });
  };
  ASSERT_TRUE(rename("anna"));
  EXPECT_EQ(this->person(ann)->person.labels, labels("anna"));
  EXPECT_NE(this->arrive("ann").value, ann) << "no longer foreseen";
  EXPECT_EQ(this->arrive("anna").value, ann);
  ASSERT_TRUE(rename("annie"));
  EXPECT_EQ(this->person(ann)->person.labels, labels("anna"));
}

TYPED_TEST_P(ProvisionedStoreContract, WhoNeverCameIsRemovedAndWhoCameIsDeletedSoftly) {
  const std::string ann = this->added("ann");
  ASSERT_TRUE(this->remove(ann));
  EXPECT_FALSE(this->person(ann));
  EXPECT_EQ(reason_of(this->remove(ann)), "provisioned_unknown");
  EXPECT_TRUE(this->add("ann")) << "the name is free";

  const std::string bob = this->added("bob");
  this->arrive("bob");
  ASSERT_TRUE(this->groups().add(this->client_, kShop, {content_of("Shop")}, kEntra));
  ASSERT_TRUE(this->join(kShop.value, {{bob, true}}));
  ASSERT_TRUE(this->remove(bob));
  EXPECT_TRUE(this->person(bob)->by_hand.deleted);
  EXPECT_TRUE(this->is_kept_out(bob));
  EXPECT_TRUE(this->person(bob)->teams.empty());
  EXPECT_EQ(this->users().list(this->client_, {.id = bob})->total, 0u);
  EXPECT_TRUE(this->users().add(this->client_, content_of("bob"), {labels("bob"), by_subject("new bob")}, kEntra, {}))
      << "somebody new may have the name of somebody who is deleted";
}

TYPED_TEST_P(ProvisionedStoreContract, ACheckMayRefuseARemoval) {
  const std::string ann = this->added("ann");
  const auto removed = this->users().remove(
      this->client_, ann, {}, kEntra, [](const Provisioned&, const PersonEntry&, OtherAdmins others) -> Result<void> {
        EXPECT_EQ(others, OtherAdmins::none);
        return failure(Kind::conflict, "last_administrator");
      });
  EXPECT_EQ(reason_of(removed), "last_administrator");
  EXPECT_EQ(this->users().list(this->client_, {})->total, 1u);
}

TYPED_TEST_P(ProvisionedStoreContract, APersonWhoIsRemovedIsNoUserAnyMore) {
  const std::string ann = this->added("ann");
  ASSERT_TRUE(
      this->factory_.people().remove(PersonId(ann), {}, kRoot, [](const auto&, auto) { return Result<void>(); }));
  EXPECT_EQ(this->users().list(this->client_, {})->total, 0u);
  EXPECT_TRUE(this->add("ann"));
}

TYPED_TEST_P(ProvisionedStoreContract, MembersOfAGroupAreInTheTeam) {
  const std::string ann = this->added("ann");
  const std::string bob = this->added("bob");
  ASSERT_TRUE(this->groups().add(this->client_, kShop, {content_of("Shop")}, kEntra));
  EXPECT_EQ(this->join(kShop.value, {{ann, true}, {bob, true}}).value().version, 2);
  EXPECT_EQ(this->join(kShop.value, {{ann, true}}).value().version, 2) << "again";
  EXPECT_EQ(*this->factory_.members().teams_of(PersonId(ann)),
            (std::vector<TeamMembership>{{kShop, Origin::provisioning}}));
  EXPECT_EQ(this->members(kShop.value).size(), 2u);
  EXPECT_EQ(this->groups().members(this->client_, kShop.value, this->members(kShop.value).front(), 9)->size(), 1u);
  ASSERT_TRUE(this->join(kShop.value, {{ann, false}, {"nobody", false}}));
  EXPECT_EQ(this->members(kShop.value), (std::vector{PersonId(bob)}));
  ASSERT_TRUE(this->join(kShop.value, {{ann, true}}, true));
  EXPECT_EQ(this->members(kShop.value), (std::vector{PersonId(ann)}));
}

TYPED_TEST_P(ProvisionedStoreContract, AClientReplacesOnlyTheMembersThatItPutThere) {
  const std::string ann = this->added("ann");
  const PersonId bob = this->arrive("bob");
  ASSERT_TRUE(this->factory_.members().join(bob, {kShop, Origin::administrator}));
  ASSERT_TRUE(this->factory_.members().join(PersonId(ann), {kShop, Origin::administrator}));
  ASSERT_TRUE(this->groups().add(this->client_, kShop, {content_of("Shop")}, kEntra));
  EXPECT_TRUE(this->members(kShop.value).empty()) << "it does not see the others";
  ASSERT_TRUE(this->join(kShop.value, {{ann, true}}, true));
  ASSERT_TRUE(this->join(kShop.value, {}, true));
  EXPECT_EQ(this->factory_.members().members_of(kShop, {}, 9)->size(), 2u);
}

TYPED_TEST_P(ProvisionedStoreContract, OnlyUsersOfTheClientCanBeMembers) {
  const PersonId bob = this->arrive("bob");
  const auto eve = this->add("eve", true, &this->other_).value();
  ASSERT_TRUE(this->groups().add(this->client_, kShop, {content_of("Shop")}, kEntra));
  for (const std::string& id : {bob.value, eve.id, std::string("lost")}) {
    const auto joined = this->join(kShop.value, {{id, true}});
    EXPECT_EQ(reason_of(joined), "member_unknown");
    if (!joined) EXPECT_EQ(joined.error().detail, id);
  }
  EXPECT_TRUE(this->members(kShop.value).empty());
}

TYPED_TEST_P(ProvisionedStoreContract, AGroupBeginsWithAllItsMembersOrNotAtAll) {
  const std::string ann = this->added("ann");
  const auto begin = [&](std::map<std::string, bool> them) {
    return this->groups().add(this->client_, kShop, {content_of("Shop"), true, std::move(them)}, kEntra);
  };
  EXPECT_EQ(reason_of(begin({{ann, true}, {"nobody", true}})), "member_unknown");
  EXPECT_EQ(this->groups().list(this->client_, {})->total, 0u);
  EXPECT_TRUE(this->person(ann)->teams.empty());
  const auto begun = begin({{ann, true}});
  ASSERT_TRUE(begun) << begun.error().reason;
  EXPECT_EQ(begun->version, 1);
  EXPECT_EQ(this->members(kShop.value), std::vector<PersonId>{PersonId(ann)});
}

TYPED_TEST_P(ProvisionedStoreContract, AGroupThatIsGoneLeavesTheTeamWithoutItsMembers) {
  const std::string ann = this->added("ann");
  ASSERT_TRUE(this->groups().add(this->client_, kShop, {content_of("Shop")}, kEntra));
  EXPECT_EQ(reason_of(this->groups().add(this->client_, kDesk, {content_of("SHOP")}, kEntra)), "provisioned_exists");
  ASSERT_TRUE(this->join(kShop.value, {{ann, true}}));
  EXPECT_EQ(reason_of(this->groups().remove(this->client_, kShop.value, 1)), "provisioned_version");
  ASSERT_TRUE(this->groups().remove(this->client_, kShop.value, 2));
  EXPECT_TRUE(this->person(ann)->teams.empty());
  EXPECT_EQ(this->groups().list(this->client_, {})->total, 0u);
  ASSERT_TRUE(this->groups().add(this->client_, kDesk, {content_of("Desk")}, kEntra));
  ASSERT_TRUE(this->factory_.access().commit(this->factory_.access().revision().value(), {.removed = {kDesk}}));
  EXPECT_EQ(this->groups().list(this->client_, {})->total, 0u) << "the team is gone";
}

TYPED_TEST_P(ProvisionedStoreContract, OfRacersWhoAddTheSameUserOneWins) {
  std::atomic<int> made = 0;
  race([&](std::size_t) { made += this->add("ann") ? 1 : 0; });
  EXPECT_EQ(made, 1);
  EXPECT_EQ(this->users().list(this->client_, {})->total, 1u);
}

REGISTER_TYPED_TEST_SUITE_P(
    ProvisionedStoreContract, AUserIsANewPersonWhomTheirAccountIsLinkedTo, UsersAreFoundByIdNameInAnyCaseAndExternalId,
    AClientKnowsItsOwnAlone, ANameAndAnExternalIdAreTakenOnce, NobodyWhoIsKnownIsTakenOver,
    SomebodyMayBeLinkedByTheirAccountWhereItIsAllowed, SomebodyWhoIsNotActiveIsKeptOutAndNotMarkedByHand,
    AClientLetsNobodyInWhomAnAdministratorKeepsOut, ChangesCountVersionsAndTwoEditorsLoseNothing,
    WhatIsForeseenCountsUntilTheFirstSignIn, WhoNeverCameIsRemovedAndWhoCameIsDeletedSoftly, ACheckMayRefuseARemoval,
    APersonWhoIsRemovedIsNoUserAnyMore, MembersOfAGroupAreInTheTeam, AClientReplacesOnlyTheMembersThatItPutThere,
    OnlyUsersOfTheClientCanBeMembers, AGroupBeginsWithAllItsMembersOrNotAtAll,
    AGroupThatIsGoneLeavesTheTeamWithoutItsMembers, OfRacersWhoAddTheSameUserOneWins);

}  // namespace sallyport::stores::contract::provisioned
