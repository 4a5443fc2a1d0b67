#include "stores/contract/provisioned_store_contract.h"
#include "stores/gateway/access_store.h"
#include "stores/gateway/people_store.h"
#include "stores/gateway/provisioned_group_store.h"
#include "stores/gateway/provisioned_user_store.h"
#include "stores/gateway/team_member_store.h"
#include "stores/postgres/gateway/gateway_place_fixture.h"

namespace sallyport::stores::contract::provisioned {

class PostgresProvisioned {
 public:
  explicit PostgresProvisioned(Random& random) {
    if (missing()) return;
    identities_ = std::make_unique<SqlIdentityStore>(place_.database(), random, place_.log());
    access_ = std::make_unique<SqlAccessStore>(place_.database(), place_.log());
    members_ = std::make_unique<SqlTeamMemberStore>(place_.database(), place_.log());
    people_ = std::make_unique<SqlPeopleStore>(place_.database(), random, place_.log());
    users_ = std::make_unique<SqlProvisionedUserStore>(place_.database(), random, place_.log());
    groups_ = std::make_unique<SqlProvisionedGroupStore>(place_.database(), place_.log());
  }

  static std::optional<std::string> missing() { return GatewayPlace::missing(); }
  identity::IdentityStore& identities() { return *identities_; }
  identity::AccessStore& access() { return *access_; }
  identity::TeamMemberStore& members() { return *members_; }
  identity::PeopleStore& people() { return *people_; }
  identity::ProvisionedUserStore& users() { return *users_; }
  identity::ProvisionedGroupStore& groups() { return *groups_; }

 private:
  GatewayPlace place_;
  std::unique_ptr<SqlIdentityStore> identities_;
  std::unique_ptr<SqlAccessStore> access_;
  std::unique_ptr<SqlTeamMemberStore> members_;
  std::unique_ptr<SqlPeopleStore> people_;
  std::unique_ptr<SqlProvisionedUserStore> users_;
  std::unique_ptr<SqlProvisionedGroupStore> groups_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, ProvisionedStoreContract, PostgresProvisioned);

}  // namespace sallyport::stores::contract::provisioned
