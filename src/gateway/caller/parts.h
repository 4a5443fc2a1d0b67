// The parts that are needed to find out who sends a request. They own nothing; gateway/parts.h says how long they live.
// Any thread may use them.
#pragma once

#include "gateway/caller/own_keys.h"
#include "gateway/caller/touch_queue.h"
#include "gateway/standing/parts.h"
#include "gateway/standing/policies_in_force.h"
#include "identity/people_store.h"
#include "identity/team_member_store.h"

namespace sallyport::gateway {

// What endpoints need to mint and check tokens of our own, and to publish the keys.
struct OwnTokenParts : Essentials {
  const OwnKeys& own_keys;
};

struct CallerParts : StandingParts {
  const OwnKeys& own_keys;
  SessionTouches& touched;
  TokenTouches& used_tokens;
  identity::PeopleStore& people_by_hand;
  identity::TeamMemberStore& team_members;
  const PoliciesInForce& policies;

  OwnTokenParts own_tokens() const { return {static_cast<const Essentials&>(*this), own_keys}; }
};

}  // namespace sallyport::gateway
