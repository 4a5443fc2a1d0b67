#include "identity/policy/permissions.h"

#include "identity/policy/random_model_fixture.h"

namespace sallyport::identity {
namespace {

using namespace testing;

std::vector<Permission> permissions_on(const Model& model, const Principal& principal, const Object& object) {
  const auto snapshot = compile(model);
  return list_permissions(*snapshot->prepare(principal), *snapshot->prepare(object));
}

const Principal kConsumer{.id = PersonId("ann"), .roles = {"R"}, .teams = {"Shop"}};

// The access to Delete under these rules.
Access access_to_delete(std::vector<Rule> rules, const Object& object) {
  for (const Permission& permission : permissions_on(model_of(std::move(rules)), kConsumer, object))
    if (permission.operation == "Delete") return permission.access;
  return Access::not_allow;
}

TEST(Permissions, EachOperationOfTheResourceHasOne) {
  Names operations;
  for (const Permission& permission : permissions_on(model_of({}), kConsumer, plain_dashboard()))
    operations.push_back(permission.operation);
  EXPECT_EQ(operations, (Names{"Create", "Delete", "ViewBasic", "ViewUsage", "EditTags", "EditOwners", "All", "ViewAll",
                               "EditAll"}));
}

TEST(Permissions, SayWhichRule) {
  const auto permissions =
      permissions_on(model_of({rule_for(Effect::allow, {"Create"})}), kConsumer, plain_dashboard());
  EXPECT_EQ(permissions[0].access, Access::allow);
  ASSERT_TRUE(permissions[0].rule);
  EXPECT_EQ(permissions[0].rule->role, "R");
  EXPECT_EQ(permissions[0].rule->policy, "P");
  EXPECT_EQ(permissions[1].access, Access::not_allow);
  EXPECT_FALSE(permissions[1].rule);
}

TEST(Permissions, OfSeveralRulesTheFirstAccessInOpenMetadatasOrderIsReported) {
  Object object = plain_dashboard();
  object.tags.reset();
  const Rule allow = rule_for(Effect::allow, {"Delete"});
  const Rule deny = rule_for(Effect::deny, {"Delete"});
  const Rule may_allow = rule_for(Effect::allow, {"Delete"}, "matchAnyTag('A')");
  const Rule may_deny = rule_for(Effect::deny, {"Delete"}, "matchAnyTag('A')");
  const Rule never = rule_for(Effect::deny, {"Delete"}, "isOwner()");
  EXPECT_EQ(access_to_delete({allow, deny, may_allow, may_deny}, object), Access::deny);
  EXPECT_EQ(access_to_delete({may_deny, may_allow, allow}, object), Access::allow);
  EXPECT_EQ(access_to_delete({may_allow, may_deny}, object), Access::conditional_deny);
  EXPECT_EQ(access_to_delete({may_allow, never}, object), Access::conditional_allow);
  EXPECT_EQ(access_to_delete({never}, object), Access::not_allow);
}

TEST(Permissions, APolicyOfAnUnknownOwnersTeamIsConditional) {
  Model model = model_of({rule_for(Effect::deny, {"Delete"})});
  model.roles.clear();
  team_named(model, "Ops").policies = {"P"};
  Object object = plain_dashboard();
  object.owners.reset();
  EXPECT_EQ(permissions_on(model, kConsumer, object)[1].access, Access::conditional_deny);
  object.owners = {team_owner("Ops")};
  EXPECT_EQ(permissions_on(model, kConsumer, object)[1].access, Access::deny);
  object.owners = {team_owner("Shop")};
  EXPECT_EQ(permissions_on(model, kConsumer, object)[1].access, Access::not_allow);
}

TEST(Permissions, AnAdministratorHasAll) {
  for (const Permission& permission :
       permissions_on(model_of({rule_for(Effect::deny, {"All"})}), {.admin = true}, plain_dashboard()))
    EXPECT_EQ(permission, (Permission{permission.operation, Access::allow, {}}));
}

// The random teams are T0 to T6. Of the teams of an owner that does not exist, nothing is known.
bool has_lost_owner(const Object& object) {
  return object.owners && std::ranges::find(*object.owners, team_owner("T7")) != object.owners->end();
}

// If everything is known, the list and the decisions agree. If not, no decision permits more than the list allows.
TEST(Permissions, AgreeWithTheDecisions) {
  RandomPolicies random(5);
  std::size_t certain = 0;
  for (std::size_t i = 0; i < 60; ++i) {
    random.make_model();
    const auto snapshot = compile(random.model);
    const auto who = *snapshot->prepare(random.principal());
    const Object open = random.object();
    for (const Object& object : {open, random.completed(open)}) {
      const bool complete = object == random.completed(object) && !has_lost_owner(object);
      const auto what = *snapshot->prepare(object);
      for (const Permission& permission : list_permissions(who, what)) {
        const bool permit = decide(who, *snapshot->operations({permission.operation}), what).is_permit();
        const bool listed = permission.access == Access::allow;
        ASSERT_TRUE(listed || !permit) << permission.operation;
        ASSERT_TRUE(!complete || listed == permit) << permission.operation;
        certain += complete && permit;
      }
    }
  }
  EXPECT_GT(certain, 20u);
}

}  // namespace
}  // namespace sallyport::identity
