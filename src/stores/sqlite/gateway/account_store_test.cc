#include "stores/gateway/account_store.h"

#include "stores/contract/account_store_contract.h"
#include "stores/sqlite/gateway/gateway_file_fixture.h"

namespace sallyport::stores::contract::accounts {

class SqliteAccounts {
 public:
  explicit SqliteAccounts(Random& random)
      : people_(file_.identities(random)),
        invitations_(file_.database(), random),
        by_hand_(file_.people(random)),
        accounts_(file_.accounts()) {}

  identity::IdentityStore& people() { return *people_; }
  identity::InvitationStore& invitations() { return invitations_; }
  identity::PeopleStore& by_hand() { return *by_hand_; }
  identity::AccountStore& accounts() { return *accounts_; }
  GatewayFile& file() { return file_; }

 private:
  GatewayFile file_;
  std::unique_ptr<identity::IdentityStore> people_;
  SqlInvitationStore invitations_;
  std::unique_ptr<identity::PeopleStore> by_hand_;
  std::unique_ptr<identity::AccountStore> accounts_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, AccountStoreContract, SqliteAccounts);

using SqliteAccountStore = AccountStoreContract<SqliteAccounts>;

// The password might be one that was replaced.
TEST_F(SqliteAccountStore, ADamagedAccountIsNoAnswer) {
  ASSERT_TRUE(put(full_account(ann_)));
  ASSERT_TRUE(factory_.file().tamper("UPDATE local_account SET must_change = 0"));
  EXPECT_EQ(reason_of(accounts().find(ann_)), "account_store");
  EXPECT_EQ(reason_of(accounts().find_by_link("aa00")), "account_store");
  EXPECT_EQ(reason_of(put(full_account(ann_))), "account_store");
  EXPECT_EQ(factory_.file().events(), std::vector<std::string>(3, "record_damaged local_account"));
}

// A code might count again, or the key be another one.
TEST_F(SqliteAccountStore, ADamagedFactorIsNoAnswer) {
  ASSERT_TRUE(put_factor(ann_, full_factor(ann_)));
  ASSERT_TRUE(factory_.file().tamper("UPDATE second_factor SET used_step = 0"));
  EXPECT_EQ(reason_of(accounts().find_factor(ann_)), "account_store");
  EXPECT_EQ(reason_of(put_factor(ann_, full_factor(ann_))), "account_store");
  EXPECT_EQ(factory_.file().events(), std::vector<std::string>(2, "record_damaged second_factor"));
}

// Otherwise it would be enough to delete it, to sign in without it. A row that is gone cannot be noticed.
TEST_F(SqliteAccountStore, AFactorOfSomebodyElseIsNoAnswer) {
  const PersonId bob = arrive("bob");
  ASSERT_TRUE(put_factor(ann_, full_factor(ann_)));
  ASSERT_TRUE(factory_.file().tamper("UPDATE second_factor SET person = '" + bob.value + "'"));
  EXPECT_EQ(reason_of(accounts().find_factor(bob)), "account_store");
}

}  // namespace sallyport::stores::contract::accounts
