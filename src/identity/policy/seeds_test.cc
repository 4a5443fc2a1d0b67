#include "identity/policy/seeds.h"

#include "identity/policy/policy_fixture.h"

namespace sallyport::identity {
namespace {

using namespace testing;

Principal member_of_organization(Names roles = {}) {
  return {.id = PersonId("ann"), .roles = std::move(roles), .teams = {"Organization"}};
}

Object bare_table() {
  return {.resource = "table",
          .owners = std::vector<Owner>{},
          .domains = Names{},
          .tags = Names{},
          .certifications = Names{}};
}

TEST(Seeds, PassTheirOwnChecks) {
  const Model model = open_metadata_model();
  for (const Policy& policy : model.policies)
    EXPECT_EQ(reason_of(check_policy(policy, model.vocabulary)), "none") << policy.name;
  for (const Role& role : model.roles) EXPECT_EQ(reason_of(check_role(role)), "none") << role.name;
  EXPECT_EQ(reason_of(check_teams(model.teams)), "none");
  EXPECT_TRUE(compile(model)->defects.empty());
}

TEST(Seeds, EverybodyInTheOrganizationIsADataConsumer) {
  const Model model = open_metadata_model();
  EXPECT_EQ(verdict_on(model, member_of_organization(), {"ViewBasic", "EditTags"}, bare_table()), Verdict::allowed);
  EXPECT_EQ(verdict_on(model, member_of_organization(), {"EditTier"}, bare_table()), Verdict::not_allowed);
  EXPECT_EQ(verdict_on(model, {.id = PersonId("bob")}, {"ViewBasic"}, bare_table()), Verdict::not_allowed);
}

TEST(Seeds, OwnersEditAndDeleteWhatTheyOwn) {
  const Model model = open_metadata_model();
  Object table = bare_table();
  table.owners = {person_owner("ann")};
  EXPECT_EQ(verdict_on(model, member_of_organization(), {"EditTier", "Delete"}, table), Verdict::allowed);
  table.owners = {person_owner("bob")};
  EXPECT_EQ(verdict_on(model, member_of_organization(), {"EditTier"}, table), Verdict::not_allowed);
}

TEST(Seeds, AnybodyMayAdoptWhatNobodyOwns) {
  const Model model = open_metadata_model();
  EXPECT_EQ(verdict_on(model, member_of_organization(), {"EditOwners"}, bare_table()), Verdict::allowed);
  Object table = bare_table();
  table.owners = {person_owner("bob")};
  EXPECT_EQ(verdict_on(model, member_of_organization(), {"EditOwners"}, table), Verdict::not_allowed);
}

TEST(Seeds, StewardsEditMoreThanConsumers) {
  const Model model = open_metadata_model();
  EXPECT_EQ(verdict_on(model, member_of_organization({"DataSteward"}), {"EditLineage"}, bare_table()),
            Verdict::allowed);
  EXPECT_EQ(verdict_on(model, member_of_organization(), {"EditLineage"}, bare_table()), Verdict::not_allowed);
}

TEST(Seeds, TeamOnlyKeepsOthersOut) {
  Model model = open_metadata_model();
  model.teams.push_back({.name = "Finance", .parents = {"Organization"}, .policies = {"TeamOnlyPolicy"}});
  Object table = bare_table();
  table.owners = {team_owner("Finance")};
  Principal member = member_of_organization();
  EXPECT_EQ(verdict_on(model, member, {"ViewAll"}, table), Verdict::denied);
  member.teams.push_back("Finance");
  EXPECT_EQ(verdict_on(model, member, {"ViewAll"}, table), Verdict::allowed);
  EXPECT_EQ(verdict_on(model, member, {"ViewAll"}, bare_table()), Verdict::denied);  // the team does not own it
}

// OpenMetadata's cases of hasDomain().
TEST(Seeds, DomainOnlyAccessNeedsTheDomainOfTheObject) {
  const Model model = open_metadata_model();
  const auto verdict_in = [&](Names own, Names domains) {
    Principal restricted = member_of_organization({"DomainOnlyAccessRole"});
    restricted.domains = std::move(own);
    Object table = bare_table();
    table.domains = std::move(domains);
    return verdict_on(model, restricted, {"EditTier"}, table);
  };
  EXPECT_EQ(verdict_in({"Sales"}, {"Sales", "Ops"}), Verdict::allowed);
  EXPECT_EQ(verdict_in({"Sales"}, {"Ops"}), Verdict::denied);
  EXPECT_EQ(verdict_in({"Sales"}, {}), Verdict::denied);
  EXPECT_EQ(verdict_in({}, {"Ops"}), Verdict::denied);
  EXPECT_EQ(verdict_in({}, {}), Verdict::allowed);
}

TEST(Seeds, BotsMayNotMakeBots) {
  const Model model = open_metadata_model();
  const Principal bot{.id = PersonId("b"), .kind = PrincipalKind::bot, .roles = {"IngestionBotRole"}};
  EXPECT_EQ(verdict_on(model, bot, {"Create"}, bare_table()), Verdict::allowed);
  EXPECT_EQ(verdict_on(model, bot, {"Create"}, {.resource = "bot"}), Verdict::denied);
}

TEST(Seeds, TheSystemsOwnCannotBeDeleted) {
  EXPECT_TRUE(is_system_policy("OrganizationPolicy"));
  EXPECT_TRUE(is_system_role("DataConsumer"));
  EXPECT_FALSE(is_system_policy("DomainOnlyAccessPolicy"));
  EXPECT_FALSE(is_system_role("DomainOnlyAccessRole"));
  EXPECT_FALSE(is_system_role("OurOwn"));
}

}  // namespace
}  // namespace sallyport::identity
