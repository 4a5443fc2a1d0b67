// What every store of people must do. A test instantiates the suite with a factory type:
//   struct Factory { std::unique_ptr<identity::IdentityStore> identities(Random&); };
// The factory outlives the store.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "base/random.h"
#include "base/text.h"
#include "identity/identity_store.h"
#include "stores/contract/race.h"

namespace sallyport::stores::contract::identities {

using identity::CreateMissing;
using identity::IdentityKey;
using identity::Labels;
using identity::Person;

inline std::string_view reason_of(const auto& result) {
  return result ? "none" : result.error().reason;
}

inline constexpr UnixTime kNow{1'800'000'000};

inline IdentityKey key(std::string subject) {
  return {Issuer("https://login.example/t/v2.0"), TenantId("9188040d-6c67-4c5b-b112-36a304b66dad"),
          Subject(std::move(subject))};
}

inline Labels labels(std::string name) {
  return {name, name + "@corp.example", name + "@corp", name};
}

template <class Factory>
class IdentityStoreContract : public testing::Test {
 protected:
  Person create(const std::string& subject, bool admin = false, UnixTime now = kNow) {
    return store_->link_or_create(key(subject), labels(subject), admin, CreateMissing::yes, now).value().value();
  }
  Person found(const std::string& subject) { return store_->find(key(subject)).value().value(); }

  ScriptedRandom random_;
  Factory factory_;
  std::unique_ptr<identity::IdentityStore> store_ = factory_.identities(random_);
};
TYPED_TEST_SUITE_P(IdentityStoreContract);

TYPED_TEST_P(IdentityStoreContract, NewPersonIsFoundByKeyAndById) {
  const auto person = this->create("ann");
  EXPECT_TRUE(is_guid(person.id.value));
  const Person wanted{person.id, key("ann"), labels("ann"), false, false, kNow, kNow};
  EXPECT_EQ(person, wanted);
  EXPECT_EQ(*this->store_->find(key("ann")), wanted);
  EXPECT_EQ(*this->store_->find_by_id(person.id), wanted);
}

TYPED_TEST_P(IdentityStoreContract, EveryValueComesBackAsItWas) {
  const IdentityKey odd{Issuer("https://\xc3\xbc.example/'--"), TenantId(""), Subject(std::string("s\0b", 3))};
  const Labels words{"\xe4\xb8\x96\xe7\x95\x8c \xf0\x9f\x9a\xaa", "", std::string("p\0p", 3), std::string(10'000, 'u')};
  const auto person = **this->store_->link_or_create(odd, words, true, CreateMissing::yes, kNow);
  EXPECT_EQ(*this->store_->find(odd), (Person{person.id, odd, words, true, false, kNow, kNow}));
}

TYPED_TEST_P(IdentityStoreContract, WhoeverIsNotThereIsAbsent) {
  this->create("ann");
  EXPECT_FALSE(this->store_->find(key("bob")).value());
  EXPECT_FALSE(this->store_->find_by_id(PersonId("9188040d-0000-4c5b-b112-36a304b66dad")).value());
  EXPECT_FALSE(this->store_->find_by_id(PersonId("")).value());
}

TYPED_TEST_P(IdentityStoreContract, KeyIsComparedByteByByteInEveryPart) {
  this->create("ann");
  auto other = key("ann");
  other.issuer.value += "/";
  EXPECT_FALSE(this->store_->find(other).value());
  other = key("ann");
  other.tenant.value.clear();
  EXPECT_FALSE(this->store_->find(other).value());
  EXPECT_FALSE(this->store_->find(key("Ann")).value());
  EXPECT_FALSE(this->store_->find(key("ann ")).value());
  EXPECT_FALSE(this->store_->find(key(std::string("ann\0", 4))).value());
}

TYPED_TEST_P(IdentityStoreContract, SameAddressIsNotTheSamePerson) {  // an address is a label that others can take
  const auto ann = this->create("ann");
  const auto other = **this->store_->link_or_create(key("eve"), labels("ann"), false, CreateMissing::yes, kNow);
  EXPECT_NE(ann.id, other.id);
}

TYPED_TEST_P(IdentityStoreContract, WithoutLeaveToCreateNobodyIsMade) {
  EXPECT_FALSE(this->store_->link_or_create(key("ann"), labels("ann"), true, CreateMissing::no, kNow).value());
  EXPECT_FALSE(this->store_->find(key("ann")).value());
  EXPECT_TRUE(this->store_->list(PersonId(), 10).value().empty());
}

TYPED_TEST_P(IdentityStoreContract, NextSignInRenewsLabelsAndTimeAndNothingElse) {
  const auto first = this->create("ann");
  for (const auto create : {CreateMissing::no, CreateMissing::yes}) {
    const auto later = kNow + Seconds(create == CreateMissing::no ? 60 : 120);
    const auto again = **this->store_->link_or_create(key("ann"), labels("anne"), false, create, later);
    EXPECT_EQ(again, (Person{first.id, key("ann"), labels("anne"), false, false, kNow, later}));
    EXPECT_EQ(this->found("ann"), again);
  }
}

TYPED_TEST_P(IdentityStoreContract, AdminIsSetAndNeverUnset) {
  EXPECT_FALSE(this->create("ann").admin);
  EXPECT_TRUE(this->create("ann", true).admin);
  EXPECT_TRUE(this->create("ann", false).admin);
  EXPECT_TRUE(this->found("ann").admin);
}

TYPED_TEST_P(IdentityStoreContract, DisabledPersistsThroughSignIns) {
  const auto ann = this->create("ann");
  this->create("bob");
  ASSERT_TRUE(this->store_->set_disabled(ann.id, true));
  EXPECT_TRUE(this->create("ann").disabled);
  EXPECT_TRUE(this->found("ann").disabled);
  EXPECT_FALSE(this->found("bob").disabled);
  ASSERT_TRUE(this->store_->set_disabled(ann.id, false));
  EXPECT_FALSE(this->found("ann").disabled);
}

TYPED_TEST_P(IdentityStoreContract, NobodyCannotBeDisabled) {
  EXPECT_EQ(reason_of(this->store_->set_disabled(PersonId("nobody"), true)), "person_unknown");
}

TYPED_TEST_P(IdentityStoreContract, RacingSignInsMakeOnePerson) {
  std::mutex mutex;
  std::set<std::string> ids;
  race([&](std::size_t i) {
    const auto person = this->store_->link_or_create(key("ann"), labels("ann"), i == 7, CreateMissing::yes, kNow);
    const std::lock_guard lock(mutex);
    ids.insert(person.value().value().id.value);
  });
  EXPECT_EQ(ids.size(), 1U);
  EXPECT_TRUE(this->found("ann").admin);  // whoever was made an admin by one of them stays it
  EXPECT_EQ(this->store_->list(PersonId(), 100).value().size(), 1U);
}

TYPED_TEST_P(IdentityStoreContract, ListGoesByOrderOfCreationPageByPage) {
  std::vector<Person> made;
  for (const char* name : {"zoe", "ann", "mia", "bob", "eva"}) made.push_back(this->create(name));
  const auto names = [&](const PersonId& after, std::size_t limit) {
    std::string out;
    const auto page = this->store_->list(after, limit).value();
    for (const auto& person : page) out += person.labels.username + " ";
    return out;
  };
  EXPECT_EQ(names(PersonId(), 2), "zoe ann ");
  EXPECT_EQ(names(made[1].id, 2), "mia bob ");
  EXPECT_EQ(names(made[3].id, 2), "eva ");
  EXPECT_EQ(names(made[4].id, 2), "");
  EXPECT_EQ(names(PersonId(), 100), "zoe ann mia bob eva ");
  EXPECT_EQ(names(PersonId(), 0), "");
  EXPECT_EQ(names(PersonId("nobody"), 100), "");  // not from the start again
}

REGISTER_TYPED_TEST_SUITE_P(IdentityStoreContract, NewPersonIsFoundByKeyAndById, EveryValueComesBackAsItWas,
                            WhoeverIsNotThereIsAbsent, KeyIsComparedByteByByteInEveryPart,
                            SameAddressIsNotTheSamePerson, WithoutLeaveToCreateNobodyIsMade,
                            NextSignInRenewsLabelsAndTimeAndNothingElse, AdminIsSetAndNeverUnset,
                            DisabledPersistsThroughSignIns, NobodyCannotBeDisabled, RacingSignInsMakeOnePerson,
                            ListGoesByOrderOfCreationPageByPage);

}  // namespace sallyport::stores::contract::identities
