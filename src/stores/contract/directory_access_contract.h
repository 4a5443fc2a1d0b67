// The tests that every store of service principals, assignments, consents and memberships must pass. A test
// instantiates the suite with the factory type of directory_store_contract.h.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "entra/graph_application.h"
#include "stores/contract/directory_values.h"

namespace sallyport::stores::contract {

// A store with two tenants, four people, three groups and two service principals.
template <class Factory>
class DirectoryAccessContract : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(store_->add_tenant(tenant("t1", "a.example")));
    ASSERT_TRUE(store_->add_tenant(tenant("t2", "b.example")));
    for (const char* id : {"u1", "u2", "u3"}) ASSERT_TRUE(store_->add_user(user(id, std::string(id) + "@a.example")));
    auto foreign = user("u9", "u9@b.example");
    foreign.tenant = TenantId("t2");
    ASSERT_TRUE(store_->add_user(foreign));
    for (const char* id : {"g1", "g2", "g3"}) ASSERT_TRUE(store_->add_group(group(id)));
    ASSERT_TRUE(store_->add_principal(principal("p1", "c1")));
    ASSERT_TRUE(store_->add_principal(principal("p2", "c2")));
    ASSERT_TRUE(store_->add_principal(principal("p9", "c1", TenantId("t2"))));
  }

  static entra::ObjectId id(std::string text) { return entra::ObjectId(std::move(text)); }
  static std::vector<std::string> ids_of(const auto& rows) {
    std::vector<std::string> ids;
    for (const auto& row : rows) {
      if constexpr (requires { row.id.value; })
        ids.push_back(row.id.value);
      else
        ids.push_back(row.id);
    }
    return ids;
  }

  Factory factory_;
  std::unique_ptr<entra::DirectoryStore> store_ = factory_.directory();
};
TYPED_TEST_SUITE_P(DirectoryAccessContract);

using Texts = std::vector<std::string>;

TYPED_TEST_P(DirectoryAccessContract, ATenantHasMicrosoftGraph) {
  const auto graph = this->store_->find_principal_of(kHome, ClientId(std::string(entra::kGraphClientId)));
  ASSERT_TRUE(*graph);
  EXPECT_EQ(**graph, entra::graph_principal(kHome, {}));
}

TYPED_TEST_P(DirectoryAccessContract, APrincipalComesBackWholeAndIsOneForEachTenant) {
  auto& store = *this->store_;
  EXPECT_EQ(**store.find_principal(this->id("p1")), principal("p1", "c1"));
  EXPECT_EQ((*store.find_principal_of(TenantId("t2"), ClientId("c1")))->id, this->id("p9"));
  EXPECT_FALSE(*store.find_principal_of(TenantId("t2"), ClientId("c2")));
  EXPECT_EQ(reason_of(store.add_principal(principal("p3", "c1"))), "principal_taken");
  EXPECT_EQ(reason_of(store.add_principal(principal("p1", "c3"))), "principal_id_taken");
  EXPECT_EQ(reason_of(store.add_principal(principal("u1", "c3"))), "user_id_taken");
  EXPECT_EQ(reason_of(store.add_user(user("p1", "x@a.example"))), "principal_id_taken");
  EXPECT_EQ(store.principals(kHome, {})->rows.size(), 3U) << "with Graph's";
  EXPECT_EQ(this->ids_of(store.principals(kHome, {.search = "my c2"})->rows), Texts{"p2"});
}

TYPED_TEST_P(DirectoryAccessContract, APrincipalChangesInOneTenantAlone) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.change_principal(this->id("p1"), [](entra::ServicePrincipal& each) -> Result<void> {
    each.enabled = true;
    each.assignment_required = false;
    return {};
  }));
  EXPECT_TRUE((*store.find_principal(this->id("p1")))->enabled);
  EXPECT_FALSE((*store.find_principal(this->id("p9")))->enabled);
  const auto move = [](entra::ServicePrincipal& each) -> Result<void> {
    each.tenant = TenantId("t2");
    return {};
  };
  EXPECT_EQ(reason_of(store.change_principal(this->id("p1"), move)), "id_changed");
  EXPECT_EQ(reason_of(store.change_principal(this->id("x"), move)), "no_principal");
}

TYPED_TEST_P(DirectoryAccessContract, MembersArePeopleGroupsAndPrincipals) {
  auto& store = *this->store_;
  for (const char* member : {"u1", "g2", "p1", "u1"}) ASSERT_TRUE(store.add_member(this->id("g1"), this->id(member)));
  using entra::PrincipalKind;
  const std::vector<entra::Principal> all{{this->id("g2"), PrincipalKind::group},
                                          {this->id("p1"), PrincipalKind::service_principal},
                                          {this->id("u1"), PrincipalKind::user}};
  EXPECT_EQ(store.members_of(this->id("g1"), {})->rows, all);
  const auto first = store.members_of(this->id("g1"), {.limit = 2, .count = true});
  EXPECT_EQ(first->rows.size(), 2U);
  EXPECT_EQ(first->count, 3U);
  const auto rest = store.members_of(this->id("g1"), {.after = first->next});
  EXPECT_EQ(rest->rows, std::vector{all[2]});
  EXPECT_TRUE(rest->next.empty());
  EXPECT_TRUE(*store.remove_member(this->id("g1"), this->id("u1")));
  EXPECT_FALSE(*store.remove_member(this->id("g1"), this->id("u1")));
  EXPECT_TRUE(store.groups_of(this->id("u1"))->empty());
}

TYPED_TEST_P(DirectoryAccessContract, MembersAreOfTheGroupsTenantAndExist) {
  auto& store = *this->store_;
  const auto added = [&](const char* group, const char* member) {
    return reason_of(store.add_member(this->id(group), this->id(member)));
  };
  EXPECT_EQ(added("g1", "u9"), "member_tenant");
  EXPECT_EQ(added("g1", "p9"), "member_tenant");
  EXPECT_EQ(added("g1", "x"), "no_principal");
  EXPECT_EQ(added("x", "u1"), "no_group");
  EXPECT_EQ(added("g1", "g1"), "member_of_itself");
}

TYPED_TEST_P(DirectoryAccessContract, GroupsNestAndMayFormACircle) {
  auto& store = *this->store_;
  const auto groups = [&](const char* member, bool transitive) {
    std::vector<std::string> ids;
    const auto found = transitive ? store.transitive_groups_of(this->id(member)) : store.groups_of(this->id(member));
    for (const entra::ObjectId& each : *found) ids.push_back(each.value);
    return ids;
  };
  ASSERT_TRUE(store.add_member(this->id("g3"), this->id("u1")));
  ASSERT_TRUE(store.add_member(this->id("g2"), this->id("g3")));
  ASSERT_TRUE(store.add_member(this->id("g1"), this->id("g2")));
  EXPECT_EQ(groups("u1", false), Texts{"g3"});
  EXPECT_EQ(groups("u1", true), (Texts{"g1", "g2", "g3"}));
  EXPECT_EQ(groups("g3", true), (Texts{"g1", "g2"}));
  ASSERT_TRUE(store.add_member(this->id("g3"), this->id("g1")));
  EXPECT_EQ(groups("g3", true), (Texts{"g1", "g2", "g3"})) << "a circle ends, and contains the group itself";
  EXPECT_TRUE(groups("u2", true).empty());
}

TYPED_TEST_P(DirectoryAccessContract, AssignmentsAtAResourceComeDirectlyAndThroughDirectGroups) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.add_member(this->id("g1"), this->id("u1")));
  ASSERT_TRUE(store.add_member(this->id("g2"), this->id("g1")));
  ASSERT_TRUE(store.add_assignment(assignment("a1", "u1", "p1", "r1")));
  ASSERT_TRUE(store.add_assignment(assignment("a2", "g1", "p1", "r2")));
  ASSERT_TRUE(store.add_assignment(assignment("a3", "g2", "p1", "r3")));
  ASSERT_TRUE(store.add_assignment(assignment("a4", "u2", "p1", "r1")));
  ASSERT_TRUE(store.add_assignment(assignment("a5", "u1", "p2", "r1")));
  const auto found = store.assignments_at(this->id("p1"), this->id("u1"));
  EXPECT_EQ(this->ids_of(*found), (Texts{"a1", "a2"})) << "a nested group gives nothing";
  EXPECT_EQ((*found)[0], assignment("a1", "u1", "p1", "r1"));
  EXPECT_EQ((*found)[1].principal_kind, entra::PrincipalKind::group);
  EXPECT_TRUE(store.assignments_at(this->id("p1"), this->id("u3"))->empty());
}

TYPED_TEST_P(DirectoryAccessContract, AssignmentsAreListedByResourceAndByHolder) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.add_assignment(assignment("a1", "u1", "p1", "r1")));
  ASSERT_TRUE(store.add_assignment(assignment("a2", "u2", "p1", "r1")));
  ASSERT_TRUE(store.add_assignment(assignment("a3", "u1", "p2", std::string(entra::kDefaultAccess))));
  EXPECT_EQ(this->ids_of(store.assignments_to(this->id("p1"), {})->rows), (Texts{"a1", "a2"}));
  EXPECT_EQ(this->ids_of(store.assignments_of(this->id("u1"), {})->rows), (Texts{"a1", "a3"}));
  const auto first = store.assignments_to(this->id("p1"), {.limit = 1, .count = true});
  EXPECT_EQ(first->count, 2U);
  EXPECT_EQ(this->ids_of(store.assignments_to(this->id("p1"), {.after = first->next})->rows), Texts{"a2"});
  EXPECT_TRUE(*store.remove_assignment(this->id("u1"), this->id("p1"), "r1"));
  EXPECT_FALSE(*store.remove_assignment(this->id("u1"), this->id("p1"), "r1"));
  EXPECT_EQ(this->ids_of(store.assignments_of(this->id("u1"), {})->rows), Texts{"a3"});
}

TYPED_TEST_P(DirectoryAccessContract, AnAssignmentIsMadeOnceWithinATenant) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.add_assignment(assignment("a1", "p2", "p1", "r1")));
  const auto added = [&](const char* name, const char* holder, const char* resource) {
    return reason_of(store.add_assignment(assignment(name, holder, resource, "r1")));
  };
  EXPECT_EQ(added("a2", "p2", "p1"), "assignment_taken");
  EXPECT_EQ(added("a1", "u1", "p1"), "assignment_id_taken");
  EXPECT_EQ(added("a2", "u9", "p1"), "assignment_tenant");
  EXPECT_EQ(added("a2", "x", "p1"), "no_principal");
  EXPECT_EQ(added("a2", "u1", "u2"), "no_principal") << "the resource is a service principal";
  EXPECT_EQ(store.assignments_at(this->id("p1"), this->id("p2"))->front().principal_kind,
            entra::PrincipalKind::service_principal);
}

TYPED_TEST_P(DirectoryAccessContract, ConsentsForAPersonAreTheirOwnAndThoseForEverybody) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.grant_consent(consent("k1", "p1", "u1", "p2", {"read"})));
  ASSERT_TRUE(store.grant_consent(consent("k2", "p1", "", "p2", {"write"})));
  ASSERT_TRUE(store.grant_consent(consent("k3", "p1", "u2", "p2", {"delete"})));
  ASSERT_TRUE(store.grant_consent(consent("k4", "p2", "u1", "p1", {"other"})));
  EXPECT_EQ(*store.consents_for(this->id("p1"), this->id("u1")),
            (std::vector{consent("k1", "p1", "u1", "p2", {"read"}), consent("k2", "p1", "", "p2", {"write"})}));
  EXPECT_EQ(this->ids_of(*store.consents_for(this->id("p1"), this->id("u3"))), Texts{"k2"});
}

TYPED_TEST_P(DirectoryAccessContract, ASecondConsentAddsItsScopes) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.grant_consent(consent("k1", "p1", "", "p2", {"read", "write"})));
  ASSERT_TRUE(store.grant_consent(consent("k2", "p1", "", "p2", {"write", "delete"})));
  EXPECT_EQ(**store.find_consent("k1"), consent("k1", "p1", "", "p2", {"read", "write", "delete"}));
  EXPECT_FALSE(*store.find_consent("k2"));
}

TYPED_TEST_P(DirectoryAccessContract, AConsentStaysWithinATenant) {
  auto& store = *this->store_;
  const auto granted = [&](entra::Consent each) { return reason_of(store.grant_consent(each)); };
  EXPECT_EQ(granted(consent("k1", "p1", "", "p9", {"x"})), "consent_tenant");
  EXPECT_EQ(granted(consent("k1", "p1", "u9", "p2", {"x"})), "consent_tenant");
  EXPECT_EQ(granted(consent("k1", "p1", "x", "p2", {"x"})), "no_user");
  EXPECT_EQ(granted(consent("k1", "x", "", "p2", {"x"})), "no_principal");
  EXPECT_EQ(granted(consent("k1", "p1", "", "u1", {"x"})), "no_principal");
  EXPECT_EQ(granted(consent("k1", "p1", "u1", "p2", {"x"})), "none");
  EXPECT_EQ(granted(consent("k1", "p1", "u2", "p2", {"x"})), "consent_id_taken");
}

TYPED_TEST_P(DirectoryAccessContract, ConsentsAreListedAndTakenBack) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.grant_consent(consent("k1", "p1", "u1", "p2", {"read"})));
  ASSERT_TRUE(store.grant_consent(consent("k2", "p1", "", "p2", {"write"})));
  ASSERT_TRUE(store.grant_consent(consent("k3", "p2", "u2", "p1", {"other"})));
  const auto listed = [&](const entra::ConsentFilter& filter) {
    return this->ids_of(store.consents(kHome, filter, {})->rows);
  };
  EXPECT_EQ(listed({}), (Texts{"k1", "k2", "k3"}));
  EXPECT_EQ(listed({.client = this->id("p1"), .principal = {}, .resource = {}}), (Texts{"k1", "k2"}));
  EXPECT_EQ(listed({.client = {}, .principal = this->id("u2"), .resource = {}}), Texts{"k3"});
  EXPECT_EQ(listed({.client = {}, .principal = {}, .resource = this->id("p1")}), Texts{"k3"});
  EXPECT_TRUE(store.consents(TenantId("t2"), {}, {})->rows.empty());
  const auto clear = [](entra::Consent& each) -> Result<void> {
    each.scopes.clear();
    return {};
  };
  ASSERT_TRUE(store.change_consent("k1", clear));
  EXPECT_FALSE(*store.find_consent("k1")) << "a consent to nothing is none";
  EXPECT_EQ(reason_of(store.change_consent("k1", clear)), "no_consent");
  EXPECT_TRUE(*store.remove_consent("k2"));
  EXPECT_FALSE(*store.remove_consent("k2"));
}

TYPED_TEST_P(DirectoryAccessContract, WhatIsRemovedTakesItsAccessAlong) {
  auto& store = *this->store_;
  const auto fill = [&] {
    ASSERT_TRUE(store.add_member(this->id("g1"), this->id("u1")));
    ASSERT_TRUE(store.add_assignment(assignment("a1", "u1", "p1", "r1")));
    ASSERT_TRUE(store.add_assignment(assignment("a2", "g1", "p1", "r1")));
    ASSERT_TRUE(store.grant_consent(consent("k1", "p1", "u1", "p2", {"read"})));
    ASSERT_TRUE(store.grant_consent(consent("k2", "p2", "", "p1", {"read"})));
  };
  fill();
  ASSERT_TRUE(store.remove_user(this->id("u1")));
  EXPECT_FALSE(*store.find_user(this->id("u1")));
  EXPECT_FALSE(*store.find_user_by_name("u1@a.example"));
  EXPECT_TRUE(store.users(kHome, {.search = "u1@a.example"})->rows.empty());
  EXPECT_TRUE(store.members_of(this->id("g1"), {})->rows.empty());
  EXPECT_EQ(this->ids_of(store.assignments_to(this->id("p1"), {})->rows), Texts{"a2"});
  EXPECT_FALSE(*store.find_consent("k1"));
  ASSERT_TRUE(store.remove_group(this->id("g1")));
  EXPECT_FALSE(*store.find_group(this->id("g1")));
  EXPECT_TRUE(store.assignments_to(this->id("p1"), {})->rows.empty());
  ASSERT_TRUE(store.remove_principal(this->id("p1")));
  EXPECT_FALSE(*store.find_consent("k2"));
  for (const char* name : {"u1", "g1", "p1"}) {
    EXPECT_TRUE(store.remove_user(this->id(name)));
    EXPECT_TRUE(store.remove_group(this->id(name)));
    EXPECT_TRUE(store.remove_principal(this->id(name)));
  }
}

TYPED_TEST_P(DirectoryAccessContract, ARemovedAppTakesThePrincipalOfItsHomeAlong) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.add_app(app("c7")));
  ASSERT_TRUE(store.add_principal(principal("p7", "c7")));
  ASSERT_TRUE(store.add_principal(principal("p8", "c7", TenantId("t2"))));
  ASSERT_TRUE(store.add_assignment(assignment("a1", "u1", "p7", "r1")));
  ASSERT_TRUE(store.remove_app(ClientId("c7")));
  EXPECT_FALSE(*store.find_principal(this->id("p7")));
  EXPECT_TRUE(store.assignments_of(this->id("u1"), {})->rows.empty());
  EXPECT_TRUE(*store.find_principal(this->id("p8"))) << "another tenant's stays";
}

TYPED_TEST_P(DirectoryAccessContract, ANewAppInheritsNoPrincipalOfAnOldOne) {
  auto& store = *this->store_;
  ASSERT_TRUE(store.add_app(app("c7")));
  ASSERT_TRUE(store.add_principal(principal("p8", "c7", TenantId("t2"))));
  ASSERT_TRUE(store.remove_app(ClientId("c7")));
  EXPECT_EQ(reason_of(store.add_app(app("c7"))), "client_id_taken");
  ASSERT_TRUE(store.remove_principal(this->id("p8")));
  EXPECT_TRUE(store.add_app(app("c7")));
}

TYPED_TEST_P(DirectoryAccessContract, ABatchIsAddedAsAWholeOrNotAtAll) {
  auto& store = *this->store_;
  entra::Batch batch;
  batch.users = {user("n1", "n1@a.example")};
  batch.groups = {group("n2")};
  batch.apps = {app("n3")};
  batch.principals = {principal("n4", "n3")};
  batch.members = {{this->id("n2"), this->id("n1")}};
  batch.assignments = {assignment("n5", "n2", "n4", "r1")};
  batch.consents = {consent("n6", "n4", "n1", "n4", {"read"})};
  auto broken = batch;
  broken.members.push_back({this->id("n2"), this->id("nobody")});
  EXPECT_EQ(reason_of(store.add(broken)), "no_principal");
  EXPECT_FALSE(*store.find_user(this->id("n1")));
  EXPECT_FALSE(*store.find_app(ClientId("n3")));
  ASSERT_TRUE(store.add(batch));
  EXPECT_EQ(**store.find_app(ClientId("n3")), app("n3"));
  EXPECT_EQ(this->ids_of(*store.assignments_at(this->id("n4"), this->id("n1"))), Texts{"n5"});
  EXPECT_TRUE(*store.find_consent("n6"));
}

TYPED_TEST_P(DirectoryAccessContract, AccessThatIsGivenAtOnceIsAllThere) {
  this->RecordProperty("covers", "A19");
  auto& store = *this->store_;
  constexpr int kTogether = 20;
  std::atomic<int> next{0};
  const auto give = [&] {
    const std::string mine = std::to_string(next++);
    const bool consented = store.grant_consent(consent("k" + mine, "p1", "", "p2", {"scope" + mine})).has_value();
    const bool assigned = store.add_assignment(assignment("a" + mine, "u1", "p1", "r" + mine)).has_value();
    return consented && assigned && store.add_member(this->id("g1"), this->id("u1")).has_value();
  };
  EXPECT_EQ(race(kTogether, give), kTogether);
  const auto consents = store.consents(kHome, {}, {});
  ASSERT_EQ(consents->rows.size(), 1U) << "one for each client, person and API";
  EXPECT_EQ(consents->rows[0].scopes.size(), std::size_t{kTogether});
  EXPECT_EQ(store.assignments_of(this->id("u1"), {})->rows.size(), std::size_t{kTogether});
  EXPECT_EQ(store.members_of(this->id("g1"), {})->rows.size(), 1U);
}

TYPED_TEST_P(DirectoryAccessContract, OfTwentyThatMakeOnePrincipalOneSucceeds) {
  this->RecordProperty("covers", "A19");
  std::atomic<int> next{0};
  const auto add = [&] {
    return this->store_->add_principal(principal("n" + std::to_string(next++), "new")).has_value();
  };
  EXPECT_EQ(race(20, add), 1);
}

REGISTER_TYPED_TEST_SUITE_P(DirectoryAccessContract, ATenantHasMicrosoftGraph,
                            APrincipalComesBackWholeAndIsOneForEachTenant, APrincipalChangesInOneTenantAlone,
                            MembersArePeopleGroupsAndPrincipals, MembersAreOfTheGroupsTenantAndExist,
                            GroupsNestAndMayFormACircle, AssignmentsAtAResourceComeDirectlyAndThroughDirectGroups,
                            AssignmentsAreListedByResourceAndByHolder, AnAssignmentIsMadeOnceWithinATenant,
                            ConsentsForAPersonAreTheirOwnAndThoseForEverybody, ASecondConsentAddsItsScopes,
                            AConsentStaysWithinATenant, ConsentsAreListedAndTakenBack, WhatIsRemovedTakesItsAccessAlong,
                            ARemovedAppTakesThePrincipalOfItsHomeAlong, ANewAppInheritsNoPrincipalOfAnOldOne,
                            ABatchIsAddedAsAWholeOrNotAtAll, AccessThatIsGivenAtOnceIsAllThere,
                            OfTwentyThatMakeOnePrincipalOneSucceeds);

}  // namespace sallyport::stores::contract
