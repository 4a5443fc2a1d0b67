#include "identity/person_edit.h"

#include <gtest/gtest.h>

#include "base/reason_of.h"

namespace sallyport::identity {
namespace {

PersonEntry human(std::vector<std::string> roles = {}) {
  return {.by_hand = {.roles = std::move(roles)}};
}

PersonEntry bot() {
  return {.kind = PersonKind::bot};
}

TEST(PersonEdit, TheProfileIsChecked) {
  EXPECT_TRUE(check_edit(human(), {.profile = {.description = "x"}}, OtherAdmins::none));
  EXPECT_EQ(reason_of(check_edit(human(), {.profile = {.timezone = "?"}}, OtherAdmins::none)), "profile_timezone");
}

TEST(PersonEdit, ABotIsInNoTeamAndNoAdministrator) {
  EXPECT_TRUE(check_edit(bot(), {.roles = {"IngestionBotRole"}}, OtherAdmins::none));
  EXPECT_EQ(reason_of(check_edit(bot(), {.teams = {EntityId("shop")}}, OtherAdmins::some)), "bot_with_team");
  EXPECT_EQ(reason_of(check_edit(bot(), {.roles = {"Admin"}}, OtherAdmins::some)), "bot_admin");
}

TEST(PersonEdit, TheLastAdministratorKeepsTheRight) {
  const ByHand without{};
  const ByHand disabled{.roles = {"Admin"}, .disabled = true};
  const ByHand deleted{.roles = {"Admin"}, .deleted = true};
  for (const ByHand& after : {without, disabled, deleted}) {
    EXPECT_EQ(reason_of(check_edit(human({"Admin"}), after, OtherAdmins::none)), "last_administrator");
    EXPECT_TRUE(check_edit(human({"Admin"}), after, OtherAdmins::some));
    EXPECT_TRUE(check_edit(human(), after, OtherAdmins::none)) << "nothing is lost";
  }
  EXPECT_TRUE(check_edit(human({"Admin"}), {.roles = {"Admin", "Reader"}}, OtherAdmins::none));
}

TEST(PersonEdit, AnAdministratorWhoIsShutOutLosesNothing) {
  auto ann = human({"Admin"});
  ann.by_hand.disabled = true;
  EXPECT_FALSE(is_admin_by_hand(ann));
  EXPECT_TRUE(check_edit(ann, {}, OtherAdmins::none));
  EXPECT_TRUE(check_removal(ann, OtherAdmins::none));
}

TEST(PersonEdit, ARoleOfTheProviderIsNoRightByHandAndADefaultOneIs) {
  auto ann = human();
  ann.person.memberships = {{"Admin", Origin::provider}};
  EXPECT_FALSE(is_admin_by_hand(ann));
  ann.person.memberships = {{"Admin", Origin::default_}};
  EXPECT_TRUE(is_admin_by_hand(ann));
}

TEST(PersonEdit, WhomTheConfigurationMakesAnAdministratorIsOneWhileTheyAreNotKeptOut) {
  PersonEntry ann = human({});
  ann.person.id = PersonId("ann");
  const Administrators named{.named = {PersonId("ann")}};
  EXPECT_FALSE(has_right_of_admin(ann, {}));
  EXPECT_TRUE(has_right_of_admin(ann, named));
  EXPECT_EQ(reason_of(check_edit(ann, {.disabled = true}, OtherAdmins::none, named)), "last_administrator");
  EXPECT_EQ(reason_of(check_edit(ann, {.deleted = true}, OtherAdmins::none, named)), "last_administrator");
  EXPECT_EQ(reason_of(check_removal(ann, OtherAdmins::none, named)), "last_administrator");
  EXPECT_TRUE(check_edit(ann, {.disabled = true}, OtherAdmins::some, named));
  EXPECT_TRUE(check_edit(ann, {.disabled = true}, OtherAdmins::none));
  ann.by_hand.disabled = true;
  EXPECT_TRUE(check_removal(ann, OtherAdmins::none, named)) << "who is kept out keeps nobody's place";
}

TEST(PersonEdit, TheRoleOfTheProviderCountsWhereTheConfigurationSaysSo) {
  PersonEntry ann = human({});
  ann.person.memberships = {{"Admin", Origin::provider}};
  EXPECT_FALSE(has_right_of_admin(ann, {}));
  EXPECT_TRUE(has_right_of_admin(ann, {.by_app_role = true}));
  ann.kind = PersonKind::bot;
  EXPECT_FALSE(has_right_of_admin(ann, {.by_app_role = true}));
}

TEST(PersonEdit, TakingTheRoleByHandFromSomebodyWhoIsNamedTakesNothingAway) {
  PersonEntry ann = human({"Admin"});
  ann.person.id = PersonId("ann");
  EXPECT_TRUE(check_edit(ann, {}, OtherAdmins::none, {.named = {PersonId("ann")}}));
}

TEST(PersonEdit, TheLastAdministratorIsNotRemoved) {
  EXPECT_EQ(reason_of(check_removal(human({"Admin"}), OtherAdmins::none)), "last_administrator");
  EXPECT_TRUE(check_removal(human({"Admin"}), OtherAdmins::some));
  EXPECT_TRUE(check_removal(human(), OtherAdmins::none));
}

TEST(BotName, IsLowerCaseAndShort) {
  EXPECT_TRUE(check_bot_name("ingestion-bot_2.x"));
  EXPECT_TRUE(check_bot_name(std::string(128, 'a')));
  for (const std::string& name : {std::string(), std::string(129, 'a'), std::string("Bot"), std::string("a@b"),
                                  std::string("id:x"), std::string("a b"), std::string("\xc3\xbc")})
    EXPECT_EQ(reason_of(check_bot_name(name)), "bot_name") << name;
}

TEST(ByHandSets, EqualSetsCompareEqual) {
  EXPECT_EQ(normalized({.roles = {"b", "a", "b"}, .teams = {EntityId("2"), EntityId("1"), EntityId("1")}}),
            (ByHand{.roles = {"a", "b"}, .teams = {EntityId("1"), EntityId("2")}}));
}

}  // namespace
}  // namespace sallyport::identity
