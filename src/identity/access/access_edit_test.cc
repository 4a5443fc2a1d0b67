#include "identity/access/access_edit.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"

namespace sallyport::identity {
namespace {

const Editor kEditor{"ann", UnixTime{500}};
const Vocabulary kVocabulary = Vocabulary::open_metadata();

Policy view_policy(std::string name) {
  return {std::move(name),
          {{.name = "view", .effect = Effect::allow, .resources = {"All"}, .operations = {"ViewAll"}}}};
}

// OpenMetadata's seeds, a policy "P", a role "R" of it, a division "Sales" and a group "Shop" below it.
class AccessEdit : public testing::Test {
 protected:
  void SetUp() override {
    ScriptedRandom random;
    state_ = after({}, missing_seeds({}, random, UnixTime{100}));
    commit(create(view_policy("P")));
    commit(create(Role{"R", {"P"}}));
    commit(create(Team{.name = "Sales", .type = TeamType::division, .parents = {"Organization"}}));
    commit(create(Team{.name = "Shop", .parents = {"Sales"}}));
  }

  template <class Content>
  Result<AccessChanges> create(Content content, EntityLabels labels = {}) {
    return create_entity(state_, kVocabulary, EntityId("id of " + content.name), content, std::move(labels), kEditor);
  }

  template <class Content>
  Result<AccessChanges> change(Content content, SeenVersion seen = {}, EntityLabels labels = {}) {
    return change_entity(state_, kVocabulary, id(content.name), content, std::move(labels), seen, kEditor);
  }

  template <class Content>
  Result<AccessChanges> remove(const std::string& name, Deletion deletion = Deletion::soft, SeenVersion seen = {}) {
    return delete_entity<Content>(state_, id(name), deletion, seen, kEditor);
  }

  template <class Content>
  Result<AccessChanges> restore(const std::string& name) {
    return restore_entity<Content>(state_, kVocabulary, id(name), kEditor);
  }

  void commit(const Result<AccessChanges>& changes) {
    ASSERT_EQ(reason_of(changes), "none");
    state_ = after(state_, *changes);
  }

  EntityId id(const std::string& name) const {
    for (const auto& policy : state_.policies)
      if (policy.content.name == name) return policy.header.id;
    return EntityId("id of " + name);
  }

  const Entity<Policy>& policy(const std::string& name) const {
    return *std::ranges::find(state_.policies, name, [](const auto& entity) { return entity.content.name; });
  }

  AccessState state_;
};

TEST_F(AccessEdit, ANewEntityIsOfVersion1AndNamesItsEditor) {
  const auto changes = create(view_policy("Q"), {"Q's name", "What it is for."});
  ASSERT_TRUE(changes);
  ASSERT_EQ(changes->policies.size(), 1u);
  EXPECT_EQ(changes->policies[0].header, (EntityHeader{.id = EntityId("id of Q"),
                                                       .display_name = "Q's name",
                                                       .description = "What it is for.",
                                                       .version = 1,
                                                       .updated = UnixTime{500},
                                                       .updated_by = "ann"}));
}

TEST_F(AccessEdit, NamesAreUniqueAmongThoseOfAKind) {
  EXPECT_EQ(reason_of(create(view_policy("P"))), "entity_exists");
  EXPECT_EQ(reason_of(create(view_policy("R"))), "none");  // a policy with the name of a role
  commit(remove<Team>("Shop"));
  EXPECT_EQ(reason_of(create(Team{.name = "Shop", .parents = {"Sales"}})), "entity_exists");  // it can be restored
}

TEST_F(AccessEdit, ContentIsChecked) {
  EXPECT_EQ(reason_of(create(Policy{"Q", {}})), "policy_rules");
  EXPECT_EQ(reason_of(create(Role{"S", {}})), "role_policies");
  EXPECT_EQ(reason_of(create(Team{.name = "T"})), "team_parents");
  EXPECT_EQ(reason_of(change(Policy{"P", {}})), "policy_rules");
}

TEST_F(AccessEdit, LabelsAreBoundedText) {
  EXPECT_EQ(reason_of(create(view_policy("Q"), {std::string(kMaxDisplayName, 'x'), ""})), "none");
  EXPECT_EQ(reason_of(create(view_policy("Q"), {std::string(kMaxDisplayName + 1, 'x'), ""})), "entity_labels");
  EXPECT_EQ(reason_of(create(view_policy("Q"), {"a\nb", ""})), "entity_labels");
  EXPECT_EQ(reason_of(create(view_policy("Q"), {"", "two\nlines"})), "none");
  EXPECT_EQ(reason_of(create(view_policy("Q"), {"", "\xff"})), "entity_labels");
  EXPECT_EQ(reason_of(create(view_policy("Q"), {"", std::string(kMaxDescription + 1, 'x')})), "entity_labels");
}

TEST_F(AccessEdit, ReferencesMustExist) {
  EXPECT_EQ(reason_of(create(Role{"S", {"Q"}})), "reference_unknown");
  EXPECT_EQ(reason_of(create(Team{.name = "T", .parents = {"Sales"}, .default_roles = {"S"}})), "reference_unknown");
  EXPECT_EQ(reason_of(create(Team{.name = "T", .parents = {"Sales"}, .policies = {"R"}})), "reference_unknown");
  EXPECT_EQ(reason_of(create(Team{.name = "T", .parents = {"Sales"}, .default_roles = {"R"}, .policies = {"P"}})),
            "none");
}

TEST_F(AccessEdit, AChangeAddsAVersion) {
  Policy changed = view_policy("P");
  changed.rules[0].effect = Effect::deny;
  commit(change(changed));
  EXPECT_EQ(policy("P").content, changed);
  EXPECT_EQ(policy("P").header.version, 2);
}

TEST_F(AccessEdit, AChangeOfNothingIsNone) {
  const auto changes = change(view_policy("P"));
  ASSERT_TRUE(changes);
  EXPECT_EQ(*changes, AccessChanges{});
}

TEST_F(AccessEdit, OfTwoEditorsTheSecondMustLookAgain) {
  EXPECT_EQ(reason_of(change(view_policy("P"), 1, {"a", ""})), "none");
  commit(change(view_policy("P"), 1, {"a", ""}));
  EXPECT_EQ(reason_of(change(view_policy("P"), 1, {"b", ""})), "entity_version");
  EXPECT_EQ(reason_of(change(view_policy("P"), 2, {"b", ""})), "none");
  EXPECT_EQ(reason_of(remove<Role>("R", Deletion::soft, 2)), "entity_version");
}

TEST_F(AccessEdit, NamesAreFixed) {
  EXPECT_EQ(reason_of(change_entity(state_, kVocabulary, id("P"), view_policy("Q"), {}, {}, kEditor)), "name_fixed");
}

TEST_F(AccessEdit, OneKindsIdIsNotAnothers) {
  EXPECT_EQ(reason_of(delete_entity<Team>(state_, id("P"), Deletion::hard, {}, kEditor)), "entity_unknown");
}

TEST_F(AccessEdit, SystemEntitiesChangeButStay) {
  Policy changed = policy("DataConsumerPolicy").content;
  changed.rules[0].operations = {"ViewBasic"};
  EXPECT_EQ(reason_of(change(changed)), "none");
  EXPECT_EQ(reason_of(remove<Policy>("DataConsumerPolicy")), "entity_system");
  EXPECT_EQ(reason_of(remove<Policy>("DataConsumerPolicy", Deletion::hard)), "entity_system");
}

// A rule that denies would disappear with its policy, and nobody would have decided that.
TEST_F(AccessEdit, WhatIsInUseStays) {
  EXPECT_EQ(reason_of(remove<Policy>("P")), "entity_in_use");
  EXPECT_EQ(reason_of(remove<Policy>("P", Deletion::hard)), "entity_in_use");
  EXPECT_EQ(reason_of(remove<Team>("Sales")), "entity_in_use");
  commit(change(Team{.name = "Shop", .parents = {"Sales"}, .default_roles = {"R"}}));
  EXPECT_EQ(reason_of(remove<Role>("R")), "entity_in_use");
  commit(remove<Team>("Shop"));
  EXPECT_EQ(reason_of(remove<Role>("R")), "none");
}

Policy policy_with(std::string name, std::string condition) {
  Policy policy = view_policy(std::move(name));
  policy.rules[0].effect = Effect::deny;
  policy.rules[0].condition = std::move(condition);
  return policy;
}

// Whoever misspelled a team would have a rule that denies nobody.
TEST_F(AccessEdit, TeamsInConditionsMustExist) {
  EXPECT_EQ(reason_of(create(policy_with("Q", "noOwner() || !inAnyTeam('Shop', 'Shpo')"))), "reference_unknown");
  EXPECT_EQ(reason_of(create(policy_with("Q", "noOwner() || !inAnyTeam('Shop')"))), "none");
  EXPECT_EQ(reason_of(change(policy_with("P", "inAnyTeam('Shpo')"))), "reference_unknown");
  EXPECT_EQ(reason_of(create(policy_with("Q", "hasAnyRole('Provider.Role')"))), "none");
}

TEST_F(AccessEdit, WhatAConditionNamesStays) {
  commit(create(policy_with("Q", "noOwner() && !(inAnyTeam('Shop') || hasAnyRole('R'))")));
  EXPECT_EQ(reason_of(remove<Team>("Shop")), "entity_in_use");
  EXPECT_EQ(reason_of(remove<Role>("R", Deletion::hard)), "entity_in_use");
  commit(remove<Policy>("Q"));
  EXPECT_EQ(reason_of(remove<Role>("R")), "none");
  commit(remove<Team>("Shop"));
  EXPECT_EQ(reason_of(restore<Policy>("Q")), "reference_unknown");
}

TEST_F(AccessEdit, ASoftDeletionIsRestored) {
  commit(remove<Role>("R"));
  EXPECT_EQ(reason_of(remove<Role>("R")), "entity_unknown");
  EXPECT_EQ(reason_of(change(Role{"R", {"P"}})), "entity_unknown");
  commit(restore<Role>("R"));
  EXPECT_EQ(reason_of(restore<Role>("R")), "entity_unknown");
  EXPECT_EQ(reason_of(change(Role{"R", {"P"}})), "none");
}

TEST_F(AccessEdit, AHardDeletionRemoves) {
  commit(remove<Role>("R"));
  commit(remove<Role>("R", Deletion::hard));
  EXPECT_EQ(reason_of(restore<Role>("R")), "entity_unknown");
  EXPECT_EQ(reason_of(create(Role{"R", {"P"}})), "none");
}

TEST_F(AccessEdit, WhatIsRestoredMustStillFit) {
  commit(remove<Role>("R"));
  commit(remove<Policy>("P"));
  EXPECT_EQ(reason_of(restore<Role>("R")), "reference_unknown");
  commit(remove<Team>("Shop"));
  commit(remove<Team>("Sales"));
  EXPECT_EQ(reason_of(restore<Team>("Shop")), "team_parents");
}

TEST_F(AccessEdit, ATeamCannotMoveBelowItself) {
  commit(create(Team{.name = "North", .type = TeamType::division, .parents = {"Sales"}}));
  EXPECT_EQ(reason_of(change(Team{.name = "Sales", .type = TeamType::division, .parents = {"North"}})), "team_circle");
}

TEST_F(AccessEdit, ATeamHasAnAddressOrNone) {
  for (const char* email : {"", "shop@contoso.example", "d\xc3\xb6ner@contoso.example"})
    EXPECT_EQ(reason_of(change(Team{.name = "Shop", .parents = {"Sales"}, .email = email})), "none") << email;
  for (const std::string& email :
       {std::string("shop"), std::string("@contoso.example"), std::string("shop@"), std::string("a b@contoso.example"),
        std::string("a@b\n"), "a@" + std::string(kMaxTeamEmail, 'x')})
    EXPECT_EQ(reason_of(change(Team{.name = "Shop", .parents = {"Sales"}, .email = email})), "team_email") << email;
}

TEST_F(AccessEdit, ATeamIsDeletedWithThoseBelowIt) {
  const EntityId sales = id("Sales");
  const auto changes = delete_team_tree(state_, sales, Deletion::soft, {}, kEditor);
  ASSERT_TRUE(changes) << changes.error().detail;
  EXPECT_EQ(changes->teams.size(), 2U);
  commit(changes);
  EXPECT_EQ(reason_of(delete_team_tree(state_, sales, Deletion::soft, {}, kEditor)), "entity_unknown");
  commit(delete_team_tree(state_, sales, Deletion::hard, {}, kEditor));
  EXPECT_EQ(reason_of(restore<Team>("Shop")), "team_parents") << "it was below, and is still there";
}

TEST_F(AccessEdit, ATeamThatAlsoStandsElsewhereIsNotDeletedAlong) {
  commit(create(Team{.name = "Desk", .parents = {"Sales", "Organization"}}));
  EXPECT_EQ(reason_of(delete_team_tree(state_, id("Sales"), Deletion::soft, {}, kEditor)), "entity_in_use");
}

TEST_F(AccessEdit, TheOrganizationStaysEvenWithThoseBelowIt) {
  const auto& team =
      *std::ranges::find(state_.teams, kOrganization, [](const auto& entity) { return entity.content.name; });
  EXPECT_EQ(reason_of(delete_team_tree(state_, team.header.id, Deletion::hard, {}, kEditor)), "entity_system");
}

}  // namespace
}  // namespace sallyport::identity
