#include "identity/policy/decision.h"

#include "identity/policy/policy_fixture.h"

namespace sallyport::identity {
namespace {

using namespace testing;
using enum Verdict;

const Principal kAnn{.id = PersonId("ann"), .roles = {"R"}, .teams = {"Shop"}};

// What a condition answers: yes if a rule that allows is satisfied, no if one that denies is not, else unknown.
Truth answer_of(const std::string& condition, const Principal& principal, const Object& object,
                std::string_view attached_to = "") {
  const auto verdict = [&](std::vector<Rule> rules) {
    Model model = model_of(std::move(rules));
    if (!attached_to.empty()) {
      model.roles.clear();
      team_named(model, attached_to).policies = {"P"};
    }
    return verdict_on(model, principal, {"Delete"}, object);
  };
  const bool allows = verdict({rule_for(Effect::allow, {"Delete"}, condition)}) == allowed;
  const bool denies = verdict({rule_for(Effect::deny, {"Delete"}, condition)}) == denied;
  EXPECT_TRUE(denies || !allows) << condition;
  return allows ? Truth::yes : denies ? Truth::unknown : Truth::no;
}

TEST(Decision, WhatNoRuleAllowsIsNotAllowed) {
  EXPECT_EQ(verdict_on(model_of({}), kAnn, {"Delete"}, plain_dashboard()), not_allowed);
  EXPECT_EQ(verdict_on(model_of({rule_for(Effect::allow, {"Create"})}), kAnn, {"Delete"}, plain_dashboard()),
            not_allowed);
  EXPECT_EQ(verdict_on(model_of({rule_for(Effect::allow, {"All"}, "", {"page"})}), kAnn, {"Delete"}, plain_dashboard()),
            not_allowed);
}

TEST(Decision, ARuleThatDeniesWinsWhereverItStands) {
  const Rule allow = rule_for(Effect::allow, {"All"});
  const Rule deny = rule_for(Effect::deny, {"Delete"});
  EXPECT_EQ(verdict_on(model_of({allow}), kAnn, {"Delete"}, plain_dashboard()), allowed);
  EXPECT_EQ(verdict_on(model_of({allow, deny}), kAnn, {"Delete"}, plain_dashboard()), denied);
  EXPECT_EQ(verdict_on(model_of({deny, allow}), kAnn, {"Delete"}, plain_dashboard()), denied);
  EXPECT_EQ(verdict_on(model_of({allow, deny}), kAnn, {"Create"}, plain_dashboard()), allowed);
}

TEST(Decision, EveryOperationMustBeAllowed) {
  const Model model = model_of({rule_for(Effect::allow, {"EditTags"}), rule_for(Effect::allow, {"EditOwners"})});
  EXPECT_EQ(verdict_on(model, kAnn, {"EditTags", "EditOwners"}, plain_dashboard()), allowed);
  EXPECT_EQ(verdict_on(model, kAnn, {"EditTags", "EditOwners", "Delete"}, plain_dashboard()), not_allowed);
}

TEST(Decision, OneDeniedOperationDeniesAll) {
  const Model model = model_of({rule_for(Effect::allow, {"All"}), rule_for(Effect::deny, {"Delete"})});
  const Decision decision = decide_on(model, kAnn, {"EditTags", "Delete"}, plain_dashboard());
  EXPECT_EQ(decision.verdict, denied);
  EXPECT_EQ(decision.operations.count(), 1u);  // Delete alone
}

TEST(Decision, AQuestionForSeveralIsNotAnsweredByTheSingleOnes) {
  EXPECT_EQ(verdict_on(model_of({rule_for(Effect::allow, {"ViewAll"})}), kAnn, {"ViewUsage"}, plain_dashboard()),
            allowed);
  const Model single = model_of({rule_for(Effect::allow, {"ViewBasic", "ViewUsage"})});
  EXPECT_EQ(verdict_on(single, kAnn, {"ViewAll"}, plain_dashboard()), not_allowed);
  EXPECT_EQ(verdict_on(model_of({rule_for(Effect::allow, {"All"})}), kAnn, {"EditAll"}, plain_dashboard()), allowed);
}

TEST(Decision, NothingAskedIsNotAllowed) {
  const auto snapshot = compile(model_of({rule_for(Effect::allow, {"All"})}));
  EXPECT_EQ(decide(*snapshot->prepare(kAnn), {}, *snapshot->prepare(plain_dashboard())).verdict, not_allowed);
}

TEST(Decision, AdministratorsComeBeforeAnyRule) {
  Principal admin = kAnn;
  admin.admin = true;
  EXPECT_EQ(verdict_on(model_of({rule_for(Effect::deny, {"All"})}), admin, {"Delete"}, plain_dashboard()),
            administrator);
}

// Numbers of two snapshots must not meet.
TEST(Decision, TwoSnapshotsAreNotMixed) {
  const auto one = compile(model_of({rule_for(Effect::allow, {"All"})}));
  const auto other = compile(model_of({rule_for(Effect::allow, {"All"})}));
  const auto asked = *one->operations({"Delete"});
  EXPECT_EQ(decide(*one->prepare(kAnn), asked, *one->prepare(plain_dashboard())).verdict, allowed);
  EXPECT_EQ(decide(*one->prepare(kAnn), asked, *other->prepare(plain_dashboard())).verdict, not_allowed);
}

TEST(DecisionScope, AllIsWrittenInAnyCase) {
  EXPECT_EQ(verdict_on(model_of({rule_for(Effect::allow, {"All"}, "", {"all"})}), kAnn, {"Delete"}, plain_dashboard()),
            allowed);
}

TEST(DecisionScope, RolesAndPoliciesComeDownFromTheTeamsAbove) {
  Model model = model_of({rule_for(Effect::allow, {"Delete"})});
  const Principal member{.id = PersonId("ann"), .teams = {"Shop"}};
  EXPECT_EQ(verdict_on(model, member, {"Delete"}, plain_dashboard()), not_allowed);
  team_named(model, "Organization").policies = {"P"};
  EXPECT_EQ(verdict_on(model, member, {"Delete"}, plain_dashboard()), allowed);
  team_named(model, "Organization").policies = {};
  team_named(model, "Sales").default_roles = {"R"};
  EXPECT_EQ(verdict_on(model, member, {"Delete"}, plain_dashboard()), allowed);
}

TEST(DecisionScope, NothingComesUpFromTheTeamsBelow) {
  Model model = model_of({rule_for(Effect::allow, {"Delete"})});
  team_named(model, "Shop").policies = {"P"};
  EXPECT_EQ(verdict_on(model, {.id = PersonId("ann"), .teams = {"Sales"}}, {"Delete"}, plain_dashboard()), not_allowed);
}

TEST(DecisionScope, BotsGetNothingFromTeams) {
  Model model = model_of({rule_for(Effect::allow, {"Delete"})});
  team_named(model, "Shop").policies = {"P"};
  Principal bot{.id = PersonId("b"), .kind = PrincipalKind::bot, .teams = {"Shop"}};
  EXPECT_EQ(verdict_on(model, bot, {"Delete"}, plain_dashboard()), not_allowed);
  bot.roles = {"R"};
  EXPECT_EQ(verdict_on(model, bot, {"Delete"}, plain_dashboard()), allowed);
}

TEST(DecisionScope, ThePoliciesOfTheOwnersTeamApplyToEverybody) {
  Model model = model_of({rule_for(Effect::allow, {"Delete"})});
  model.roles.clear();
  team_named(model, "Sales").policies = {"P"};
  Object object = plain_dashboard();
  const Principal stranger{.id = PersonId("bob"), .teams = {"Ops"}};
  EXPECT_EQ(verdict_on(model, stranger, {"Delete"}, object), not_allowed);
  object.owners = {team_owner("Shop")};
  EXPECT_EQ(verdict_on(model, stranger, {"Delete"}, object), allowed);
}

TEST(DecisionScope, TheDefaultRolesOfTheOwnersTeamDoNot) {
  Model model = model_of({rule_for(Effect::allow, {"Delete"})});
  team_named(model, "Shop").default_roles = {"R"};
  Object object = plain_dashboard();
  object.owners = {team_owner("Shop")};
  EXPECT_EQ(verdict_on(model, {.id = PersonId("bob"), .teams = {"Ops"}}, {"Delete"}, object), not_allowed);
}

// Some team may own it, and its policy may deny. None can be relied on to allow.
TEST(DecisionScope, UnknownOwnersLetEveryTeamDenyAndNoneAllow) {
  Object object = plain_dashboard();
  object.owners.reset();
  const Principal stranger{.id = PersonId("bob"), .roles = {"S"}, .teams = {"Ops"}};
  Model model = model_of({rule_for(Effect::deny, {"Delete"})});
  model.policies.push_back({"Q", {rule_for(Effect::allow, {"All"})}});
  model.roles = {{"S", {"Q"}}};
  EXPECT_EQ(verdict_on(model, stranger, {"Delete"}, object), allowed);
  team_named(model, "Shop").policies = {"P"};
  EXPECT_EQ(verdict_on(model, stranger, {"Delete"}, object), denied);
  EXPECT_EQ(verdict_on(model, stranger, {"Delete"}, plain_dashboard()), allowed);  // known to have no owner
  Model generous = model_of({rule_for(Effect::allow, {"Delete"})});
  generous.roles.clear();
  team_named(generous, "Shop").policies = {"P"};
  EXPECT_EQ(verdict_on(generous, stranger, {"Delete"}, object), not_allowed);
}

TEST(Conditions, Owners) {
  Object object = plain_dashboard();
  EXPECT_EQ(answer_of("noOwner()", kAnn, object), Truth::yes);
  EXPECT_EQ(answer_of("isOwner()", kAnn, object), Truth::no);
  object.owners = {person_owner("bob"), person_owner("ann")};
  EXPECT_EQ(answer_of("noOwner()", kAnn, object), Truth::no);
  EXPECT_EQ(answer_of("isOwner()", kAnn, object), Truth::yes);
  object.owners = {team_owner("Shop")};
  EXPECT_EQ(answer_of("isOwner()", kAnn, object), Truth::yes);
  object.owners = {team_owner("Sales")};  // above Ann's team: she is no member
  EXPECT_EQ(answer_of("isOwner()", kAnn, object), Truth::no);
  object.owners = {team_owner("ann")};  // a team of the name of a person
  EXPECT_EQ(answer_of("isOwner()", kAnn, object), Truth::no);
  object.owners = {person_owner("Shop")};
  EXPECT_EQ(answer_of("isOwner()", kAnn, object), Truth::no);
  object.owners.reset();
  EXPECT_EQ(answer_of("noOwner()", kAnn, object), Truth::unknown);
  EXPECT_EQ(answer_of("isOwner()", kAnn, object), Truth::unknown);
}

// A caller without an id must not own what an empty owner owns.
TEST(Conditions, NobodyIsNobodysOwner) {
  Object object = plain_dashboard();
  object.owners = {person_owner("")};
  EXPECT_EQ(answer_of("isOwner()", {.roles = {"R"}}, object), Truth::no);
}

TEST(Conditions, Domains) {
  Object object = plain_dashboard();
  Principal ann = kAnn;
  EXPECT_EQ(answer_of("noDomain()", ann, object), Truth::yes);
  EXPECT_EQ(answer_of("hasDomain()", ann, object), Truth::yes);  // neither has one
  object.domains = {"Sales"};
  EXPECT_EQ(answer_of("noDomain()", ann, object), Truth::no);
  EXPECT_EQ(answer_of("hasDomain()", ann, object), Truth::no);
  ann.domains = {"Ops", "Sales"};
  EXPECT_EQ(answer_of("hasDomain()", ann, object), Truth::yes);
  ann.domains = {"sales"};
  EXPECT_EQ(answer_of("hasDomain()", ann, object), Truth::no);
  object.domains.reset();
  EXPECT_EQ(answer_of("noDomain()", ann, object), Truth::unknown);
  EXPECT_EQ(answer_of("hasDomain()", ann, object), Truth::unknown);
}

TEST(Conditions, TagsAndCertifications) {
  Object object = plain_dashboard();
  EXPECT_EQ(answer_of("matchAnyTag('A', 'B')", kAnn, object), Truth::no);
  object.tags = {"B", "C"};
  EXPECT_EQ(answer_of("matchAnyTag('A', 'B')", kAnn, object), Truth::yes);
  EXPECT_EQ(answer_of("matchAllTags('A', 'B')", kAnn, object), Truth::no);
  EXPECT_EQ(answer_of("matchAllTags('C', 'B')", kAnn, object), Truth::yes);
  EXPECT_EQ(answer_of("matchAnyTag('b')", kAnn, object), Truth::no);  // another case
  object.certifications = {"Gold"};
  EXPECT_EQ(answer_of("matchAnyCertification('Gold', 'Silver')", kAnn, object), Truth::yes);
  EXPECT_EQ(answer_of("matchAnyCertification('B')", kAnn, object), Truth::no);  // a tag is no certification
  object.tags.reset();
  object.certifications.reset();
  EXPECT_EQ(answer_of("matchAnyTag('B')", kAnn, object), Truth::unknown);
  EXPECT_EQ(answer_of("matchAllTags('B')", kAnn, object), Truth::unknown);
  EXPECT_EQ(answer_of("matchAnyCertification('Gold')", kAnn, object), Truth::unknown);
}

TEST(Conditions, Roles) {
  const Object object = plain_dashboard();
  EXPECT_EQ(answer_of("hasAnyRole('S', 'R')", kAnn, object), Truth::yes);
  EXPECT_EQ(answer_of("hasAnyRole('r')", kAnn, object), Truth::no);
  Principal app = kAnn;
  app.roles.push_back("NoRoleOfOurs");  // from the provider
  EXPECT_EQ(answer_of("hasAnyRole('NoRoleOfOurs')", app, object), Truth::yes);
  EXPECT_EQ(answer_of("hasAnyRole('Shop')", kAnn, object), Truth::no);  // the name of a team
}

// The provider may go on giving a role of that name.
TEST(Conditions, ADeletedRoleDoesNotCount) {
  Model model = model_of({rule_for(Effect::allow, {"Delete"}, "hasAnyRole('R')")});
  Principal ann = kAnn;
  ann.roles.push_back("R");
  EXPECT_EQ(verdict_on(model, ann, {"Delete"}, plain_dashboard()), allowed);
  std::erase_if(model.roles, [](const Role& role) { return role.name == "R"; });
  model.deleted_roles = {"R"};
  EXPECT_NE(verdict_on(model, ann, {"Delete"}, plain_dashboard()), allowed);
}

TEST(Conditions, RolesFromTeamsCount) {
  Model model = model_of({rule_for(Effect::allow, {"Delete"}, "hasAnyRole('R')")});
  team_named(model, "Organization").default_roles = {"R"};
  EXPECT_EQ(verdict_on(model, {.id = PersonId("ann"), .teams = {"Shop"}}, {"Delete"}, plain_dashboard()), allowed);
}

TEST(Conditions, Teams) {
  const Object object = plain_dashboard();
  EXPECT_EQ(answer_of("inAnyTeam('Shop')", kAnn, object), Truth::yes);
  EXPECT_EQ(answer_of("inAnyTeam('Ops', 'Sales')", kAnn, object), Truth::yes);  // Shop is under Sales
  EXPECT_EQ(answer_of("inAnyTeam('Ops', 'Desk')", kAnn, object), Truth::no);
  EXPECT_EQ(answer_of("inAnyTeam('Gone')", kAnn, object), Truth::no);
}

TEST(Conditions, MatchTeamNeedsATeamToWhichThePolicyIsAttached) {
  Object object = plain_dashboard();
  object.owners = {team_owner("Shop")};
  EXPECT_EQ(answer_of("matchTeam()", kAnn, object), Truth::no);  // by a role of Ann's own
  EXPECT_EQ(answer_of("matchTeam()", kAnn, object, "Sales"), Truth::yes);
}

TEST(Conditions, MatchTeamNeedsAnOwnerAndThePersonUnderTheTeam) {
  Object object = plain_dashboard();
  EXPECT_EQ(answer_of("matchTeam()", kAnn, object, "Sales"), Truth::no);  // no owner
  object.owners = {team_owner("Desk")};
  EXPECT_EQ(answer_of("matchTeam()", kAnn, object, "Sales"), Truth::yes);  // both are under Sales
  object.owners = {team_owner("Ops")};
  EXPECT_EQ(answer_of("matchTeam()", kAnn, object, "Sales"), Truth::no);
  object.owners = {person_owner("bob", Names{"Desk"})};
  EXPECT_EQ(answer_of("matchTeam()", kAnn, object, "Sales"), Truth::yes);
  object.owners = {person_owner("bob", Names{"Ops"})};
  EXPECT_EQ(answer_of("matchTeam()", kAnn, object, "Sales"), Truth::no);
  object.owners = {person_owner("ann")};
  EXPECT_EQ(answer_of("matchTeam()", kAnn, object, "Sales"), Truth::yes);  // her own
}

TEST(Conditions, MatchTeamIsUnknownWithTheOwnersTeams) {
  Object object = plain_dashboard();
  object.owners = {person_owner("bob")};
  EXPECT_EQ(answer_of("matchTeam()", kAnn, object, "Sales"), Truth::unknown);
  object.owners = {person_owner("bob"), team_owner("Shop")};
  EXPECT_EQ(answer_of("matchTeam()", kAnn, object, "Sales"), Truth::yes);  // whatever Bob's teams are
  object.owners = {team_owner("Gone")};
  EXPECT_EQ(answer_of("matchTeam()", kAnn, object, "Sales"), Truth::unknown);
  object.owners.reset();
  EXPECT_EQ(answer_of("matchTeam()", kAnn, object, "Sales"), Truth::unknown);
}

TEST(Conditions, Administrators) {
  Object person{.resource = "person", .admin = true};
  EXPECT_EQ(answer_of("isAdminUser()", kAnn, person), Truth::yes);
  person.admin = false;
  EXPECT_EQ(answer_of("isAdminUser()", kAnn, person), Truth::no);
  person.admin.reset();
  EXPECT_EQ(answer_of("isAdminUser()", kAnn, person), Truth::unknown);
  EXPECT_EQ(answer_of("isAdminUser()", kAnn, plain_dashboard()), Truth::no);
}

TEST(Conditions, TheApplicationsOwnAttributes) {
  Object object = plain_dashboard();
  EXPECT_EQ(answer_of("matchAttribute('region', 'eu', 'uk')", kAnn, object), Truth::no);
  object.own["region"] = {"us", "uk"};
  EXPECT_EQ(answer_of("matchAttribute('region', 'eu', 'uk')", kAnn, object), Truth::yes);
  object.own.clear();
  EXPECT_EQ(answer_of("matchAttribute('region', 'eu', 'uk')", kAnn, object), Truth::unknown);
  EXPECT_EQ(answer_of("matchAttribute('region', 'eu')", kAnn, {.resource = "page"}), Truth::no);  // has none
}

TEST(Conditions, TypeIdTagsAndDomainAreAttributes) {
  Object object = plain_dashboard();
  object.tags = {"A"};
  object.domains = {"Sales"};
  EXPECT_EQ(answer_of("matchAttribute('type', 'dashboard')", kAnn, object), Truth::yes);
  EXPECT_EQ(answer_of("matchAttribute('type', 'page')", kAnn, object), Truth::no);
  EXPECT_EQ(answer_of("matchAttribute('id', 'd1')", kAnn, object), Truth::yes);
  EXPECT_EQ(answer_of("matchAttribute('tags', 'A')", kAnn, object), Truth::yes);
  EXPECT_EQ(answer_of("matchAttribute('domain', 'Sales')", kAnn, object), Truth::yes);
  object.id.reset();
  EXPECT_EQ(answer_of("matchAttribute('id', 'd1')", kAnn, object), Truth::unknown);
}

TEST(ThreeValues, UnknownStaysUnknownWhenNegated) {
  Object object = plain_dashboard();
  object.tags.reset();
  EXPECT_EQ(answer_of("!matchAnyTag('A')", kAnn, object), Truth::unknown);
  EXPECT_EQ(answer_of("!!matchAnyTag('A')", kAnn, object), Truth::unknown);
}

TEST(ThreeValues, AndIsNoIfOneSideIsNo) {
  Object object = plain_dashboard();
  object.tags.reset();
  EXPECT_EQ(answer_of("matchAnyTag('A') && noOwner()", kAnn, object), Truth::unknown);
  EXPECT_EQ(answer_of("matchAnyTag('A') && isOwner()", kAnn, object), Truth::no);
  EXPECT_EQ(answer_of("isOwner() && matchAnyTag('A')", kAnn, object), Truth::no);
}

TEST(ThreeValues, OrIsYesIfOneSideIsYes) {
  Object object = plain_dashboard();
  object.tags.reset();
  EXPECT_EQ(answer_of("matchAnyTag('A') || noOwner()", kAnn, object), Truth::yes);
  EXPECT_EQ(answer_of("noOwner() || matchAnyTag('A')", kAnn, object), Truth::yes);
  EXPECT_EQ(answer_of("matchAnyTag('A') || isOwner()", kAnn, object), Truth::unknown);
}

TEST(ThreeValues, AConditionThatCannotBeReadIsUnknown) {
  EXPECT_EQ(answer_of("isOwned()", kAnn, plain_dashboard()), Truth::unknown);
  EXPECT_EQ(answer_of("noOwner() ||", kAnn, plain_dashboard()), Truth::unknown);
}

}  // namespace
}  // namespace sallyport::identity
