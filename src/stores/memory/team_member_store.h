// Who is in which team, in memory, for tests. Nothing survives the process. The stores in a database must behave like
// this one.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <vector>

#include "identity/access/access_store.h"
#include "identity/team_member_store.h"
#include "stores/memory/identity_store.h"

namespace sallyport::stores {

// `people` and `access` must outlive the store. Any thread may use it.
class MemoryTeamMemberStore final : public identity::TeamMemberStore {
 public:
  MemoryTeamMemberStore(MemoryIdentityStore& people, identity::AccessStore& access)
      : people_(people), access_(access) {}

  Result<std::vector<identity::TeamMembership>> teams_of(const PersonId& person) override;
  Result<std::vector<PersonId>> members_of(const identity::EntityId& team, const PersonId& after,
                                           std::size_t limit) override;
  Result<std::size_t> count_members(const identity::EntityId& team) override;
  Result<void> replace_teams(const PersonId& person, identity::Origin origin,
                             const std::vector<identity::EntityId>& teams) override;
  Result<void> join(const PersonId& person, const identity::TeamMembership& membership) override;
  Result<void> leave(const PersonId& person, const identity::TeamMembership& membership) override;

 private:
  // Begins a change: the person must exist, and somebody who edits them must notice one that is made by hand.
  Result<void> begin_change(const PersonId& person, identity::Origin origin);
  Result<void> check_team(const identity::EntityId& team);
  bool is_removed(const identity::EntityId& team);

  MemoryIdentityStore& people_;
  identity::AccessStore& access_;
  std::mutex mutex_;
  std::map<PersonId, std::set<identity::TeamMembership>> teams_;
};

}  // namespace sallyport::stores
