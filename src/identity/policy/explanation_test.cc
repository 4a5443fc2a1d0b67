#include "identity/policy/explanation.h"

#include "identity/policy/policy_fixture.h"

namespace sallyport::identity {
namespace {

using namespace testing;

Explanation explained(const Model& model, const Principal& principal, const Names& operations, const Object& object) {
  auto explanation = explain(compile(model), principal, operations, object);
  EXPECT_TRUE(explanation);
  return *explanation;
}

TEST(Explanation, NamesTheRuleThePolicyTheRoleAndTheWayThroughTheTeams) {
  Model model = model_of({rule_for(Effect::allow, {"Delete"}, "noOwner()")});
  team_named(model, "Organization").default_roles = {"R"};
  const auto why = explained(model, {.id = PersonId("ann"), .teams = {"Shop"}}, {"Delete"}, plain_dashboard());
  EXPECT_EQ(why.verdict, Verdict::allowed);
  ASSERT_TRUE(why.decided_by);
  EXPECT_EQ(*why.decided_by, (ConsideredRule{.effect = Effect::allow,
                                             .policy = "P",
                                             .rule = "rule",
                                             .condition = "noOwner()",
                                             .answer = Truth::yes,
                                             .role = "R",
                                             .team = "Organization",
                                             .path = {"Shop", "Sales", "Organization"}}));
}

TEST(Explanation, APolicyOfTheOwnersTeamIsSaidToBeThat) {
  Model model = model_of({rule_for(Effect::deny, {"Delete"})});
  model.roles.clear();
  team_named(model, "Sales").policies = {"P"};
  Object object = plain_dashboard();
  object.owners = {team_owner("Shop")};
  const auto why = explained(model, {.id = PersonId("bob"), .teams = {"Ops"}}, {"Delete"}, object);
  EXPECT_EQ(why.verdict, Verdict::denied);
  EXPECT_EQ(why.operations, Names{"Delete"});
  ASSERT_TRUE(why.decided_by);
  EXPECT_TRUE(why.decided_by->by_owner);
  EXPECT_EQ(why.decided_by->role, "");
  EXPECT_EQ(why.decided_by->path, (Names{"Shop", "Sales"}));
}

TEST(Explanation, EachRuleThatWasLookedAtHasItsAnswer) {
  Rule open = rule_for(Effect::allow, {"Delete"}, "matchAnyTag('A')");
  Rule closed = rule_for(Effect::allow, {"Delete"}, "isOwner()");
  closed.name = "closed";
  Object object = plain_dashboard();
  object.tags.reset();
  const auto why = explained(model_of({open, closed, rule_for(Effect::allow, {"Create"})}),
                             {.id = PersonId("ann"), .roles = {"R"}}, {"Delete"}, object);
  EXPECT_EQ(why.verdict, Verdict::not_allowed);
  EXPECT_EQ(why.operations, Names{"Delete"});
  EXPECT_FALSE(why.decided_by);
  ASSERT_EQ(why.considered.size(), 2u);  // the third is about another operation
  EXPECT_EQ(why.considered[0].answer, Truth::unknown);
  EXPECT_EQ(why.considered[1].answer, Truth::no);
  EXPECT_EQ(why.unknown, Names{"tags"});
}

TEST(Explanation, UnknownAttributesAreNamedOnlyIfACaseIsOpen) {
  const Model model = model_of({rule_for(Effect::allow, {"Delete"}, "matchAnyTag('A') || noDomain()")});
  Object object = plain_dashboard();
  object.tags.reset();
  const Principal ann{.id = PersonId("ann"), .roles = {"R"}};
  EXPECT_EQ(explained(model, ann, {"Delete"}, object).unknown, Names{});
  object.domains.reset();
  EXPECT_EQ(explained(model, ann, {"Delete"}, object).unknown, (Names{"domain", "tags"}));
}

TEST(Explanation, AnAdministratorNeedsNoRule) {
  const auto why =
      explained(model_of({rule_for(Effect::deny, {"All"})}), {.admin = true}, {"Delete"}, plain_dashboard());
  EXPECT_EQ(why.verdict, Verdict::administrator);
  EXPECT_FALSE(why.decided_by);
  EXPECT_TRUE(why.considered.empty());
}

TEST(Explanation, WhatCannotBeAskedIsAnError) {
  const auto snapshot = compile(model_of({}));
  EXPECT_EQ(reason_of(explain(snapshot, {}, {"Dleete"}, plain_dashboard())), "operation_unknown");
  EXPECT_EQ(reason_of(explain(snapshot, {}, {"Delete"}, {.resource = "dashbord"})), "resource_unknown");
  EXPECT_EQ(reason_of(explain(snapshot, {.roles = Names(kMaxValues + 1, "R")}, {"Delete"}, plain_dashboard())),
            "principal_limit");
}

TEST(RefusalText, IsOpenMetadatas) {
  const Principal ann{.id = PersonId("ann"), .roles = {"R"}};
  const auto text = [&](const Model& model, const Names& operations) {
    const auto snapshot = compile(model);
    const auto decision =
        decide(*snapshot->prepare(ann), *snapshot->operations(operations), *snapshot->prepare(plain_dashboard()));
    return refusal_text(*snapshot, decision, "ann");
  };
  EXPECT_EQ(text(model_of({}), {"Delete", "EditTags"}),
            "Principal: CatalogPrincipal{name='ann'} operations [Delete, EditTags] not allowed");
  EXPECT_EQ(text(model_of({rule_for(Effect::deny, {"All"})}), {"Delete"}),
            "Principal: CatalogPrincipal{name='ann'} operation Delete denied by role R, policy P, rule rule");
  EXPECT_EQ(text(model_of({rule_for(Effect::allow, {"All"})}), {"Delete"}), "");
}

}  // namespace
}  // namespace sallyport::identity
