#include "stores/gateway_stores.h"

#include "stores/gateway/identity_store.h"
#include "stores/gateway/local_admin_store.h"
#include "stores/gateway/session_store.h"
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
        random(r),
        log(l) {}

  const std::unique_ptr<SqliteFile> file;
  const std::unique_ptr<PostgresDatabase> shared;
  Database& database;
  SqlIdentityStore people;
  SqlInvitationStore invitations;
  SqlMembershipStore memberships;
  SqlLocalAdminStore local_admin;
  Random& random;
  Log& log;
};

namespace {

constexpr std::chrono::seconds kConnectTimeout{5};  // for each host

Result<PostgresPlace> place_of(const Secret& url, const Secret& password) {
  return parse_place(url.reveal(), password, kConnectTimeout);
}

Result<std::unique_ptr<SqliteFile>> open_file(const GatewayStoreOptions& options) {
  SALLYPORT_CHECK(check_presence(options.path, options.when_missing));
  return SqliteFile::open({.path = options.path, .busy_timeout = options.busy_timeout}, gateway_schema());
}

Result<std::unique_ptr<PostgresDatabase>> open_shared(const GatewayStoreOptions& options, Random& random,
                                                      const Clock& clock) {
  SALLYPORT_TRY(auto place, place_of(options.url, options.password));
  const IfEmpty if_empty = options.when_missing == WhenMissing::make ? IfEmpty::make_tables : IfEmpty::refuse;
  return PostgresDatabase::open(
      {.place = std::move(place), .connections = options.connections, .busy_timeout = options.busy_timeout},
      postgres_gateway_schema(), if_empty, random, clock);
}

}  // namespace

Result<void> check_store_url(const Secret& url) {
  SALLYPORT_CHECK(place_of(url, Secret()));
  return {};
}

Result<std::unique_ptr<GatewayStores>> GatewayStores::open(const GatewayStoreOptions& options, Random& random,
                                                           const Clock& clock, Log& log) {
  std::unique_ptr<SqliteFile> file;
  std::unique_ptr<PostgresDatabase> shared;
  if (options.url.empty()) {
    SALLYPORT_TRY(file, open_file(options));
  } else {
    SALLYPORT_TRY(shared, open_shared(options, random, clock));
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

std::unique_ptr<session::SessionStore> GatewayStores::sessions(const session::SessionLimits& limits) {
  return std::make_unique<SqlSessionStore>(parts_->database, limits, parts_->random, parts_->log);
}

Result<void> GatewayStores::check_integrity() {
  return parts_->file ? parts_->file->check_integrity() : Result<void>();
}

}  // namespace sallyport::stores
