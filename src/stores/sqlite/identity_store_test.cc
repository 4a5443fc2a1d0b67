#include "stores/sqlite/identity_store.h"

#include "stores/contract/identity_store_contract.h"
#include "stores/sqlite/gateway_file.h"

namespace sallyport::stores::contract::identities {

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, IdentityStoreContract, GatewayFile);

class SqliteIdentityStoreTest : public testing::Test {
 protected:
  Result<std::optional<Person>> link(const std::string& subject) {
    return gateway_.identities(random_)->link_or_create(key(subject), labels(subject), false, CreateMissing::yes, kNow);
  }

  ScriptedRandom random_;
  GatewayFile gateway_;
};

TEST_F(SqliteIdentityStoreTest, PeopleAndTheirOrderSurviveReopening) {
  const auto ann = **link("ann");
  const auto bob = **link("bob");
  ASSERT_TRUE(gateway_.identities(random_)->set_disabled(ann.id, true));
  ASSERT_TRUE(gateway_.open());
  auto disabled = ann;
  disabled.disabled = true;
  EXPECT_EQ(gateway_.identities(random_)->list(PersonId(), 10), (std::vector{disabled, bob}));
}

TEST_F(SqliteIdentityStoreTest, DamagedRecordIsNoAnswerAndNotANewPerson) {
  for (const char* damage : {
           "UPDATE person SET admin = 1",                    // a right that nobody gave
           "UPDATE person SET disabled = 1 - disabled",      // somebody let in again
           "UPDATE person SET id = 'x'",                     //
           "UPDATE person SET row_check = x'00'",            //
           "UPDATE person SET email = substr(email, 1, 2)",  // cut short
       }) {
    GatewayFile gateway;
    const auto store = gateway.identities(random_);
    ASSERT_TRUE(store->link_or_create(key("ann"), labels("ann"), false, CreateMissing::yes, kNow));
    ASSERT_EQ(reason_of(gateway.tamper(damage)), "none") << damage;
    const auto again = store->link_or_create(key("ann"), labels("ann"), false, CreateMissing::yes, kNow);
    EXPECT_EQ(reason_of(again), "identity_store") << damage;
    EXPECT_EQ(again.error().kind, Kind::unavailable) << damage;
    EXPECT_EQ(reason_of(store->find(key("ann"))), "identity_store") << damage;
    EXPECT_EQ(gateway.events(), (std::vector<std::string>(2, "record_damaged person"))) << damage;
  }
}

TEST_F(SqliteIdentityStoreTest, ListLeavesOutTheDamagedOnesAndSaysSo) {
  ASSERT_TRUE(link("ann"));
  ASSERT_TRUE(link("bob"));
  ASSERT_TRUE(gateway_.tamper("UPDATE person SET admin = 1 WHERE username = 'ann'"));
  const auto page = gateway_.identities(random_)->list(PersonId(), 10).value();
  ASSERT_EQ(page.size(), 1U);
  EXPECT_EQ(page[0].labels.username, "bob");
  EXPECT_EQ(gateway_.events(), std::vector<std::string>{"record_damaged person"});
}

TEST_F(SqliteIdentityStoreTest, FullDiskIsUnavailableAndKeepsPeople) {
  const auto ann = **link("ann");
  ASSERT_TRUE(gateway_.open(1));
  EXPECT_EQ(reason_of(link(std::string(100'000, 'b'))), "identity_store");
  EXPECT_EQ(*gateway_.identities(random_)->find(key("ann")), ann);
}

}  // namespace sallyport::stores::contract::identities
