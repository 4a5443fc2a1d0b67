#include "stores/gateway_stores.h"

#include "stores/gateway/access_store.h"
#include "stores/gateway/audit_store.h"
#include "stores/gateway/bot_store.h"
#include "stores/gateway/copy.h"
#include "stores/gateway/entity_version_store.h"
#include "stores/gateway/identity_store.h"
#include "stores/gateway/key_ring_store.h"
#include "stores/gateway/local_admin_store.h"
#include "stores/gateway/people_store.h"
#include "stores/gateway/provisioned_group_store.h"
#include "stores/gateway/provisioned_user_store.h"
#include "stores/gateway/session_store.h"
#include "stores/gateway/sign_in_ledger.h"
#include "stores/gateway/team_member_store.h"
#include "stores/gateway/token_store.h"
#include "stores/gateway/version_store.h"
#include "stores/postgres/engine/database.h"
#include "stores/postgres/gateway/schema.h"
#include "stores/sqlite/engine/database.h"
#include "stores/sqlite/gateway/schema.h"

namespace sallyport::stores {

// One of `file` and `shared` is set, and `database` is that one.
struct GatewayStores::Parts {
  Parts(std::unique_ptr<SqliteFile> opened_file, std::unique_ptr<PostgresDatabase> opened_shared, Random& r, Log& l)
      : file(std::move(opened_file)),
        shared(std::move(opened_shared)),
        database(file ? static_cast<Database&>(*file) : *shared),
        people(database, r, l),
        invitations(database, r),
        memberships(database, l),
        local_admin(database, l),
        sign_ins(database),
        keys(database),
        versions(database, l),
        access(database, l),
        entity_versions(database, l),
        team_members(database, l),
        audit(database),
        people_by_hand(database, r, l),
        bots(database, r, l),
        tokens(database, l),
        provisioned_users(database, r, l),
        provisioned_groups(database, l),
        random(r),
        log(l) {}

  const std::unique_ptr<SqliteFile> file;
  const std::unique_ptr<PostgresDatabase> shared;
  Database& database;
  SqlIdentityStore people;
  SqlInvitationStore invitations;
  SqlMembershipStore memberships;
  SqlLocalAdminStore local_admin;
  SqlSignInLedger sign_ins;
  SqlKeyRingStore keys;
  SqlVersionStore versions;
  SqlAccessStore access;
  SqlEntityVersionStore entity_versions;
  SqlTeamMemberStore team_members;
  SqlAuditStore audit;
  SqlPeopleStore people_by_hand;
  SqlBotStore bots;
  SqlTokenStore tokens;
  SqlProvisionedUserStore provisioned_users;
  SqlProvisionedGroupStore provisioned_groups;
  Random& random;
  Log& log;
};

namespace {

constexpr std::chrono::seconds kConnectTimeout{5};  // for each host
constexpr std::chrono::seconds kBeyondLocks{2};     // what a statement may take in addition to waiting for a lock

Result<PostgresPlace> place_of(const Secret& url) {
  return parse_place(url.reveal(), kConnectTimeout);
}

Result<std::unique_ptr<SqliteFile>> open_file(const GatewayStoreOptions& options) {
  SALLYPORT_CHECK(check_presence(options.path, options.when_missing));
  return SqliteFile::open({.path = options.path, .busy_timeout = options.busy_timeout}, gateway_schema());
}

Result<std::unique_ptr<PostgresDatabase>> open_shared(const GatewayStoreOptions& options, Outdated outdated,
                                                      Random& random, const Clock& clock) {
  SALLYPORT_TRY(auto place, place_of(options.url));
  return PostgresDatabase::open({.place = std::move(place),
                                 .password = options.password,
                                 .connections = options.connections,
                                 .busy_timeout = options.busy_timeout,
                                 .statement_timeout = options.busy_timeout + kBeyondLocks},
                                postgres_gateway_schema(), outdated, random, clock);
}

using RowsByTable = std::vector<std::pair<std::string, std::size_t>>;

RowsByTable by_table(const std::vector<CopiedTable>& tables) {
  RowsByTable rows;
  for (const CopiedTable& table : tables) rows.emplace_back(table.table, table.rows);
  return rows;
}

Result<void> add_rows(Database& database, StoreStatus& status) {
  if (status.version != status.newest) return {};
  SALLYPORT_TRY(const auto counted, count_rows(database));
  status.rows = by_table(counted);
  return {};
}

Result<StoreStatus> look_at_file(const GatewayStoreOptions& options) {
  const Schema& schema = gateway_schema();
  StoreStatus status{.kind = "sqlite",
                     .place = options.path,
                     .version = {},
                     .newest = static_cast<std::int64_t>(schema.steps.size()),
                     .rows = {}};
  SALLYPORT_TRY(status.version, SqliteFile::version_of(options.path, schema));
  if (status.version != status.newest) return status;
  SALLYPORT_TRY(const auto file, open_file(options));
  SALLYPORT_CHECK(add_rows(*file, status));
  return status;
}

Result<StoreStatus> look_at_shared(const GatewayStoreOptions& options, Random& random, const Clock& clock) {
  SALLYPORT_TRY(const auto place, place_of(options.url));
  StoreStatus status{.kind = "postgresql",
                     .place = place.name(),
                     .version = {},
                     .newest = static_cast<std::int64_t>(postgres_gateway_schema().steps.size()),
                     .rows = {}};
  SALLYPORT_TRY(const auto shared, open_shared(options, Outdated::leave, random, clock));
  SALLYPORT_TRY(status.version, shared->version());
  SALLYPORT_CHECK(add_rows(*shared, status));
  return status;
}

}  // namespace

Result<StoreStatus> look_at_store(const GatewayStoreOptions& options, Random& random, const Clock& clock) {
  return options.url.empty() ? look_at_file(options) : look_at_shared(options, random, clock);
}

Result<ServerProof> check_store_url(const Secret& url) {
  SALLYPORT_TRY(const auto place, place_of(url));
  return place.verifies_server() ? ServerProof::demanded : ServerProof::waived;
}

Result<std::unique_ptr<GatewayStores>> GatewayStores::open(const GatewayStoreOptions& options, Random& random,
                                                           const Clock& clock, Log& log) {
  std::unique_ptr<SqliteFile> file;
  std::unique_ptr<PostgresDatabase> shared;
  if (options.url.empty()) {
    SALLYPORT_TRY(file, open_file(options));
  } else {
    const Outdated outdated = options.when_missing == WhenMissing::make ? Outdated::bring_up_to_date : Outdated::refuse;
    SALLYPORT_TRY(shared, open_shared(options, outdated, random, clock));
  }
  auto parts = std::make_unique<Parts>(std::move(file), std::move(shared), random, log);
  return std::unique_ptr<GatewayStores>(new GatewayStores(std::move(parts)));
}

GatewayStores::GatewayStores(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

GatewayStores::~GatewayStores() = default;

identity::IdentityStore& GatewayStores::people() {
  return parts_->people;
}

identity::InvitationStore& GatewayStores::invitations() {
  return parts_->invitations;
}

identity::MembershipStore& GatewayStores::memberships() {
  return parts_->memberships;
}

identity::LocalAdminStore& GatewayStores::local_admin() {
  return parts_->local_admin;
}

session::SignInLedger& GatewayStores::sign_ins() {
  return parts_->sign_ins;
}

session::KeyRingStore& GatewayStores::keys() {
  return parts_->keys;
}

configuration::VersionStore& GatewayStores::versions() {
  return parts_->versions;
}

identity::AccessStore& GatewayStores::access() {
  return parts_->access;
}

identity::EntityVersionStore& GatewayStores::entity_versions() {
  return parts_->entity_versions;
}

identity::TeamMemberStore& GatewayStores::team_members() {
  return parts_->team_members;
}

identity::PeopleStore& GatewayStores::people_by_hand() {
  return parts_->people_by_hand;
}

identity::BotStore& GatewayStores::bots() {
  return parts_->bots;
}

identity::TokenStore& GatewayStores::tokens() {
  return parts_->tokens;
}

identity::ProvisionedUserStore& GatewayStores::provisioned_users() {
  return parts_->provisioned_users;
}

identity::ProvisionedGroupStore& GatewayStores::provisioned_groups() {
  return parts_->provisioned_groups;
}

audit::AuditStore& GatewayStores::audit() {
  return parts_->audit;
}

std::unique_ptr<session::SessionStore> GatewayStores::sessions(const session::SessionLimits& limits) {
  return std::make_unique<SqlSessionStore>(parts_->database, limits, parts_->random, parts_->log);
}

Result<std::vector<std::pair<std::string, std::size_t>>> GatewayStores::copy_from(GatewayStores& other) {
  SALLYPORT_TRY(const auto copied, copy_store(other.parts_->database, parts_->database));
  return by_table(copied);
}

Result<void> GatewayStores::check_integrity() {
  return parts_->file ? parts_->file->check_integrity() : Result<void>();
}

}  // namespace sallyport::stores
