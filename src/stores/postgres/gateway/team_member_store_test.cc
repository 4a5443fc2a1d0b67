#include "stores/gateway/team_member_store.h"

#include "stores/contract/team_member_store_contract.h"
#include "stores/gateway/access_store.h"
#include "stores/postgres/gateway/gateway_place_fixture.h"

namespace sallyport::stores::contract::team_members {

class PostgresTeamMembers {
 public:
  explicit PostgresTeamMembers(Random& random) {
    if (missing()) return;
    people_ = std::make_unique<SqlIdentityStore>(place_.database(), random, place_.log());
    access_ = std::make_unique<SqlAccessStore>(place_.database(), place_.log());
    members_ = std::make_unique<SqlTeamMemberStore>(place_.database(), place_.log());
  }

  static std::optional<std::string> missing() { return GatewayPlace::missing(); }
  identity::IdentityStore& people() { return *people_; }
  identity::AccessStore& access() { return *access_; }
  identity::TeamMemberStore& members() { return *members_; }

 private:
  GatewayPlace place_;
  std::unique_ptr<SqlIdentityStore> people_;
  std::unique_ptr<SqlAccessStore> access_;
  std::unique_ptr<SqlTeamMemberStore> members_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, TeamMemberStoreContract, PostgresTeamMembers);

}  // namespace sallyport::stores::contract::team_members
