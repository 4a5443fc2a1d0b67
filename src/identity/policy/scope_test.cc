// What a token's scope leaves of its owner's rights, and what it does not.
#include "identity/policy/scope.h"

#include "identity/policy/explanation.h"
#include "identity/policy/permissions.h"
#include "identity/policy/policy_fixture.h"

namespace sallyport::identity {
namespace {

using namespace testing;

// Role R may view and delete; role S may view; whoever is under Sales may not delete what has the tag Kept, and may
// edit tags.
Model scoped_model() {
  Model model = model_of({rule_for(Effect::allow, {"ViewAll", "Delete"})});
  model.policies.push_back({"View", {rule_for(Effect::allow, {"ViewAll"})}});
  model.policies.push_back(
      {"OfSales", {rule_for(Effect::deny, {"Delete"}, "matchAnyTag('Kept')"), rule_for(Effect::allow, {"EditTags"})}});
  model.policies.back().rules.back().name = "edit";
  model.roles.push_back({"S", {"View"}});
  team_named(model, "Sales").policies = {"OfSales"};
  return model;
}

Principal ann_with(Scope scope) {
  return {.id = PersonId("ann"), .roles = {"R", "S"}, .teams = {"Shop"}, .scope = std::move(scope)};
}

Object kept_dashboard() {
  Object object = plain_dashboard();
  object.tags = {"Kept"};
  return object;
}

Verdict scoped_verdict(Scope scope, const std::string& operation, const Object& object = plain_dashboard()) {
  return verdict_on(scoped_model(), ann_with(std::move(scope)), {operation}, object);
}

TEST(Scope, OfRolesLeavesWhatTheseRolesAllow) {
  EXPECT_EQ(scoped_verdict({}, "Delete"), Verdict::allowed);
  EXPECT_EQ(scoped_verdict({.roles = {"R"}}, "Delete"), Verdict::allowed);
  EXPECT_EQ(scoped_verdict({.roles = {"S"}}, "Delete"), Verdict::not_allowed);
  EXPECT_EQ(scoped_verdict({.roles = {"S"}}, "ViewBasic"), Verdict::allowed);
}

TEST(Scope, OfRolesLeavesNothingThatATeamAllows) {
  EXPECT_EQ(scoped_verdict({}, "EditTags"), Verdict::allowed);
  EXPECT_EQ(scoped_verdict({.roles = {"R", "S"}}, "EditTags"), Verdict::not_allowed);
  Object of_sales = plain_dashboard();
  of_sales.owners = {team_owner("Sales")};
  EXPECT_EQ(scoped_verdict({.roles = {"R", "S"}}, "EditTags", of_sales), Verdict::not_allowed);
}

// The team that denies is not in the scope, and neither is the role in the other case.
TEST(Scope, NeverEscapesWhatIsDeniedToTheOwner) {
  EXPECT_EQ(scoped_verdict({.roles = {"R"}}, "Delete", kept_dashboard()), Verdict::denied);
  EXPECT_EQ(scoped_verdict({.operations = {{"dashboard", {"Delete"}}}}, "Delete", kept_dashboard()), Verdict::denied);
  Model model = scoped_model();
  model.policies[1].rules.push_back(rule_for(Effect::deny, {"Delete"}));
  EXPECT_EQ(verdict_on(model, ann_with({.roles = {"R"}}), {"Delete"}, plain_dashboard()), Verdict::denied);
}

TEST(Scope, GivesNoRoleThatTheOwnerLacks) {
  Principal bob = ann_with({.roles = {"R"}});
  bob.roles = {"S"};
  EXPECT_EQ(verdict_on(scoped_model(), bob, {"Delete"}, plain_dashboard()), Verdict::not_allowed);
}

// The owner's own role comes first, and its policy is the same.
TEST(Scope, FindsAPolicyThatAlsoComesByARoleOutsideOfIt) {
  Model model = scoped_model();
  model.roles.push_back({"T", {"P"}});
  Principal principal = ann_with({.roles = {"T"}});
  principal.roles = {"R", "T"};
  const Decision decision = decide_on(model, principal, {"Delete"}, plain_dashboard());
  EXPECT_EQ(decision.verdict, Verdict::allowed);
  EXPECT_EQ(model.roles.at(decision.grant.role).name, "T");
}

TEST(Scope, OfOperationsLeavesThem) {
  const Scope view{.operations = {{"dashboard", {"ViewAll"}}}};
  EXPECT_EQ(scoped_verdict(view, "ViewBasic"), Verdict::allowed);
  EXPECT_EQ(scoped_verdict(view, "ViewAll"), Verdict::allowed);
  EXPECT_EQ(scoped_verdict(view, "Delete"), Verdict::outside_scope);
  EXPECT_EQ(scoped_verdict(view, "ViewBasic", {.resource = "page"}), Verdict::outside_scope);
  EXPECT_EQ(scoped_verdict({.operations = {{"All", {"ViewBasic"}}}}, "ViewBasic", {.resource = "page"}),
            Verdict::allowed);
  EXPECT_EQ(scoped_verdict({.operations = {{"dashboard", {"EditTags"}}}}, "EditTags"), Verdict::allowed)
      << "by the team";
  EXPECT_EQ(scoped_verdict({.operations = {{"dashboard", {"EditOwners"}}}}, "EditOwners"), Verdict::not_allowed);
}

TEST(Scope, OfBothLeavesWhatIsInBoth) {
  const Scope both{.roles = {"R"}, .operations = {{"dashboard", {"Delete", "EditTags"}}}};
  EXPECT_EQ(scoped_verdict(both, "Delete"), Verdict::allowed);
  EXPECT_EQ(scoped_verdict(both, "ViewBasic"), Verdict::outside_scope);
  EXPECT_EQ(scoped_verdict(both, "EditTags"), Verdict::not_allowed);
}

TEST(Scope, OfOperationsHoldsForAnAdministratorToo) {
  Principal root{.id = PersonId("root"), .admin = true, .scope = {.operations = {{"dashboard", {"Delete"}}}}};
  EXPECT_EQ(verdict_on(scoped_model(), root, {"Delete"}, plain_dashboard()), Verdict::administrator);
  EXPECT_EQ(verdict_on(scoped_model(), root, {"EditTags"}, plain_dashboard()), Verdict::outside_scope);
  EXPECT_EQ(verdict_on(scoped_model(), root, {"Delete", "EditTags"}, plain_dashboard()), Verdict::outside_scope);
}

// An application may lose a resource while a token that names it is still good.
TEST(Scope, WhatThereIsNotAnyMoreIsWithinNoScope) {
  EXPECT_EQ(scoped_verdict({.operations = {{"unicorn", {"All"}}}}, "ViewBasic"), Verdict::outside_scope);
  EXPECT_EQ(scoped_verdict({.operations = {{"dashboard", {"Fly"}}}}, "ViewBasic"), Verdict::outside_scope);
}

TEST(Scope, IsExplained) {
  const auto snapshot = compile(scoped_model());
  const auto explained =
      explain(snapshot, ann_with({.operations = {{"dashboard", {"ViewAll"}}}}), {"Delete"}, plain_dashboard());
  ASSERT_TRUE(explained);
  EXPECT_EQ(explained->verdict, Verdict::outside_scope);
  EXPECT_EQ(explained->operations, Names{"Delete"});
  EXPECT_EQ(explained->change, (std::vector<Change>{{Change::Kind::widen_scope}}));
  const auto who = snapshot->prepare(ann_with({.operations = {{"dashboard", {"ViewAll"}}}}));
  const Decision decision = decide(*who, *snapshot->operations({"Delete"}), *snapshot->prepare(plain_dashboard()));
  EXPECT_EQ(refusal_text(*snapshot, decision, "ann"),
            "Principal: CatalogPrincipal{name='ann'} operations [Delete] not within the scope of the token");
}

TEST(Scope, IsInTheListOfPermissions) {
  const auto snapshot = compile(scoped_model());
  const auto object = *snapshot->prepare(plain_dashboard());
  const auto access = [&](Principal principal, std::string_view operation) {
    for (const Permission& one : list_permissions(*snapshot->prepare(principal), object))
      if (one.operation == operation) return one.access;
    return Access::conditional_deny;
  };
  EXPECT_EQ(access(ann_with({.operations = {{"dashboard", {"ViewAll"}}}}), "ViewBasic"), Access::allow);
  EXPECT_EQ(access(ann_with({.operations = {{"dashboard", {"ViewAll"}}}}), "Delete"), Access::not_allow);
  EXPECT_EQ(access(ann_with({.roles = {"S"}}), "EditTags"), Access::not_allow);
  Principal root{.id = PersonId("root"), .admin = true, .scope = {.operations = {{"dashboard", {"Delete"}}}}};
  EXPECT_EQ(access(root, "Delete"), Access::allow);
  EXPECT_EQ(access(root, "EditTags"), Access::not_allow);
}

TEST(ScopeCheck, RefusesWhatNamesNothing) {
  const Vocabulary vocabulary = small_vocabulary();
  EXPECT_TRUE(
      check_scope({.roles = {"R"}, .operations = {{"dashboard", {"ViewAll"}}, {"all", {"Delete"}}}}, vocabulary));
  EXPECT_EQ(reason_of(check_scope({.operations = {{"unicorn", {"ViewAll"}}}}, vocabulary)), "scope_resource");
  EXPECT_EQ(reason_of(check_scope({.operations = {{"page", {"Fly"}}}}, vocabulary)), "scope_operations");
  EXPECT_EQ(reason_of(check_scope({.operations = {{"page", {}}}}, vocabulary)), "scope_operations");
  EXPECT_EQ(reason_of(check_scope({.roles = Names(kMaxScopeRows + 1, "R")}, vocabulary)), "scope_limit");
  EXPECT_EQ(reason_of(check_scope({.operations = {{"page", Names(kMaxScopeRows + 1, "Delete")}}}, vocabulary)),
            "scope_limit");
}

}  // namespace
}  // namespace sallyport::identity
