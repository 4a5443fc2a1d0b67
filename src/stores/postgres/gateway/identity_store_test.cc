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

TEST_F(PostgresIdentityStoreTest, ADisabledPersonAndANewRoleAreChangesForOthersAndASignInIsNone) {
  const auto other = place_.open();
  EXPECT_FALSE(other->changed_elsewhere().value());
  ASSERT_TRUE(people_->link_or_create(arrival("ann"), CreateMissing::yes, kNow + Seconds(9)));
  EXPECT_FALSE(other->changed_elsewhere().value());
  ASSERT_TRUE(people_->set_disabled(ann_.id, true));
  EXPECT_TRUE(other->changed_elsewhere().value());
  ASSERT_TRUE(
      SqlMembershipStore(place_.database(), place_.log()).give_role(ann_.id, {"Reader", Origin::administrator}));
  EXPECT_TRUE(other->changed_elsewhere().value());
}

// The database cannot say which of two transactions came first, so each must come out as if it had run alone.
TEST_F(PostgresIdentityStoreTest, NodesThatLinkTheSameNewAccountAgreeOnThePerson) {
  const auto other = place_.open();
  SqlIdentityStore theirs(*other, random_, place_.log());
  std::mutex mutex;
  std::set<std::string> ids;
  race([&](std::size_t i) {
    SqlIdentityStore& store = i % 2 == 0 ? *people_ : theirs;
    const auto person = store.link_or_create(arrival("bob"), CreateMissing::yes, kNow);
    const std::lock_guard lock(mutex);
    ids.insert(person.value().value().id.value);
  });
  EXPECT_EQ(ids.size(), 1U);
  EXPECT_EQ(people_->list({}, 10)->size(), 2U);
}

}  // namespace sallyport::stores::contract::identities
