#include "stores/gateway/identity_store.h"

#include "stores/contract/identity_store_contract.h"
#include "stores/sqlite/gateway/gateway_file_fixture.h"

namespace sallyport::stores::contract::identities {

class SqliteIdentities {
 public:
  explicit SqliteIdentities(Random& random)
      : people_(file_.identities(random)), invitations_(file_.database(), random), memberships_(file_.memberships()) {}

  identity::IdentityStore& people() { return *people_; }
  identity::InvitationStore& invitations() { return invitations_; }
  identity::MembershipStore& memberships() { return *memberships_; }

 private:
  GatewayFile file_;
  std::unique_ptr<identity::IdentityStore> people_;
  SqlInvitationStore invitations_;
  std::unique_ptr<identity::MembershipStore> memberships_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, IdentityStoreContract, SqliteIdentities);

class SqliteIdentityStoreTest : public testing::Test {
 protected:
  Result<std::optional<Person>> link(const std::string& subject) {
    return gateway_.identities(random_)->link_or_create(arrival(subject), CreateMissing::yes, kNow);
  }

  ScriptedRandom random_;
  GatewayFile gateway_;
};

TEST_F(SqliteIdentityStoreTest, PeopleAndTheirOrderSurviveReopening) {
  const auto ann = **link("ann");
  const auto bob = **link("bob");
  ASSERT_TRUE(gateway_.identities(random_)->set_disabled(ann.id, true));
  ASSERT_TRUE(gateway_.memberships()->give_role(bob.id, {"Reader", Origin::administrator}));
  ASSERT_TRUE(gateway_.open());
  const auto page = gateway_.identities(random_)->list(PersonId(), 10).value();
  ASSERT_EQ(page.size(), 2U);
  EXPECT_TRUE(page[0].person.disabled);
  EXPECT_EQ(page[0].identities.at(0).key, key("ann"));
  EXPECT_EQ(page[1].person.id, bob.id);
  EXPECT_EQ(page[1].person.memberships, (std::vector<Membership>{{"Reader", Origin::administrator}}));
}

TEST_F(SqliteIdentityStoreTest, DamagedRecordIsNoAnswerAndNotANewPerson) {
  struct Damage {
    const char* sql;
    const char* event;
  };
  for (const auto& [damage, event] : {
           Damage{"UPDATE person SET disabled = 1 - disabled", "record_damaged person"},  // enables a disabled person
           Damage{"UPDATE person SET row_check = x'00'", "record_damaged person"},
           Damage{"UPDATE person SET email = substr(email, 1, 2)", "record_damaged person"},  // cut short
           Damage{"UPDATE identity SET linked = linked + 1", "record_damaged identity"},
           Damage{"UPDATE identity SET row_check = x'00'", "record_damaged identity"},
       }) {
    GatewayFile gateway;
    const auto store = gateway.identities(random_);
    ASSERT_TRUE(store->link_or_create(arrival("ann"), CreateMissing::yes, kNow));
    ASSERT_EQ(reason_of(gateway.tamper(damage)), "none") << damage;
    const auto again = store->link_or_create(arrival("ann"), CreateMissing::yes, kNow);
    EXPECT_EQ(reason_of(again), "identity_store") << damage;
    EXPECT_EQ(again.error().kind, Kind::unavailable) << damage;
    EXPECT_EQ(reason_of(store->find(key("ann"))), "identity_store") << damage;
    EXPECT_EQ(gateway.events(), (std::vector<std::string>(2, event))) << damage;
  }
}

TEST_F(SqliteIdentityStoreTest, DamagedMembershipGivesNoRole) {
  RecordProperty("covers", "A4");
  for (const char* damage : {
           "UPDATE membership SET role = 'Admin'",  // a right that nobody gave
           "UPDATE membership SET origin = 'administrator'",
           "UPDATE membership SET origin = 'nobody'",
       }) {
    GatewayFile gateway;
    const auto store = gateway.identities(random_);
    const auto ann = **store->link_or_create(arrival("ann"), CreateMissing::yes, kNow);
    ASSERT_TRUE(gateway.memberships()->give_role(ann.id, {"Reader", Origin::provider}));
    ASSERT_EQ(reason_of(gateway.tamper(damage)), "none") << damage;
    EXPECT_TRUE(store->find(key("ann")).value()->memberships.empty()) << damage;
    EXPECT_EQ(gateway.events(), std::vector<std::string>{"record_damaged membership"}) << damage;
  }
}

TEST_F(SqliteIdentityStoreTest, DamagedInvitationLinksNobody) {
  ASSERT_TRUE(SqlInvitationStore(gateway_.database(), random_).invite(by_address("eve"), {}));
  ASSERT_TRUE(gateway_.tamper("UPDATE invitation SET address = 'ann@corp.example'"));
  EXPECT_FALSE(gateway_.identities(random_)->link_or_create(arrival("ann"), CreateMissing::no, kNow).value());
}

TEST_F(SqliteIdentityStoreTest, ListLeavesOutTheDamagedOnesAndSaysSo) {
  ASSERT_TRUE(link("ann"));
  ASSERT_TRUE(link("bob"));
  ASSERT_TRUE(gateway_.tamper("UPDATE person SET disabled = 1 WHERE username = 'ann'"));
  const auto page = gateway_.identities(random_)->list(PersonId(), 10).value();
  ASSERT_EQ(page.size(), 1U);
  EXPECT_EQ(page[0].person.labels.username, "bob");
  EXPECT_EQ(gateway_.events(), std::vector<std::string>{"record_damaged person"});
}

TEST_F(SqliteIdentityStoreTest, APageIsEmptyOnlyAtTheEnd) {  // else people after damaged ones would never be listed
  for (const char* const name : {"ann", "bob", "cid", "dan", "eve", "fay"}) ASSERT_TRUE(link(name));
  ASSERT_TRUE(gateway_.tamper("UPDATE person SET disabled = 1 WHERE username <> 'eve'"));
  const auto page = gateway_.identities(random_)->list(PersonId(), 2).value();
  ASSERT_EQ(page.size(), 1U);
  EXPECT_EQ(page[0].person.labels.username, "eve");
  EXPECT_TRUE(gateway_.identities(random_)->list(page[0].person.id, 2).value().empty());
  EXPECT_TRUE(gateway_.identities(random_)->list(PersonId(), 0).value().empty());
}

TEST_F(SqliteIdentityStoreTest, FullDiskIsUnavailableAndKeepsPeople) {
  const auto ann = **link("ann");
  ASSERT_TRUE(gateway_.open(1));
  EXPECT_EQ(reason_of(link(std::string(100'000, 'b'))), "identity_store");
  EXPECT_EQ(*gateway_.identities(random_)->find(key("ann")), ann);
}

}  // namespace sallyport::stores::contract::identities
