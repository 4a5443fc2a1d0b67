// The stores of one gateway, behind their ports. This is the only place that knows which database keeps them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audit/audit_store.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "configuration/version_store.h"
#include "identity/access/access_store.h"
#include "identity/access/entity_version_store.h"
#include "identity/bot_store.h"
#include "identity/identity_store.h"
#include "identity/local_admin.h"
#include "identity/people_store.h"
#include "identity/provisioning_store.h"
#include "identity/team_member_store.h"
#include "identity/tokens/token_store.h"
#include "session/key_ring_store.h"
#include "session/session_store.h"
#include "session/sign_in_ledger.h"
#include "stores/when_missing.h"

namespace sallyport::stores {

struct GatewayStoreOptions {
  std::string path;                               // of the SQLite file
  Secret url = {};                                // of the PostgreSQL database; empty: the SQLite file
  std::function<Result<Secret>()> password = {};  // of the URL's user, asked before each connection; empty: the URL's
  std::size_t connections = 10;                   // to the PostgreSQL database, at most
  std::chrono::milliseconds busy_timeout{5000};   // how long a write waits for others
  WhenMissing when_missing = WhenMissing::make;
};

// Whether the server of a PostgreSQL database must prove who it is, by a certificate for its name. A server on this
// machine need not.
enum class ServerProof { demanded, waived };

// Reads the URL of a PostgreSQL database. Errors: rejected/"postgres_url"; the detail says what is wrong, and never
// quotes the URL, which may hold a password.
Result<ServerProof> check_store_url(const Secret& url);

// What is known of a store from outside.
struct StoreStatus {
  std::string kind;                                       // "sqlite" or "postgresql"
  std::string place;                                      // the path, or hosts and database
  std::optional<std::int64_t> version;                    // of the tables; absent if there are none
  std::int64_t newest = 0;                                // the version that this program makes
  std::vector<std::pair<std::string, std::size_t>> rows;  // by table; empty unless the version is the newest
};

// Looks at a store and changes nothing. Errors: those of open.
Result<StoreStatus> look_at_store(const GatewayStoreOptions& options, Random& random, const Clock& clock);

// Owns the store of a gateway and hands out its ports. Several processes may have the same store open, for example a
// running gateway and a command, or the gateways of several machines. Every thread may use the ports. They live as long
// as this object.
class GatewayStores {
 public:
  // Opens the store and brings its tables to the newest version. Makes them if they are missing, unless `when_missing`
  // is refuse. `random`, `clock` and `log` must outlive the object; stores call `random` on any thread.
  // Errors: rejected/"store_missing" (the detail names the place); with SQLite unavailable/"store_version" (a newer
  // Sallyport made it), "store_kind" (another program made it), and the errors of stores/sqlite/engine/database.h; with
  // PostgreSQL the errors of stores/postgres/engine/database.h.
  static Result<std::unique_ptr<GatewayStores>> open(const GatewayStoreOptions& options, Random& random,
                                                     const Clock& clock, Log& log);

  ~GatewayStores();
  GatewayStores(const GatewayStores&) = delete;
  GatewayStores& operator=(const GatewayStores&) = delete;

  identity::IdentityStore& people();
  identity::InvitationStore& invitations();
  identity::MembershipStore& memberships();
  identity::LocalAdminStore& local_admin();
  session::SignInLedger& sign_ins();
  session::KeyRingStore& keys();
  configuration::VersionStore& versions();
  identity::AccessStore& access();
  identity::EntityVersionStore& entity_versions();
  identity::TeamMemberStore& team_members();
  audit::AuditStore& audit();
  identity::BotStore& bots();
  identity::PeopleStore& people_by_hand();  // the same people as people()
  identity::TokenStore& tokens();
  identity::ProvisionedUserStore& provisioned_users();
  identity::ProvisionedGroupStore& provisioned_groups();

  // A view of the sessions under these limits. Every call returns a new view of the same sessions, so that a reload can
  // change the limits. This object must outlive the views.
  std::unique_ptr<session::SessionStore> sessions(const session::SessionLimits& limits);

  // Copies everything from another store into this one, which must be empty, and returns how many rows of each table.
  // People who are signed in notice nothing. What changes in the other store meanwhile is not copied. Errors:
  // rejected/"store_not_empty"; nothing is copied after an error.
  Result<std::vector<std::pair<std::string, std::size_t>>> copy_from(GatewayStores& other);

  // Reads the whole SQLite file and checks that it is not corrupt. Takes long for a large store, and writes wait for
  // it. A PostgreSQL database is checked by its own tools. Errors: unavailable/"sqlite_corrupt" (the detail lists what
  // was found).
  Result<void> check_integrity();

 private:
  struct Parts;

  explicit GatewayStores(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace sallyport::stores
