#include "stores/gateway/people_store.h"

#include "stores/contract/bot_store_contract.h"
#include "stores/contract/people_pages_contract.h"
#include "stores/contract/people_store_contract.h"
#include "stores/gateway/row/person_row.h"
#include "stores/sqlite/gateway/gateway_file_fixture.h"

namespace sallyport::stores::contract::people {

class SqlitePeople {
 public:
  explicit SqlitePeople(Random& random)
      : identities_(file_.identities(random)),
        memberships_(file_.memberships()),
        access_(file_.access()),
        members_(file_.team_members()),
        people_(file_.people(random)),
        bots_(file_.bots(random)),
        versions_(file_.entity_versions()) {}

  identity::IdentityStore& identities() { return *identities_; }
  identity::MembershipStore& memberships() { return *memberships_; }
  identity::AccessStore& access() { return *access_; }
  identity::TeamMemberStore& members() { return *members_; }
  identity::PeopleStore& people() { return *people_; }
  identity::BotStore& bots() { return *bots_; }
  identity::EntityVersionStore& versions() { return *versions_; }
  GatewayFile& file() { return file_; }

 private:
  GatewayFile file_;
  std::unique_ptr<identity::IdentityStore> identities_;
  std::unique_ptr<identity::MembershipStore> memberships_;
  std::unique_ptr<identity::AccessStore> access_;
  std::unique_ptr<identity::TeamMemberStore> members_;
  std::unique_ptr<identity::PeopleStore> people_;
  std::unique_ptr<identity::BotStore> bots_;
  std::unique_ptr<identity::EntityVersionStore> versions_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, PeopleStoreContract, SqlitePeople);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, PeoplePagesContract, SqlitePeople);

using SqlitePeopleStore = PeopleStoreContract<SqlitePeople>;

TEST_F(SqlitePeopleStore, ADamagedProfileIsNoAnswerAndAPageGoesOnWithoutIt) {
  const auto ann = arrive("ann");
  arrive("bob");
  ASSERT_TRUE(set_deleted(ann, true));
  ASSERT_TRUE(factory_.file().tamper("UPDATE profile SET deleted = 0"));
  EXPECT_EQ(reason_of(people().find(ann)), "people_store");
  EXPECT_EQ(reason_of(set_deleted(ann, true)), "people_store");
  EXPECT_EQ(reason_of(people().find_by_name("ann")), "people_store");
  EXPECT_EQ(names({}), "bob ");
  const auto first = people().page({}, {.limit = 1}).value();
  EXPECT_TRUE(first.people.empty());
  ASSERT_TRUE(first.last) << "the next page begins behind it";
  EXPECT_EQ(names({}, {.place = first.last}), "bob ");
  EXPECT_EQ(factory_.file().events().front(), "record_damaged profile");
}

// A program of the version before knows only the flag in the table person.
TEST_F(SqlitePeopleStore, WhatAnOlderProgramDisabledIsDisabled) {
  const auto ann = arrive("ann");
  ASSERT_TRUE(edit(ann, [](ByHand& by_hand) { by_hand.profile.timezone = "UTC"; }));
  auto person = found(ann).person;
  person.disabled = true;
  ASSERT_TRUE(
      factory_.file().database().write([&](Connection& connection) { return update_person(connection, person); }));
  EXPECT_TRUE(found(ann).by_hand.disabled);
  ASSERT_TRUE(factory_.identities().set_disabled(ann, false));
  EXPECT_FALSE(found(ann).person.disabled);
}

// More people than a filter looks up and sorts, so that they are walked.
TEST_F(SqlitePeopleStore, AFilterThatManyFitFindsThemAllPageByPage) {
  ASSERT_TRUE(factory_.file().database().write([&](Connection& connection) -> Result<void> {
    for (int i = 0; i < 2500; ++i) {
      const std::string name = "p" + std::to_string(10'000 + i);
      SALLYPORT_CHECK(insert_person(connection, {PersonId(name), labels(name), {}, false, kNow, kNow}));
      SALLYPORT_CHECK(put_membership(connection, PersonId(name), {i % 2 ? "Odd" : "Even", Origin::provider}));
      SALLYPORT_CHECK(put_membership(connection, PersonId(name), {"Reader", Origin::administrator}));
    }
    return {};
  }));
  std::size_t seen = 0;
  PeopleTurn turn{.limit = 1000};
  for (int i = 0; i < 3; ++i) {
    const auto page = people().page({.role = "Reader"}, turn).value();
    seen += page.people.size();
    turn.place = page.last;
    EXPECT_EQ(page.more, i < 2);
  }
  EXPECT_EQ(seen, 2500u);
  EXPECT_EQ(names({.role = "Odd"}, {.limit = 2}), "p10001 p10003 ");
  EXPECT_EQ(people().count({.role = "Reader"}).value(), 2500u);
  EXPECT_EQ(people().page({}, {.limit = 5000})->people.size(), 1000u) << "at most";
}

}  // namespace sallyport::stores::contract::people

namespace sallyport::stores::contract::bots {

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, BotStoreContract, people::SqlitePeople);

using SqliteBotStore = BotStoreContract<people::SqlitePeople>;

TEST_F(SqliteBotStore, ADamagedRecordIsNoAnswer) {
  const Bot bot = robot();
  ASSERT_TRUE(factory_.file().tamper("UPDATE bot SET built_in = 1"));
  EXPECT_EQ(reason_of(bots().list()), "bot_store");
  EXPECT_EQ(reason_of(bots().find(bot.id)), "bot_store");
  EXPECT_EQ(factory_.file().events(), std::vector<std::string>(2, "record_damaged bot"));
}

}  // namespace sallyport::stores::contract::bots
