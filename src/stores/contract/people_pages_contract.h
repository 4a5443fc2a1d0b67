// The tests of pages and counts of people that every store for administrators must pass, with the factories of
// people_store_contract.h.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "identity/people_store.h"
#include "stores/contract/people_store_fixture.h"

namespace sallyport::stores::contract::people {

template <typename Factory>
class PeoplePagesContract : public PeopleStoreContract<Factory> {};
TYPED_TEST_SUITE_P(PeoplePagesContract);

TYPED_TEST_P(PeoplePagesContract, PagesGoByNameInBothDirections) {
  for (const char* name : {"zoe", "ann", "mia", "bob", "eva"}) this->arrive(name);
  const auto first = this->people().page({}, {.limit = 2}).value();
  EXPECT_EQ(this->names({}, {.limit = 2}), "ann bob ");
  EXPECT_TRUE(first.more);
  EXPECT_EQ(this->names({}, {.place = first.last, .limit = 2}), "eva mia ");
  const auto second = this->people().page({}, {.place = first.last, .limit = 2}).value();
  const auto third = this->people().page({}, {.place = second.last, .limit = 2}).value();
  EXPECT_FALSE(third.more);
  EXPECT_EQ(this->names({}, {.place = second.last, .limit = 2}), "zoe ");
  EXPECT_EQ(this->names({}, {.place = third.last, .limit = 2}), "");
  EXPECT_EQ(this->names({}, {PageTurn::backward, third.first, 3}), "bob eva mia ");
  EXPECT_TRUE(this->people().page({}, {PageTurn::backward, third.first, 3})->more);
  EXPECT_FALSE(this->people().page({}, {PageTurn::backward, third.first, 4})->more);
  EXPECT_EQ(this->names({}, {PageTurn::backward, {}, 2}), "mia zoe ");
  EXPECT_EQ(this->names({}, {.limit = 0}), "");
  EXPECT_EQ(this->people().count({}).value(), 5u);
}

TYPED_TEST_P(PeoplePagesContract, APageStaysWithinThePrefixWhereverItBegins) {
  for (const char* name : {"ann", "bea", "bob", "cid"}) this->arrive(name);
  const PeopleFilter filter{.name_prefix = "b"};
  const identity::PersonPlace before{"a", PersonId()};
  const identity::PersonPlace after{"c", PersonId()};
  const identity::PersonPlace between{"bea", PersonId("~")};
  EXPECT_EQ(this->names(filter, {PageTurn::forward, before}), "bea bob ");
  EXPECT_EQ(this->names(filter, {PageTurn::forward, between}), "bob ");
  EXPECT_EQ(this->names(filter, {PageTurn::forward, after}), "");
  EXPECT_EQ(this->names(filter, {PageTurn::backward, after}), "bea bob ");
  EXPECT_EQ(this->names(filter, {PageTurn::backward, between}), "bea ");
  EXPECT_EQ(this->names(filter, {PageTurn::backward, before}), "");
}

TYPED_TEST_P(PeoplePagesContract, PeopleOfOneNameAreToldApartByTheirIds) {
  for (const char* subject : {"1", "2", "3"})
    ASSERT_TRUE(
        this->factory_.identities().link_or_create({key(subject), labels("ann"), ""}, CreateMissing::yes, kNow));
  std::set<PersonId> seen;
  PeopleTurn turn{.limit = 1};
  for (int i = 0; i < 3; ++i) {
    const auto page = this->people().page({}, turn).value();
    ASSERT_EQ(page.people.size(), 1u);
    seen.insert(page.people.front().person.id);
    turn.place = page.last;
  }
  EXPECT_EQ(seen.size(), 3u);
}

TYPED_TEST_P(PeoplePagesContract, EachFilterFindsItsOwn) {
  const auto ann = this->arrive("ann");
  const auto bob = this->arrive("bob");
  const auto anna = this->arrive("anna");
  ASSERT_TRUE(this->people().add({.labels = labels("bot"), .kind = PersonKind::bot}, kEditor));
  ASSERT_TRUE(this->edit(ann, [](ByHand& by_hand) { by_hand.roles = {"Admin"}; }));
  ASSERT_TRUE(this->factory_.memberships().give_role(bob, {"Reader", Origin::provider}));
  ASSERT_TRUE(this->factory_.memberships().give_role(bob, {"Admin", Origin::provider}));
  ASSERT_TRUE(this->factory_.members().join(bob, {kShop, Origin::provider}));
  ASSERT_TRUE(this->set_deleted(anna, true));
  const auto expect = [&](const PeopleFilter& filter, const std::string& wanted) {
    EXPECT_EQ(this->names(filter), wanted);
    EXPECT_EQ(this->people().count(filter).value(), static_cast<std::size_t>(std::ranges::count(wanted, ' ')));
  };
  expect({}, "ann bob bot ");
  expect({.include = Include::deleted}, "anna ");
  expect({.include = Include::all}, "ann anna bob bot ");
  expect({.kind = PersonKind::bot}, "bot ");
  expect({.kind = PersonKind::human}, "ann bob ");
  expect({.admin = true}, "ann ");
  expect({.admin = false}, "bob bot ");
  expect({.role = "Reader"}, "bob ");
  expect({.team = kShop}, "bob ");
  expect({.team = kDesk}, "");
  expect({.include = Include::all, .name_prefix = "ann"}, "ann anna ");
  expect({.name_prefix = "bo"}, "bob bot ");
  expect({.name_prefix = "%"}, "");
  expect({.kind = PersonKind::human, .role = "Reader", .team = kShop, .name_prefix = "b"}, "bob ");
}

TYPED_TEST_P(PeoplePagesContract, FiltersTogetherCountEachPersonOnce) {
  const auto ann = this->arrive("ann");
  const auto bob = this->arrive("bob");
  for (const Origin origin : {Origin::provider, Origin::default_}) {
    ASSERT_TRUE(this->factory_.memberships().give_role(ann, {"Reader", origin}));
    ASSERT_TRUE(this->factory_.memberships().give_role(bob, {"Reader", origin}));
    ASSERT_TRUE(this->factory_.members().join(bob, {kShop, origin}));
  }
  EXPECT_EQ(this->people().count({.role = "Reader"}).value(), 2u);
  EXPECT_EQ(this->people().count({.team = kShop}).value(), 1u);
  EXPECT_EQ(this->people().count({.role = "Reader", .team = kShop}).value(), 1u);
  EXPECT_EQ(this->people().count({.role = "Reader", .team = kDesk}).value(), 0u);
  EXPECT_EQ(this->people().count({.admin = false, .role = "Reader"}).value(), 2u);
  EXPECT_EQ(this->people().count({.role = "Reader", .name_prefix = "a"}).value(), 1u);
  ASSERT_TRUE(this->set_deleted(ann, true));
  EXPECT_EQ(this->people().count({.role = "Reader"}).value(), 1u);
  EXPECT_EQ(this->people().count({.include = Include::deleted, .role = "Reader"}).value(), 1u);
}

REGISTER_TYPED_TEST_SUITE_P(PeoplePagesContract, PagesGoByNameInBothDirections,
                            APageStaysWithinThePrefixWhereverItBegins, PeopleOfOneNameAreToldApartByTheirIds,
                            EachFilterFindsItsOwn, FiltersTogetherCountEachPersonOnce);

}  // namespace sallyport::stores::contract::people
