// The parts that the security API needs. They own nothing; gateway/parts.h says how long they live. Any thread may use
// them. A noun that needs another port adds it here, to Ports in gateway/parts.h, and to the constructor in
// gateway/parts.cc.
#pragma once

#include "audit/audit_store.h"
#include "gateway/accounts/parts.h"
#include "gateway/call/essentials.h"
#include "gateway/caller/parts.h"
#include "gateway/standing/policies_in_force.h"
#include "gateway/standing/revocations.h"
#include "identity/access/access_store.h"
#include "identity/access/entity_version_store.h"
#include "identity/bot_store.h"
#include "identity/identity_store.h"
#include "identity/local_admin.h"
#include "identity/people_store.h"
#include "identity/provisioning_store.h"
#include "identity/team_member_store.h"
#include "identity/tokens/token_store.h"
#include "session/session_store.h"

namespace sallyport::gateway {

struct ApiParts : Essentials {
  const OwnKeys& own_keys;
  identity::IdentityStore& people;
  identity::AccessStore& access;  // what is committed is in force on this node when the call returns
  identity::EntityVersionStore& entity_versions;
  identity::TeamMemberStore& team_members;
  audit::AuditStore& audit;
  const PoliciesInForce& policies;
  identity::PeopleStore& people_by_hand;  // the same people as `people`
  identity::BotStore& bots;
  session::SessionStore& sessions;
  identity::TokenStore& tokens;
  Revocations& revocations;
  const CallerParts& callers;  // of the same configuration
  const AccountParts& accounts;
  identity::ProvisionedUserStore& provisioned_users;
  identity::ProvisionedGroupStore& provisioned_groups;
  identity::LocalAdminStore& local_admin;

  OwnTokenParts own_tokens() const { return {static_cast<const Essentials&>(*this), own_keys}; }
};

}  // namespace sallyport::gateway
