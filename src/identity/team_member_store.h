// The port that keeps who is a member of which team. A membership has an origin, and a writer replaces only those of
// its own origin, as with roles (identity/membership.h). It names the team by its id, so that a team that is made anew
// under an old name begins without members.
//
// Every thread may call a store, calls may block, and each call is one atomic step. Every call may fail with
// unavailable/"team_member_store". A damaged record is such an error and is never left out, because a policy of the
// team may deny something.
#pragma once

#include <compare>
#include <vector>

#include "base/result.h"
#include "base/tagged.h"
#include "identity/access/access_state.h"
#include "identity/membership.h"

namespace sallyport::identity {

struct TeamMembership {
  EntityId team{};
  Origin origin = Origin::administrator;

  auto operator<=>(const TeamMembership&) const = default;
};

class TeamMemberStore {
 public:
  virtual ~TeamMemberStore() = default;

  // The person's memberships, sorted. Empty also if there is no such person. A team that is removed for good takes its
  // memberships along; one that is softly deleted keeps them.
  virtual Result<std::vector<TeamMembership>> teams_of(const PersonId& person) = 0;

  // At most `limit` members of the team, each once, in the order of their ids, from the one that follows `after`, or
  // from the first if it is empty.
  virtual Result<std::vector<PersonId>> members_of(const EntityId& team, const PersonId& after, std::size_t limit) = 0;

  // How many people are in the team itself.
  virtual Result<std::size_t> count_members(const EntityId& team) = 0;

  // Replaces the person's memberships of this origin. Those of other origins stay. Errors: rejected/"person_unknown",
  // "team_unknown" (there is none, or it is deleted); then nothing changes.
  virtual Result<void> replace_teams(const PersonId& person, Origin origin, const std::vector<EntityId>& teams) = 0;

  // Add or remove one membership. They succeed even if it is there already, or is not there. Errors:
  // rejected/"person_unknown"; of join also "team_unknown".
  virtual Result<void> join(const PersonId& person, const TeamMembership& membership) = 0;
  virtual Result<void> leave(const PersonId& person, const TeamMembership& membership) = 0;
};

}  // namespace sallyport::identity
