#include "stores/contract/provisioned_store_contract.h"
#include "stores/sqlite/gateway/gateway_file_fixture.h"

namespace sallyport::stores::contract::provisioned {

class SqliteProvisioned {
 public:
  explicit SqliteProvisioned(Random& random)
      : identities_(file_.identities(random)),
        access_(file_.access()),
        members_(file_.team_members()),
        people_(file_.people(random)),
        users_(file_.provisioned_users(random)),
        groups_(file_.provisioned_groups()) {}

  identity::IdentityStore& identities() { return *identities_; }
  identity::AccessStore& access() { return *access_; }
  identity::TeamMemberStore& members() { return *members_; }
  identity::PeopleStore& people() { return *people_; }
  identity::ProvisionedUserStore& users() { return *users_; }
  identity::ProvisionedGroupStore& groups() { return *groups_; }
  GatewayFile& file() { return file_; }

 private:
  GatewayFile file_;
  std::unique_ptr<identity::IdentityStore> identities_;
  std::unique_ptr<identity::AccessStore> access_;
  std::unique_ptr<identity::TeamMemberStore> members_;
  std::unique_ptr<identity::PeopleStore> people_;
  std::unique_ptr<identity::ProvisionedUserStore> users_;
  std::unique_ptr<identity::ProvisionedGroupStore> groups_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, ProvisionedStoreContract, SqliteProvisioned);

using SqliteProvisionedStore = ProvisionedStoreContract<SqliteProvisioned>;

TEST_F(SqliteProvisionedStore, ADamagedRecordIsNoAnswer) {
  const std::string ann = added("ann");
  ASSERT_TRUE(factory_.file().tamper("UPDATE scim_user SET active = 0"));
  EXPECT_EQ(reason_of(users().list(client_, {})), "provisioning_store");
  EXPECT_EQ(reason_of(set(ann, content_of("ann"))), "provisioning_store");
  EXPECT_EQ(factory_.file().events(), std::vector<std::string>(2, "record_damaged scim_user"));
}

// Otherwise an administrator could not let anybody in whom a client that is gone has kept out.
TEST_F(SqliteProvisionedStore, WithoutTheirClientPeopleAreKeptOutByHand) {
  const std::string ann = added("ann");
  ASSERT_TRUE(set(ann, content_of("ann", false)));
  ASSERT_TRUE(factory_.people().remove(client_, {}, {}, [](const auto&, auto) { return Result<void>(); }));
  EXPECT_TRUE(is_kept_out(ann));
  EXPECT_TRUE(person(ann)->by_hand.disabled);
  ASSERT_TRUE(edit(ann, [](ByHand& by_hand) { by_hand.disabled = false; }));
  EXPECT_FALSE(is_kept_out(ann));
}

// Another process must end the sessions of somebody who is kept out.
TEST_F(SqliteProvisionedStore, OtherProcessesHearOfSomebodyWhoIsKeptOut) {
  const std::string ann = added("ann");
  const auto elsewhere = SqliteFile::open({.path = factory_.file().file().path()}, gateway_schema()).value();
  ASSERT_TRUE(elsewhere->changes_elsewhere({}));
  ASSERT_TRUE(set(ann, content_of("ann", false)));
  EXPECT_EQ(elsewhere->changes_elsewhere(std::chrono::seconds(5))->keys, std::vector<std::string>{""});
}

}  // namespace sallyport::stores::contract::provisioned
