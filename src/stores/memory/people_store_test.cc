#include "stores/memory/people_store.h"

#include "stores/contract/bot_store_contract.h"
#include "stores/contract/people_pages_contract.h"
#include "stores/contract/people_store_contract.h"
#include "stores/memory/access_store.h"
#include "stores/memory/bot_store.h"

namespace sallyport::stores::contract::people {

class MemoryPeople {
 public:
  explicit MemoryPeople(Random& random) : identities_(random), bots_(people_, random) {}

  identity::IdentityStore& identities() { return identities_; }
  identity::MembershipStore& memberships() { return identities_; }
  identity::AccessStore& access() { return access_; }
  identity::TeamMemberStore& members() { return members_; }
  identity::PeopleStore& people() { return people_; }
  identity::BotStore& bots() { return bots_; }
  identity::EntityVersionStore& versions() { return access_.versions(); }

 private:
  MemoryIdentityStore identities_;
  MemoryAccessStore access_;
  MemoryTeamMemberStore members_{identities_, access_};
  MemoryPeopleStore people_{identities_, members_, access_};
  MemoryBotStore bots_;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, PeopleStoreContract, MemoryPeople);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, PeoplePagesContract, MemoryPeople);

}  // namespace sallyport::stores::contract::people

namespace sallyport::stores::contract::bots {

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, BotStoreContract, people::MemoryPeople);

}  // namespace sallyport::stores::contract::bots
