#include "identity/policy/snapshot.h"

#include "identity/policy/policy_fixture.h"

namespace sallyport::identity {
namespace {

using namespace testing;

Names defects_of(const Model& model) {
  Names texts;
  const auto snapshot = compile(model);
  for (const Defect& defect : snapshot->defects) texts.push_back(defect.text);
  return texts;
}

TEST(Compile, ASoundModelHasNoDefects) {
  EXPECT_EQ(defects_of(model_of({rule_for(Effect::allow, {"ViewAll"}, "inAnyTeam('Sales') && hasAnyRole('R')")})),
            Names{});
}

TEST(Compile, WhatLeadsNowhereIsADefect) {
  Model model = model_of({rule_for(Effect::allow, {"ViewAl"}, "inAnyTeam('Salse')", {"dashbord"})});
  model.roles.push_back({"S", {"Q"}});
  team_named(model, "Shop").default_roles = {"T"};
  team_named(model, "Shop").policies = {"Q"};
  team_named(model, "Shop").parents = {"U"};
  EXPECT_EQ(
      defects_of(model),
      (Names{"policy P, rule rule: there is no operation ViewAl", "policy P, rule rule: there is no resource dashbord",
             "policy P, rule rule: there is no team Salse", "team Shop: there is no team U",
             "role S: there is no policy Q", "team Shop: there is no policy Q", "team Shop: there is no role T"}));
}

TEST(Compile, AConditionThatCannotBeReadIsADefect) {
  EXPECT_EQ(defects_of(model_of({rule_for(Effect::allow, {"All"}, "isOwned()")})),
            Names{"policy P, rule rule: column 1: there is no function isOwned()"});
}

// An application may lose an attribute while a stored rule still asks for its opposite.
TEST(Compile, AnAttributeThatNoResourceHasAnyMoreAllowsNothingAndDeniesAlways) {
  const Principal ann{.id = PersonId("ann"), .roles = {"R"}};
  Model model = model_of({rule_for(Effect::allow, {"Delete"}, "!matchAttribute('colour', 'red')")});
  EXPECT_EQ(defects_of(model), Names{"policy P, rule rule: matchAttribute() cannot read the attribute colour"});
  EXPECT_EQ(verdict_on(model, ann, {"Delete"}, plain_dashboard()), Verdict::not_allowed);
  model.policies[0].rules = {rule_for(Effect::allow, {"Delete"}),
                             rule_for(Effect::deny, {"Delete"}, "isOwner() && matchAttribute('colour', 'red')")};
  EXPECT_EQ(verdict_on(model, ann, {"Delete"}, plain_dashboard()), Verdict::denied);
}

// Whichever of two entities counted, the other would be ignored without a word.
TEST(Compile, ARepeatedNameIsADefect) {
  Model model = model_of({rule_for(Effect::allow, {"All"})});
  model.policies.push_back({"P", {rule_for(Effect::deny, {"All"})}});
  EXPECT_EQ(defects_of(model), Names{"policy P: the name is taken"});
}

TEST(Compile, TeamsInACircleEnd) {
  Model model = model_of({rule_for(Effect::allow, {"ViewAll"}, "inAnyTeam('Desk')")});
  team_named(model, "Sales").parents = {"Desk"};
  const Principal member{.id = PersonId("ann"), .roles = {"R"}, .teams = {"Sales"}};
  EXPECT_EQ(verdict_on(model, member, {"ViewAll"}, plain_dashboard()), Verdict::allowed);
}

TEST(Prepare, WhatTheResourceDoesNotHaveIsRefused) {
  const auto snapshot = compile(model_of({}));
  EXPECT_EQ(reason_of(snapshot->prepare(plain_dashboard())), "none");
  EXPECT_EQ(reason_of(snapshot->prepare(Object{.resource = "dashbord"})), "resource_unknown");
  EXPECT_EQ(reason_of(snapshot->prepare(Object{.resource = "page", .owners = std::vector<Owner>{}})),
            "attribute_unknown");
  EXPECT_EQ(reason_of(snapshot->prepare(Object{.resource = "page", .admin = false})), "attribute_unknown");
  EXPECT_EQ(reason_of(snapshot->prepare(Object{.resource = "page", .own = {{"region", {"eu"}}}})), "attribute_unknown");
}

// "tags" as an attribute of the application's own would be a second, contradicting list.
TEST(Prepare, AnAttributeIsStatedInOnePlace) {
  const auto snapshot = compile(model_of({}));
  for (const std::string name : {"tags", "owners", "domain", "certification", "isAdmin", "type", "id"})
    EXPECT_EQ(reason_of(snapshot->prepare(Object{.resource = "dashboard", .own = {{name, {"a"}}}})),
              "attribute_unknown")
        << name;
}

TEST(Prepare, SizesAreBounded) {
  const auto snapshot = compile(model_of({}));
  const Names many(kMaxValues + 1, "a");
  EXPECT_EQ(reason_of(snapshot->prepare(Object{.resource = "dashboard", .tags = many})), "object_limit");
  EXPECT_EQ(reason_of(snapshot->prepare(Object{.resource = "dashboard", .domains = many})), "object_limit");
  EXPECT_EQ(reason_of(snapshot->prepare(Object{.resource = "dashboard", .own = {{"region", many}}})), "object_limit");
  const std::vector<Owner> crowd(kMaxOwners + 1, person_owner("ann"));
  EXPECT_EQ(reason_of(snapshot->prepare(Object{.resource = "dashboard", .owners = crowd})), "object_limit");
  const std::vector<Owner> busy{person_owner("ann", many)};
  EXPECT_EQ(reason_of(snapshot->prepare(Object{.resource = "dashboard", .owners = busy})), "object_limit");
  EXPECT_EQ(reason_of(snapshot->prepare(Principal{.roles = many})), "principal_limit");
  EXPECT_EQ(reason_of(snapshot->prepare(Principal{.teams = many})), "principal_limit");
}

TEST(Prepare, OperationsMustExist) {
  const auto snapshot = compile(model_of({}));
  EXPECT_EQ(reason_of(snapshot->operations({"ViewAll", "EditTags"})), "none");
  EXPECT_EQ(reason_of(snapshot->operations({"ViewAll", "viewall"})), "operation_unknown");
  EXPECT_EQ(reason_of(snapshot->operations({})), "operation_none");
}

}  // namespace
}  // namespace sallyport::identity
