#include "stores/gateway/people_store.h"

#include "stores/contract/bot_store_contract.h"
#include "stores/contract/people_pages_contract.h"
#include "stores/contract/people_store_contract.h"
#include "stores/gateway/access_store.h"
#include "stores/gateway/bot_store.h"
#include "stores/gateway/entity_version_store.h"
#include "stores/gateway/identity_store.h"
#include "stores/gateway/team_member_store.h"
#include "stores/postgres/gateway/gateway_place_fixture.h"

namespace sallyport::stores::contract::people {

class PostgresPeople {
 public:
  explicit PostgresPeople(Random& random) {
    if (missing()) return;
    identities_ = std::make_unique<SqlIdentityStore>(place_.database(), random, place_.log());
    memberships_ = std::make_unique<SqlMembershipStore>(place_.database(), place_.log());
    access_ = std::make_unique<SqlAccessStore>(place_.database(), place_.log());
    members_ = std::make_unique<SqlTeamMemberStore>(place_.database(), place_.log());
    people_ = std::make_unique<SqlPeopleStore>(place_.database(), random, place_.log());
    bots_ = std::make_unique<SqlBotStore>(place_.database(), random, place_.log());
    versions_ = std::make_unique<SqlEntityVersionStore>(place_.database(), place_.log());
  }

  static std::optional<std::string> missing() { return GatewayPlace::missing(); }
  identity::IdentityStore& identities() { return *identities_; }
  identity::MembershipStore& memberships() { return *memberships_; }
  identity::AccessStore& access() { return *access_; }
  identity::TeamMemberStore& members() { return *members_; }
  identity::PeopleStore& people() { return *people_; }
  identity::BotStore& bots() { return *bots_; }
  identity::EntityVersionStore& versions() { return *versions_; }

 private:
  GatewayPlace place_;
  std::unique_ptr<SqlIdentityStore> identities_;
  std::unique_ptr<SqlMembershipStore> memberships_;
  std::unique_ptr<SqlAccessStore> access_;
  std::unique_ptr<SqlTeamMemberStore> members_;
  std::unique_ptr<SqlPeopleStore> people_;
  std::unique_ptr<SqlBotStore> bots_;
  std::unique_ptr<SqlEntityVersionStore> versions_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, PeopleStoreContract, PostgresPeople);
INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, PeoplePagesContract, PostgresPeople);

}  // namespace sallyport::stores::contract::people

namespace sallyport::stores::contract::bots {

INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, BotStoreContract, people::PostgresPeople);

}  // namespace sallyport::stores::contract::bots
