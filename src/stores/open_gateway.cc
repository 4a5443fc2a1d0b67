#include "stores/open_gateway.h"

#include "stores/gateway/copy.h"
#include "stores/memory_gateway_stores.h"
#include "stores/postgres/engine/database.h"
#include "stores/postgres/gateway/schema.h"
#include "stores/sql_gateway_stores.h"
#include "stores/sqlite/engine/database.h"
#include "stores/sqlite/gateway/schema.h"

namespace sallyport::stores {

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
  if (options.url.reveal() == kMemoryUrl) return in_memory();
  return options.url.empty() ? look_at_file(options) : look_at_shared(options, random, clock);
}

Result<ServerProof> check_store_url(const Secret& url) {
  SALLYPORT_TRY(const auto place, place_of(url));
  return place.verifies_server() ? ServerProof::demanded : ServerProof::waived;
}

Result<std::unique_ptr<GatewayStores>> open_gateway_stores(const GatewayStoreOptions& options, Random& random,
                                                           const Clock& clock, Log& log) {
  std::unique_ptr<GatewayStores> stores;
  if (options.url.reveal() == kMemoryUrl) {
    if (options.when_missing == WhenMissing::refuse) return in_memory();
    stores = std::make_unique<MemoryGatewayStores>(random);
  } else if (options.url.empty()) {
    SALLYPORT_TRY(auto file, open_file(options));
    stores = std::make_unique<SqlGatewayStores>(std::move(file), nullptr, random, log);
  } else {
    const Outdated outdated = options.when_missing == WhenMissing::make ? Outdated::bring_up_to_date : Outdated::refuse;
    SALLYPORT_TRY(auto shared, open_shared(options, outdated, random, clock));
    stores = std::make_unique<SqlGatewayStores>(nullptr, std::move(shared), random, log);
  }
  return stores;
}

}  // namespace sallyport::stores
