#include "stores/gateway/identity_store.h"

#include "stores/contract/identity_store_contract.h"
#include "stores/postgres/gateway/gateway_place_fixture.h"

namespace sallyport::stores::contract::identities {

class PostgresIdentities {
 public:
  explicit PostgresIdentities(Random& random) {
    if (missing()) return;
    people_ = std::make_unique<SqlIdentityStore>(place_.database(), random, place_.log());
    invitations_ = std::make_unique<SqlInvitationStore>(place_.database(), random);
    memberships_ = std::make_unique<SqlMembershipStore>(place_.database(), place_.log());
  }

  static std::optional<std::string> missing() { return GatewayPlace::missing(); }

  identity::IdentityStore& people() { return *people_; }
  identity::InvitationStore& invitations() { return *invitations_; }
  identity::MembershipStore& memberships() { return *memberships_; }

 private:
  GatewayPlace place_;
  std::unique_ptr<SqlIdentityStore> people_;
  std::unique_ptr<SqlInvitationStore> invitations_;
  std::unique_ptr<SqlMembershipStore> memberships_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, IdentityStoreContract, PostgresIdentities);

class PostgresIdentityStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto why = GatewayPlace::missing()) GTEST_SKIP() << *why;
    people_ = std::make_unique<SqlIdentityStore>(place_.database(), random_, place_.log());
    ann_ = people_->link_or_create(arrival("ann"), CreateMissing::yes, kNow).value().value();
  }

  contract::SharedRandom random_;
  GatewayPlace place_;
  std::unique_ptr<SqlIdentityStore> people_;
  Person ann_;
};

TEST_F(PostgresIdentityStoreTest, DamagedRecordIsNoAnswerAndNotANewPerson) {
  place_.tamper("UPDATE person SET disabled = 1 - disabled");
  EXPECT_EQ(reason_of(people_->link_or_create(arrival("ann"), CreateMissing::yes, kNow)), "identity_store");
  EXPECT_EQ(reason_of(people_->find(key("ann"))), "identity_store");
}

}  // namespace sallyport::stores::contract::identities
