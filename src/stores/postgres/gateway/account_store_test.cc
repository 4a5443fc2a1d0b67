#include "stores/gateway/account_store.h"

#include "stores/contract/account_store_contract.h"
#include "stores/gateway/people_store.h"
#include "stores/postgres/gateway/gateway_place_fixture.h"

namespace sallyport::stores::contract::accounts {

class PostgresAccounts {
 public:
  explicit PostgresAccounts(Random& random) {
    if (missing()) return;
    people_ = std::make_unique<SqlIdentityStore>(place_.database(), random, place_.log());
    invitations_ = std::make_unique<SqlInvitationStore>(place_.database(), random);
    by_hand_ = std::make_unique<SqlPeopleStore>(place_.database(), random, place_.log());
    accounts_ = std::make_unique<SqlAccountStore>(place_.database(), place_.log());
  }

  static std::optional<std::string> missing() { return GatewayPlace::missing(); }
  identity::IdentityStore& people() { return *people_; }
  identity::InvitationStore& invitations() { return *invitations_; }
  identity::PeopleStore& by_hand() { return *by_hand_; }
  identity::AccountStore& accounts() { return *accounts_; }

 private:
  GatewayPlace place_;
  std::unique_ptr<SqlIdentityStore> people_;
  std::unique_ptr<SqlInvitationStore> invitations_;
  std::unique_ptr<SqlPeopleStore> by_hand_;
  std::unique_ptr<SqlAccountStore> accounts_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, AccountStoreContract, PostgresAccounts);

}  // namespace sallyport::stores::contract::accounts
