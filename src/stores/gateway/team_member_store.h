// Who is in which team, in a SQL database. A damaged record makes the call fail with unavailable/"team_member_store",
// after an event in the log.
#pragma once

#include <vector>

#include "base/log.h"
#include "identity/team_member_store.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

class SqlTeamMemberStore final : public identity::TeamMemberStore {
 public:
  // The database must have the gateway's schema. It and `log` must outlive the store. Any thread may use the store.
  SqlTeamMemberStore(Database& database, Log& log) : database_(database), log_(log) {}

  Result<std::vector<identity::TeamMembership>> teams_of(const PersonId& person) override;
  Result<std::vector<PersonId>> members_of(const identity::EntityId& team, const PersonId& after,
                                           std::size_t limit) override;
  Result<std::size_t> count_members(const identity::EntityId& team) override;
  Result<void> replace_teams(const PersonId& person, identity::Origin origin,
                             const std::vector<identity::EntityId>& teams) override;
  Result<void> join(const PersonId& person, const identity::TeamMembership& membership) override;
  Result<void> leave(const PersonId& person, const identity::TeamMembership& membership) override;

 private:
  Database& database_;
  Log& log_;
};

}  // namespace sallyport::stores
