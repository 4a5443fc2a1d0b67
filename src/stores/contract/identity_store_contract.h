// The tests that every store of people must pass: the three ports of identity/identity_store.h over one set of people.
// A test instantiates the suite with a factory type:
//   struct Factory { explicit Factory(Random&); identity::IdentityStore& people(); …InvitationStore& invitations();
//                    …MembershipStore& memberships(); };
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <set>
#include <string>

#include "base/reason_of.h"
#include "base/text.h"
#include "identity/identity_store.h"
#include "stores/contract/race.h"
#include "stores/contract/shared_random.h"
#include "stores/contract/skip.h"

namespace sallyport::stores::contract::identities {

using identity::Arrival;
using identity::CreateMissing;
using identity::Identity;
using identity::IdentityKey;
using identity::Invitation;
using identity::Labels;
using identity::Membership;
using identity::Origin;
using identity::Person;

inline constexpr UnixTime kNow{1'800'000'000};
inline constexpr std::string_view kTenant = "9188040d-6c67-4c5b-b112-36a304b66dad";

inline IdentityKey key(std::string subject) {
  return {"azure", Issuer("https://login.example/t/v2.0"), TenantId(std::string(kTenant)), Subject(std::move(subject))};
}

inline Labels labels(std::string name) {
  return {name, name + "@corp.example", name + "@corp", name};
}

inline Arrival arrival(const std::string& subject) {
  return {key(subject), labels(subject), subject + "@corp.example"};
}

inline Invitation by_address(const std::string& name) {
  return {{"azure", Issuer(), TenantId(std::string(kTenant)), name + "@corp.example", Subject()},
          kNow,
          kNow + Seconds(100)};
}

inline Invitation by_subject(const std::string& name) {
  return {{"azure", Issuer(), TenantId(std::string(kTenant)), "", Subject(name)}, kNow, kNow + Seconds(100)};
}

template <class Factory>
class IdentityStoreContract : public testing::Test {
 protected:
  void SetUp() override { SALLYPORT_SKIP_IF_MISSING(Factory); }

  Person create(const std::string& subject, UnixTime now = kNow) {
    return people().link_or_create(arrival(subject), CreateMissing::yes, now).value().value();
  }
  std::optional<Person> arrive(const Arrival& who, UnixTime now = kNow) {
    return people().link_or_create(who, CreateMissing::no, now).value();
  }
  Person found(const std::string& subject) { return people().find(key(subject)).value().value(); }
  Person invited(const Invitation& invitation) { return invitations().invite(invitation, {}).value(); }
  std::vector<identity::PersonRecord> all() { return people().list(PersonId(), 100).value(); }
  std::vector<Membership> memberships_of(const PersonId& id) { return people().find_by_id(id)->value().memberships; }

  identity::IdentityStore& people() { return factory_.people(); }
  identity::InvitationStore& invitations() { return factory_.invitations(); }
  identity::MembershipStore& memberships() { return factory_.memberships(); }

  SharedRandom random_;
  Factory factory_{random_};
};
TYPED_TEST_SUITE_P(IdentityStoreContract);

TYPED_TEST_P(IdentityStoreContract, NewPersonIsFoundByKeyAndById) {
  const auto person = this->create("ann");
  EXPECT_TRUE(is_guid(person.id.value));
  const Person wanted{person.id, labels("ann"), {}, false, kNow, kNow};
  EXPECT_EQ(person, wanted);
  EXPECT_EQ(*this->people().find(key("ann")), wanted);
  EXPECT_EQ(*this->people().find_by_id(person.id), wanted);
  EXPECT_EQ(this->all().at(0).identities, (std::vector{Identity{key("ann"), person.id, kNow, kNow}}));
}

TYPED_TEST_P(IdentityStoreContract, EveryValueComesBackAsItWas) {
  const IdentityKey odd{"oidc", Issuer("https://\xc3\xbc.example/'--"), TenantId(""), Subject(std::string("s\0b", 3))};
  const Labels words{"\xe4\xb8\x96\xe7\x95\x8c \xf0\x9f\x9a\xaa", "", std::string("p\0p", 3), std::string(10'000, 'u')};
  const auto person = **this->people().link_or_create({odd, words, ""}, CreateMissing::yes, kNow);
  EXPECT_EQ(*this->people().find(odd), (Person{person.id, words, {}, false, kNow, kNow}));
  EXPECT_EQ(this->all().at(0).identities.at(0).key, odd);
}

TYPED_TEST_P(IdentityStoreContract, WhoeverIsNotThereIsAbsent) {
  this->create("ann");
  EXPECT_FALSE(this->people().find(key("bob")).value());
  EXPECT_FALSE(this->people().find_by_id(PersonId("9188040d-0000-4c5b-b112-36a304b66dad")).value());
  EXPECT_FALSE(this->people().find_by_id(PersonId("")).value());
}

TYPED_TEST_P(IdentityStoreContract, KeyIsComparedByteByByteInEveryPart) {
  this->create("ann");
  auto other = key("ann");
  other.issuer.value += "/";
  EXPECT_FALSE(this->people().find(other).value());
  other = key("ann");
  other.tenant.value.clear();
  EXPECT_FALSE(this->people().find(other).value());
  other = key("ann");
  other.provider = "oidc";
  EXPECT_FALSE(this->people().find(other).value());
  EXPECT_FALSE(this->people().find(key("Ann")).value());
  EXPECT_FALSE(this->people().find(key("ann ")).value());
  EXPECT_FALSE(this->people().find(key(std::string("ann\0", 4))).value());
}

TYPED_TEST_P(IdentityStoreContract, SameAddressIsNotTheSamePerson) {  // an address is a label that others can take
  const auto ann = this->create("ann");
  auto eve = arrival("ann");
  eve.key = key("eve");
  EXPECT_NE(ann.id, (**this->people().link_or_create(eve, CreateMissing::yes, kNow)).id);
}

TYPED_TEST_P(IdentityStoreContract, WithoutLeaveToCreateNobodyIsMade) {
  EXPECT_FALSE(this->arrive(arrival("ann")));
  EXPECT_FALSE(this->people().find(key("ann")).value());
  EXPECT_TRUE(this->all().empty());
}

TYPED_TEST_P(IdentityStoreContract, NextSignInRenewsLabelsAndTimeAndNothingElse) {
  const auto first = this->create("ann");
  ASSERT_TRUE(this->memberships().give_role(first.id, {"Reader", Origin::administrator}));
  for (const auto create : {CreateMissing::no, CreateMissing::yes}) {
    const auto later = kNow + Seconds(create == CreateMissing::no ? 60 : 120);
    const auto again = **this->people().link_or_create({key("ann"), labels("anne"), ""}, create, later);
    EXPECT_EQ(again, (Person{first.id, labels("anne"), {{"Reader", Origin::administrator}}, false, kNow, later}));
    EXPECT_EQ(this->found("ann"), again);
    EXPECT_EQ(this->all().at(0).identities.at(0), (Identity{key("ann"), first.id, kNow, later}));
  }
}

TYPED_TEST_P(IdentityStoreContract, DisabledPersistsThroughSignIns) {
  const auto ann = this->create("ann");
  this->create("bob");
  ASSERT_TRUE(this->people().set_disabled(ann.id, true));
  EXPECT_TRUE(this->create("ann").disabled);
  EXPECT_TRUE(this->found("ann").disabled);
  EXPECT_FALSE(this->found("bob").disabled);
  ASSERT_TRUE(this->people().set_disabled(ann.id, false));
  EXPECT_FALSE(this->found("ann").disabled);
}

TYPED_TEST_P(IdentityStoreContract, NobodyCannotBeDisabled) {
  EXPECT_EQ(reason_of(this->people().set_disabled(PersonId("nobody"), true)), "person_unknown");
}

TYPED_TEST_P(IdentityStoreContract, RacingSignInsMakeOnePerson) {
  std::mutex mutex;
  std::set<std::string> ids;
  race([&](std::size_t) {
    const auto person = this->people().link_or_create(arrival("ann"), CreateMissing::yes, kNow);
    const std::lock_guard lock(mutex);
    ids.insert(person.value().value().id.value);
  });
  EXPECT_EQ(ids.size(), 1U);
  EXPECT_EQ(this->all().size(), 1U);
}

TYPED_TEST_P(IdentityStoreContract, ListGoesByOrderOfCreationPageByPage) {
  std::vector<Person> made;
  for (const char* name : {"zoe", "ann", "mia", "bob", "eva"}) made.push_back(this->create(name));
  const auto names = [&](const PersonId& after, std::size_t limit) {
    std::string out;
    const auto page = this->people().list(after, limit).value();
    for (const auto& record : page) out += record.person.labels.username + " ";
    return out;
  };
  EXPECT_EQ(names(PersonId(), 2), "zoe ann ");
  EXPECT_EQ(names(made[1].id, 2), "mia bob ");
  EXPECT_EQ(names(made[3].id, 2), "eva ");
  EXPECT_EQ(names(made[4].id, 2), "");
  EXPECT_EQ(names(PersonId(), 100), "zoe ann mia bob eva ");
  EXPECT_EQ(names(PersonId(), 0), "");
  EXPECT_EQ(names(PersonId("nobody"), 100), "");  // does not start over with the first person
}

TYPED_TEST_P(IdentityStoreContract, AnInvitedPersonIsLinkedAtTheFirstSignInAndOnce) {
  this->RecordProperty("covers", "B13");
  for (const auto& invitation : {by_address("ann"), by_subject("bob")}) {
    const std::string name = invitation.account.subject.empty() ? "ann" : "bob";
    const auto person = this->invited(invitation);
    EXPECT_EQ(person.last_sign_in, UnixTime{});
    ASSERT_TRUE(this->memberships().give_role(person.id, {"Reader", Origin::administrator}));
    const auto linked = this->arrive(arrival(name), kNow + Seconds(5));
    ASSERT_TRUE(linked);
    EXPECT_EQ(*linked,
              (Person{person.id, labels(name), {{"Reader", Origin::administrator}}, false, kNow, kNow + Seconds(5)}));
    EXPECT_EQ(this->found(name), *linked);
    auto second = arrival(name);
    second.key = key("somebody else");
    EXPECT_FALSE(this->arrive(second)) << "it binds once";
  }
  for (const auto& record : this->all()) EXPECT_FALSE(record.invitation);
}

TYPED_TEST_P(IdentityStoreContract, AnInvitationIsForTheAccountThatItNames) {
  this->RecordProperty("covers", "B13");
  this->invited(by_address("ann"));
  auto unproven = arrival("ann");
  unproven.proven_address.clear();
  EXPECT_FALSE(this->arrive(unproven));
  auto elsewhere = arrival("ann");
  elsewhere.key.tenant = TenantId("other");
  EXPECT_FALSE(this->arrive(elsewhere));
  EXPECT_FALSE(this->arrive(arrival("bob")));
  EXPECT_TRUE(this->arrive(arrival("ann")));
}

TYPED_TEST_P(IdentityStoreContract, AnInvitationLinksNobodyFromTheInstantOfItsExpiry) {
  this->RecordProperty("covers", "B13");
  const auto person = this->invited(by_address("ann"));
  EXPECT_FALSE(this->arrive(arrival("ann"), kNow + Seconds(100)));
  EXPECT_NE(this->create("ann", kNow + Seconds(100)).id, person.id);
}

TYPED_TEST_P(IdentityStoreContract, AnInvitationComesBeforeANewPerson) {  // the invited person's roles must stay
  const auto person = this->invited(by_address("ann"));
  EXPECT_EQ(this->create("ann").id, person.id);
}

TYPED_TEST_P(IdentityStoreContract, AnInvitedPersonWhoWasDisabledStaysSo) {
  const auto person = this->invited(by_address("ann"));
  ASSERT_TRUE(this->people().set_disabled(person.id, true));
  EXPECT_TRUE(this->arrive(arrival("ann"))->disabled);
}

TYPED_TEST_P(IdentityStoreContract, AnInvitationIsListedUntilItIsTakenBack) {
  this->RecordProperty("covers", "B13");
  const auto person = this->invited(by_address("ann"));
  ASSERT_EQ(this->all().size(), 1U);
  EXPECT_EQ(this->all()[0].invitation, by_address("ann"));
  EXPECT_TRUE(this->all()[0].identities.empty());
  ASSERT_TRUE(this->invitations().withdraw(person.id));
  EXPECT_TRUE(this->all().empty());
  EXPECT_FALSE(this->arrive(arrival("ann")));
  EXPECT_EQ(reason_of(this->invitations().withdraw(person.id)), "invitation_unknown");
}

TYPED_TEST_P(IdentityStoreContract, WhoHasSignedInCannotBeTakenBack) {
  const auto person = this->invited(by_address("ann"));
  ASSERT_TRUE(this->arrive(arrival("ann")));
  EXPECT_EQ(reason_of(this->invitations().withdraw(person.id)), "invitation_unknown");
  EXPECT_EQ(this->found("ann").id, person.id);
  EXPECT_EQ(reason_of(this->invitations().withdraw(PersonId("nobody"))), "invitation_unknown");
}

TYPED_TEST_P(IdentityStoreContract, ASubjectLeadsToEverybodyWhoSignedInWithIt) {
  const auto ann = this->create("ann");
  this->create("bob");
  auto elsewhere = arrival("ann");
  elsewhere.key.tenant = TenantId("another");
  elsewhere.labels = labels("ann of another");
  const auto other = this->people().link_or_create(elsewhere, CreateMissing::yes, kNow).value().value();
  this->invited(by_subject("eve"));
  const auto found = [&](const char* subject) {
    const auto ids = this->people().find_by_subject(Subject(subject)).value();
    return std::set<PersonId>(ids.begin(), ids.end());
  };
  EXPECT_EQ(found("ann"), (std::set<PersonId>{ann.id, other.id}));
  EXPECT_TRUE(found("eve").empty()) << "who was invited has not come yet";
  EXPECT_TRUE(found("").empty());
}

TYPED_TEST_P(IdentityStoreContract, AnAccountIsInvitedOnceAndNotWhenItIsKnown) {
  this->invited(by_address("ann"));
  EXPECT_EQ(reason_of(this->invitations().invite(by_address("ann"), {})), "person_invited");
  this->create("bob");
  EXPECT_EQ(reason_of(this->invitations().invite(by_subject("bob"), {})), "person_known");
  EXPECT_EQ(this->all().size(), 2U) << "what was refused has left nobody behind";
  auto nowhere = by_address("eve");
  nowhere.account.tenant = TenantId();
  EXPECT_EQ(reason_of(this->invitations().invite(nowhere, {})), "invitation_indefinite");
}

TYPED_TEST_P(IdentityStoreContract, AmongRacersForOneInvitationOneIsLinked) {
  this->RecordProperty("covers", "B13");
  const auto person = this->invited(by_address("ann"));
  std::atomic<int> linked = 0;
  race([&](std::size_t i) {
    auto racer = arrival("ann");
    racer.key = key("account " + std::to_string(i));
    const auto got = this->people().link_or_create(racer, CreateMissing::no, kNow);
    if (got.value() && (*got)->id == person.id) ++linked;
  });
  EXPECT_EQ(linked, 1);
  EXPECT_EQ(this->all().at(0).identities.size(), 1U);
}

TYPED_TEST_P(IdentityStoreContract, AnInvitationIsTakenBackOrLinkedAndNeverBoth) {
  const auto person = this->invited(by_address("ann"));
  std::atomic<int> linked = 0;
  std::atomic<int> withdrawn = 0;
  race([&](std::size_t i) {
    if (i % 2 == 0) {
      if (this->invitations().withdraw(person.id)) ++withdrawn;
    } else if (this->people().link_or_create(arrival("ann"), CreateMissing::no, kNow).value()) {
      ++linked;
    }
  });
  EXPECT_TRUE((withdrawn == 1 && linked == 0) || (withdrawn == 0 && linked > 0)) << withdrawn << " " << linked;
  EXPECT_EQ(this->all().size(), linked > 0 ? 1U : 0U);
}

TYPED_TEST_P(IdentityStoreContract, AWriterReplacesTheRolesOfItsOwnOriginAlone) {
  this->RecordProperty("covers", "A4");
  const auto ann = this->create("ann").id;
  auto& store = this->memberships();
  ASSERT_TRUE(store.replace_roles(ann, Origin::provider, {"Reader", "Writer"}));
  ASSERT_TRUE(store.replace_roles(ann, Origin::administrator, {"Reader"}));
  ASSERT_TRUE(store.replace_roles(ann, Origin::default_, {"Guest"}));
  ASSERT_TRUE(store.replace_roles(ann, Origin::provider, {"Editor"}));
  EXPECT_EQ(this->memberships_of(ann),
            (std::vector<Membership>{
                {"Editor", Origin::provider}, {"Guest", Origin::default_}, {"Reader", Origin::administrator}}));
  ASSERT_TRUE(store.replace_roles(ann, Origin::administrator, {}));
  EXPECT_EQ(this->memberships_of(ann),
            (std::vector<Membership>{{"Editor", Origin::provider}, {"Guest", Origin::default_}}));
}

TYPED_TEST_P(IdentityStoreContract, ARoleThatWasGivenCanBeTaken) {
  this->RecordProperty("covers", "A4");
  const auto ann = this->create("ann").id;
  const auto bob = this->create("bob").id;
  auto& store = this->memberships();
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(store.give_role(ann, {"Admin", Origin::administrator}));
  ASSERT_TRUE(store.give_role(ann, {"Admin", Origin::provider}));
  ASSERT_TRUE(store.give_role(bob, {"Admin", Origin::administrator}));
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(store.take_role(ann, {"Admin", Origin::administrator}));
  EXPECT_EQ(this->memberships_of(ann), (std::vector<Membership>{{"Admin", Origin::provider}}));
  EXPECT_EQ(this->memberships_of(bob).size(), 1U);
}

TYPED_TEST_P(IdentityStoreContract, NobodyHasNoRoles) {
  auto& store = this->memberships();
  const PersonId nobody("nobody");
  EXPECT_EQ(reason_of(store.replace_roles(nobody, Origin::default_, {"Reader"})), "person_unknown");
  EXPECT_EQ(reason_of(store.give_role(nobody, {"Reader", Origin::default_})), "person_unknown");
  EXPECT_EQ(reason_of(store.take_role(nobody, {"Reader", Origin::default_})), "person_unknown");
}

TYPED_TEST_P(IdentityStoreContract, RacingWritersLoseNoRole) {
  this->RecordProperty("covers", "A19");
  const auto ann = this->create("ann").id;
  race([&](std::size_t i) {
    ASSERT_TRUE(this->memberships().give_role(ann, {"role " + std::to_string(i), Origin::administrator}));
  });
  EXPECT_EQ(this->memberships_of(ann).size(), kRacers);
}

REGISTER_TYPED_TEST_SUITE_P(IdentityStoreContract, NewPersonIsFoundByKeyAndById, EveryValueComesBackAsItWas,
                            WhoeverIsNotThereIsAbsent, KeyIsComparedByteByByteInEveryPart,
                            SameAddressIsNotTheSamePerson, WithoutLeaveToCreateNobodyIsMade,
                            NextSignInRenewsLabelsAndTimeAndNothingElse, DisabledPersistsThroughSignIns,
                            NobodyCannotBeDisabled, RacingSignInsMakeOnePerson, ListGoesByOrderOfCreationPageByPage,
                            AnInvitedPersonIsLinkedAtTheFirstSignInAndOnce, AnInvitationIsForTheAccountThatItNames,
                            AnInvitationLinksNobodyFromTheInstantOfItsExpiry, AnInvitationComesBeforeANewPerson,
                            AnInvitedPersonWhoWasDisabledStaysSo, AnInvitationIsListedUntilItIsTakenBack,
                            WhoHasSignedInCannotBeTakenBack, ASubjectLeadsToEverybodyWhoSignedInWithIt,
                            AnAccountIsInvitedOnceAndNotWhenItIsKnown, AmongRacersForOneInvitationOneIsLinked,
                            AnInvitationIsTakenBackOrLinkedAndNeverBoth, AWriterReplacesTheRolesOfItsOwnOriginAlone,
                            ARoleThatWasGivenCanBeTaken, NobodyHasNoRoles, RacingWritersLoseNoRole);

}  // namespace sallyport::stores::contract::identities
