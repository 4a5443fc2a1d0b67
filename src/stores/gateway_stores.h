// The stores of one gateway, behind their ports. stores/open_gateway.h opens them.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "audit/audit_store.h"
#include "base/result.h"
#include "configuration/version_store.h"
#include "identity/access/access_store.h"
#include "identity/access/entity_version_store.h"
#include "identity/accounts/account_store.h"
#include "identity/bot_store.h"
#include "identity/identity_store.h"
#include "identity/local_admin.h"
#include "identity/people_store.h"
#include "identity/team_member_store.h"
#include "identity/tokens/token_store.h"
#include "session/key_ring_store.h"
#include "session/session_store.h"
#include "session/sign_in_ledger.h"

namespace sallyport::stores {

class Database;

// No other process reaches a store in memory.
Failure in_memory();

// Owns the store of a gateway and hands out its ports. Several processes may have the same store open, for example a
// running gateway and a command, or the gateways of several machines. Every thread may use the ports. They live as long
// as this object.
class GatewayStores {
 public:
  GatewayStores() = default;
  virtual ~GatewayStores() = default;
  GatewayStores(const GatewayStores&) = delete;
  GatewayStores& operator=(const GatewayStores&) = delete;

  virtual identity::IdentityStore& people() = 0;
  virtual identity::InvitationStore& invitations() = 0;
  virtual identity::MembershipStore& memberships() = 0;
  virtual identity::LocalAdminStore& local_admin() = 0;
  virtual session::SignInLedger& sign_ins() = 0;
  virtual session::KeyRingStore& keys() = 0;
  virtual configuration::VersionStore& versions() = 0;
  virtual identity::AccessStore& access() = 0;
  virtual identity::EntityVersionStore& entity_versions() = 0;
  virtual identity::TeamMemberStore& team_members() = 0;
  virtual audit::AuditStore& audit() = 0;
  virtual identity::BotStore& bots() = 0;
  virtual identity::PeopleStore& people_by_hand() = 0;  // the same people as people()
  virtual identity::TokenStore& tokens() = 0;
  virtual identity::AccountStore& accounts() = 0;

  // A view of the sessions under these limits. Every call returns a new view of the same sessions, so that a reload can
  // change the limits. This object must outlive the views.
  virtual std::unique_ptr<session::SessionStore> sessions(const session::SessionLimits& limits) = 0;

  // Copies everything from another store into this one, which must be empty, and returns how many rows of each table.
  // People who are signed in notice nothing. What changes in the other store meanwhile is not copied. Errors:
  // rejected/"store_not_empty", "store_in_memory"; nothing is copied after an error.
  Result<std::vector<std::pair<std::string, std::size_t>>> copy_from(GatewayStores& other);

  // Reads the whole SQLite file and checks that it is not corrupt. Takes long for a large store, and writes wait for
  // it. A PostgreSQL database is checked by its own tools. Errors: unavailable/"sqlite_corrupt" (the detail lists what
  // was found).
  virtual Result<void> check_integrity() = 0;

 protected:
  virtual Database* database() = 0;  // null: there are no tables
};

}  // namespace sallyport::stores
