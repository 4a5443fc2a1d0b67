// The tests that every store of deleted items must pass. A test instantiates the suite with the factory type of
// directory_store_contract.h.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "stores/contract/directory_values.h"

namespace sallyport::stores::contract {

// A store with a person, a group and an app, whose service principal is in two tenants. All have to do with each other.
template <class Factory>
class DirectoryDeletedContract : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(store_->add_tenant(tenant("t1", "a.example")));
    ASSERT_TRUE(store_->add_tenant(tenant("t2", "b.example")));
    entra::Batch all;
    all.users = {user("u1", "u1@a.example")};
    all.groups = {group("g1")};
    all.apps = {app("c1")};
    all.principals = {principal("p1", "c1"), principal("p9", "c1", TenantId("t2"))};
    all.members = {{id("g1"), id("u1")}, {id("g1"), id("p1")}};
    all.assignments = {assignment("a1", "u1", "p1", "r1"), assignment("a2", "g1", "p1", "r1")};
    all.assignments[1].principal_kind = entra::PrincipalKind::group;
    all.consents = {consent("k1", "p1", "u1", "p1", {"read"}), consent("k2", "p1", "", "p1", {"write"})};
    ASSERT_TRUE(store_->add(all));
    person_.what.users = all.users;
    person_.what.members = {all.members[0]};
    person_.what.assignments = {all.assignments[0]};
    person_.what.consents = {all.consents[0]};
    app_.what.apps = all.apps;
    app_.what.principals = {all.principals[0]};
    app_.what.members = {all.members[1]};
    app_.what.assignments = all.assignments;
    app_.what.consents = all.consents;
    group_.what.groups = all.groups;
    group_.what.members = all.members;
    group_.what.assignments = {all.assignments[1]};
  }

  static entra::ObjectId id(std::string text) { return entra::ObjectId(std::move(text)); }
  static entra::DeletedItem item(std::string name, entra::DeletedKind kind) {
    return {.id = id(std::move(name)), .tenant = kHome, .kind = kind, .deleted = kNow, .what = {}};
  }

  Factory factory_;
  std::unique_ptr<entra::DirectoryStore> store_ = factory_.directory();
  entra::DeletedItem person_ = item("u1", entra::DeletedKind::user);
  entra::DeletedItem group_ = item("g1", entra::DeletedKind::group);
  entra::DeletedItem app_ = item("o-c1", entra::DeletedKind::app);
};
TYPED_TEST_SUITE_P(DirectoryDeletedContract);

TYPED_TEST_P(DirectoryDeletedContract, WhatIsSetAsideIsGoneAndKeptWhole) {
  auto& store = *this->store_;
  for (const entra::DeletedItem& item : {this->person_, this->group_, this->app_}) {
    ASSERT_TRUE(store.set_aside(item));
    EXPECT_EQ(**store.find_deleted(item.id), item);
    EXPECT_EQ(store.deleted_items(kHome, item.kind, {})->rows, std::vector{item});
    EXPECT_TRUE(store.deleted_items(TenantId("t2"), item.kind, {})->rows.empty());
  }
  EXPECT_FALSE(*store.find_user(this->id("u1")));
  EXPECT_FALSE(*store.find_group(this->id("g1")));
  EXPECT_FALSE(*store.find_app(ClientId("c1")));
  EXPECT_FALSE(*store.find_principal(this->id("p1")));
  EXPECT_TRUE(*store.find_principal(this->id("p9"))) << "of another tenant";
  EXPECT_FALSE(*store.find_consent("k2"));
  EXPECT_FALSE(*store.find_deleted(this->id("nobody")));
}

TYPED_TEST_P(DirectoryDeletedContract, WhatIsRestoredHasItsAccessAgain) {
  auto& store = *this->store_;
  for (const entra::DeletedItem& item : {this->person_, this->group_, this->app_}) {
    ASSERT_TRUE(store.set_aside(item));
    ASSERT_TRUE(store.restore(item.id)) << item.id.value;
    EXPECT_FALSE(*store.find_deleted(item.id));
    EXPECT_EQ(reason_of(store.restore(item.id)), "no_deleted");
  }
  EXPECT_EQ(**store.find_user(this->id("u1")), user("u1", "u1@a.example"));
  EXPECT_EQ(**store.find_group(this->id("g1")), group("g1"));
  EXPECT_EQ(**store.find_app(ClientId("c1")), app("c1"));
  EXPECT_EQ(**store.find_principal(this->id("p1")), principal("p1", "c1"));
  EXPECT_EQ(store.members_of(this->id("g1"), {})->rows.size(), 2U);
  EXPECT_EQ(store.assignments_to(this->id("p1"), {})->rows.size(), 2U);
  EXPECT_TRUE(*store.find_consent("k1"));
  EXPECT_TRUE(*store.find_consent("k2"));
  EXPECT_EQ(store.users(kHome, {.search = "alice"})->rows.size(), 1U) << "the words are indexed again";
}

TYPED_TEST_P(DirectoryDeletedContract, SessionsFromBeforeTheDeletionStayEnded) {
  auto& store = *this->store_;
  this->person_.deleted = kNow + Seconds(5);
  ASSERT_TRUE(store.set_aside(this->person_));
  ASSERT_TRUE(store.restore(this->id("u1")));
  EXPECT_EQ((*store.find_user(this->id("u1")))->tokens_valid_from, kNow + Seconds(5));
}

TYPED_TEST_P(DirectoryDeletedContract, TheLastAdministratorIsNotSetAside) {
  auto& store = *this->store_;
  const auto promote = [](entra::User& each) {
    each.directory_role = entra::DirectoryRole::global_administrator;
    return Result<void>();
  };
  ASSERT_TRUE(store.change_user(this->id("u1"), promote));
  this->person_.what.users = {**store.find_user(this->id("u1"))};
  EXPECT_EQ(reason_of(store.set_aside(this->person_)), "last_administrator");
  EXPECT_TRUE(*store.find_user(this->id("u1")));
}

TYPED_TEST_P(DirectoryDeletedContract, AccessWhoseOtherSideIsGoneStaysAway) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.set_aside(this->app_));
  ASSERT_TRUE(store.remove_user(this->id("u1")));
  ASSERT_TRUE(store.restore(this->app_.id));
  EXPECT_EQ(store.assignments_to(this->id("p1"), {})->rows.size(), 1U) << "the group's";
  EXPECT_FALSE(*store.find_consent("k1"));
  EXPECT_TRUE(*store.find_consent("k2"));
}

TYPED_TEST_P(DirectoryDeletedContract, WhatHasANewOwnerOfItsNameCannotComeBack) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.set_aside(this->person_));
  ASSERT_TRUE(store.add_user(user("u2", "u1@a.example")));
  EXPECT_EQ(reason_of(store.restore(this->id("u1"))), "user_name_taken");
  EXPECT_TRUE(*store.find_deleted(this->id("u1")));
  EXPECT_FALSE(*store.find_user(this->id("u1")));
}

TYPED_TEST_P(DirectoryDeletedContract, OnlyWhatIsAsItWasReadIsSetAside) {
  auto& store = *this->store_;
  const auto disable = [](entra::User& each) {
    each.enabled = false;
    return Result<void>();
  };
  ASSERT_TRUE(store.change_user(this->id("u1"), disable));
  EXPECT_EQ(reason_of(store.set_aside(this->person_)), "changed");
  EXPECT_TRUE(*store.find_user(this->id("u1")));
  EXPECT_FALSE(*store.find_deleted(this->id("u1")));
  ASSERT_TRUE(store.remove_user(this->id("u1")));
  EXPECT_EQ(reason_of(store.set_aside(this->person_)), "no_user");
}

TYPED_TEST_P(DirectoryDeletedContract, ItemsAreForgottenOneByOneAndByTheirAge) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.set_aside(this->person_));
  this->group_.deleted = kNow + Seconds(10);
  ASSERT_TRUE(store.set_aside(this->group_));
  ASSERT_TRUE(store.remove_deleted_before(kNow));
  EXPECT_TRUE(*store.find_deleted(this->id("u1")));
  ASSERT_TRUE(store.remove_deleted_before(kNow + Seconds(1)));
  EXPECT_FALSE(*store.find_deleted(this->id("u1")));
  EXPECT_TRUE(*store.remove_deleted(this->id("g1")));
  EXPECT_FALSE(*store.remove_deleted(this->id("g1")));
  EXPECT_EQ(reason_of(store.restore(this->id("g1"))), "no_deleted");
}

REGISTER_TYPED_TEST_SUITE_P(DirectoryDeletedContract, WhatIsSetAsideIsGoneAndKeptWhole, WhatIsRestoredHasItsAccessAgain,
                            SessionsFromBeforeTheDeletionStayEnded, TheLastAdministratorIsNotSetAside,
                            AccessWhoseOtherSideIsGoneStaysAway, WhatHasANewOwnerOfItsNameCannotComeBack,
                            OnlyWhatIsAsItWasReadIsSetAside, ItemsAreForgottenOneByOneAndByTheirAge);

}  // namespace sallyport::stores::contract
