#include "identity/policy/change.h"

#include "identity/policy/random_model_fixture.h"

namespace sallyport::identity {
namespace {

using namespace testing;
using enum Change::Kind;

const Principal kMember{.id = PersonId("ann"), .teams = {"Shop"}};

std::vector<Change> change_for(const Model& model, const Principal& principal, const Object& object) {
  const auto snapshot = compile(model);
  return find_change(snapshot, principal, *snapshot->operations({"Delete"}), object);
}

TEST(SmallestChange, GivesTheRoleThatAllowsIt) {
  EXPECT_EQ(change_for(model_of({rule_for(Effect::allow, {"Delete"})}), kMember, plain_dashboard()),
            (std::vector<Change>{{give_role, "R"}}));
}

TEST(SmallestChange, GivesTheNarrowestOfSeveral) {
  Model model = model_of({rule_for(Effect::allow, {"All"})});
  model.policies.push_back({"Q", {rule_for(Effect::allow, {"Delete"}, "", {"dashboard"})}});
  model.roles.push_back({"S", {"Q"}});
  EXPECT_EQ(change_for(model, kMember, plain_dashboard()), (std::vector<Change>{{give_role, "S"}}));
}

TEST(SmallestChange, OwningTheObjectComesBeforeARole) {
  Model model = model_of({rule_for(Effect::allow, {"Delete"})});
  model.policies.push_back({"Q", {rule_for(Effect::allow, {"Delete"}, "isOwner()")}});
  team_named(model, "Organization").policies = {"Q"};
  EXPECT_EQ(change_for(model, kMember, plain_dashboard()), (std::vector<Change>{{own}}));
}

TEST(SmallestChange, JoinsTheTeamThatAllowsIt) {
  Model model = model_of({rule_for(Effect::allow, {"Delete"})});
  model.roles.clear();
  team_named(model, "Desk").policies = {"P"};
  EXPECT_EQ(change_for(model, kMember, plain_dashboard()), (std::vector<Change>{{join_team, "Desk"}}));
}

TEST(SmallestChange, TakesTheRoleThatDeniesIt) {
  Model model = model_of({rule_for(Effect::deny, {"Delete"})});
  model.policies.push_back({"Q", {rule_for(Effect::allow, {"All"})}});
  model.roles.push_back({"S", {"Q"}});
  const Principal ann{.id = PersonId("ann"), .roles = {"S", "R"}};
  EXPECT_EQ(change_for(model, ann, plain_dashboard()), (std::vector<Change>{{take_role, "R"}}));
}

TEST(SmallestChange, NeedsTwoIfOneIsNotEnough) {
  Model model = model_of({rule_for(Effect::deny, {"Delete"})});
  model.policies.push_back({"Q", {rule_for(Effect::allow, {"All"})}});
  model.roles.push_back({"S", {"Q"}});
  const Principal ann{.id = PersonId("ann"), .roles = {"R"}};
  EXPECT_EQ(change_for(model, ann, plain_dashboard()), (std::vector<Change>{{take_role, "R"}, {give_role, "S"}}));
}

TEST(SmallestChange, TakesAPermitAway) {
  const Model model = model_of({rule_for(Effect::allow, {"Delete"})});
  EXPECT_EQ(change_for(model, {.id = PersonId("ann"), .roles = {"R"}}, plain_dashboard()),
            (std::vector<Change>{{take_role, "R"}}));
  EXPECT_EQ(change_for(model, {.id = PersonId("ann"), .admin = true}, plain_dashboard()),
            (std::vector<Change>{{unmake_administrator}}));
}

TEST(SmallestChange, AnOwnerWhoseTeamsAreStatedStopsToBeOne) {
  Model model = model_of({rule_for(Effect::allow, {"Delete"}, "isOwner()")});
  model.roles.push_back({"S", {"P"}});  // so that to lose one role is not enough
  Object object = plain_dashboard();
  object.owners = {person_owner("ann", Names{"Shop"})};
  const Principal ann{.id = PersonId("ann"), .roles = {"R", "S"}, .teams = {"Shop"}};
  EXPECT_EQ(change_for(model, ann, object), (std::vector<Change>{{disown}}));
}

TEST(SmallestChange, TakesAsManyAsItMust) {
  Model model = model_of({rule_for(Effect::allow, {"Delete"})});
  Principal ann{.id = PersonId("ann"), .roles = {"Other"}};
  std::vector<Change> expected;
  for (const std::string name : {"A", "B", "C"}) {
    model.policies.push_back({name, {rule_for(Effect::allow, {"Delete"})}});
    model.roles.push_back({name, {name}});
    ann.roles.push_back(name);
    expected.push_back({take_role, name});
  }
  EXPECT_EQ(change_for(model, ann, plain_dashboard()), expected);
}

TEST(SmallestChange, OnlyAnAdministratorPassesWhatEverybodyIsDenied) {
  Model model = model_of({rule_for(Effect::deny, {"Delete"})});
  team_named(model, "Sales").policies = {"P"};
  Object object = plain_dashboard();
  object.owners = {team_owner("Shop")};
  EXPECT_EQ(change_for(model, kMember, object), (std::vector<Change>{{make_administrator}}));
}

// Each change that is found does what it says, and none of it can be left out.
TEST(SmallestChange, TurnsTheDecisionAroundAndNoPartOfItDoes) {
  RandomPolicies random(31);
  std::size_t found = 0;
  for (std::size_t i = 0; i < 60; ++i) {
    random.make_model();
    const auto snapshot = compile(random.model);
    const Principal principal = random.principal();
    const Object object = random.object();
    const auto asked = *snapshot->operations(random.operations());
    const auto permitted = [&](const std::vector<Change>& changes) {
      Principal who = principal;
      Object what = object;
      for (const Change& change : changes) apply(change, who, what);
      return decide(*snapshot->prepare(who), asked, *snapshot->prepare(what)).is_permit();
    };
    const auto changes = find_change(snapshot, principal, asked, object);
    if (changes.empty()) continue;
    ++found;
    const bool before = permitted({});
    ASSERT_NE(permitted(changes), before);
    for (std::size_t j = 0; j < changes.size() && changes.size() > 1; ++j) {
      auto fewer = changes;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(j));
      ASSERT_EQ(permitted(fewer), before) << name_of(changes[j].kind) << " " << changes[j].name;
    }
  }
  EXPECT_GT(found, 40u);
}

// Hundreds of roles and teams, of which none helps: the search ends.
TEST(SmallestChange, TheSearchIsBounded) {
  Model model = model_of({rule_for(Effect::allow, {"Delete"}, "isOwner() && !isOwner()")});
  for (std::size_t i = 0; i < 300; ++i) {
    model.roles.push_back({"R" + std::to_string(i), {"P"}});
    model.teams.push_back({.name = "T" + std::to_string(i), .parents = {"Sales"}, .policies = {"P"}});
  }
  EXPECT_EQ(change_for(model, kMember, plain_dashboard()), (std::vector<Change>{{make_administrator}}));
}

}  // namespace
}  // namespace sallyport::identity
