#include "stores/gateway/team_member_store.h"

#include "stores/contract/team_member_store_contract.h"
#include "stores/sqlite/gateway/gateway_file_fixture.h"

namespace sallyport::stores::contract::team_members {

class SqliteTeamMembers {
 public:
  explicit SqliteTeamMembers(Random& random)
      : people_(file_.identities(random)), access_(file_.access()), members_(file_.team_members()) {}

  identity::IdentityStore& people() { return *people_; }
  identity::AccessStore& access() { return *access_; }
  identity::TeamMemberStore& members() { return *members_; }
  GatewayFile& file() { return file_; }

 private:
  GatewayFile file_;
  std::unique_ptr<identity::IdentityStore> people_;
  std::unique_ptr<identity::AccessStore> access_;
  std::unique_ptr<identity::TeamMemberStore> members_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, TeamMemberStoreContract, SqliteTeamMembers);

using SqliteTeamMemberStore = TeamMemberStoreContract<SqliteTeamMembers>;

// A policy of the team may deny something, which must not be lost with the row.
TEST_F(SqliteTeamMemberStore, ADamagedRecordIsNoAnswer) {
  ASSERT_TRUE(members().join(ann_, {kShop, Origin::administrator}));
  ASSERT_TRUE(factory_.file().tamper("UPDATE team_member SET origin = 'provider'"));
  EXPECT_EQ(reason_of(members().teams_of(ann_)), "team_member_store");
  EXPECT_EQ(reason_of(members().members_of(kShop, PersonId(), 10)), "team_member_store");
  EXPECT_EQ(factory_.file().events(), std::vector<std::string>(2, "record_damaged team_member"));
}

TEST_F(SqliteTeamMemberStore, APersonWhoIsGoneIsInNoTeam) {
  ASSERT_TRUE(members().join(ann_, {kShop, Origin::administrator}));
  ASSERT_TRUE(factory_.file().tamper("DELETE FROM person"));
  EXPECT_EQ(*members().members_of(kShop, PersonId(), 10), std::vector<PersonId>{});
}

}  // namespace sallyport::stores::contract::team_members
