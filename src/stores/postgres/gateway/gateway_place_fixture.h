// A gateway's tables in a PostgreSQL server of the test's own, as the factory of stores for the suites of
// stores/contract.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/log.h"
#include "stores/contract/shared_random.h"
#include "stores/gateway/audit_store.h"
#include "stores/gateway/identity_store.h"
#include "stores/gateway/key_ring_store.h"
#include "stores/gateway/local_admin_store.h"
#include "stores/gateway/session_store.h"
#include "stores/gateway/sign_in_ledger.h"
#include "stores/gateway/version_store.h"
#include "stores/postgres/engine/server_fixture.h"
#include "stores/postgres/gateway/schema.h"

namespace sallyport::stores {

class GatewayPlace {
 public:
  GatewayPlace() {
    if (missing()) return;
    url_ = PostgresServer::shared().empty_place();
    place_ = PostgresServer::shared().place();
    database_ = open();
  }

  // Why the tests cannot run here.
  static std::optional<std::string> missing() { return PostgresServer::missing(); }

  // Another node's view of the same tables.
  std::unique_ptr<PostgresDatabase> open(const Clock* clock = nullptr) {
    auto opened = try_open(postgres_gateway_schema(), clock);
    if (!opened) throw std::runtime_error(std::string(opened.error().reason) + ": " + opened.error().detail);
    return *std::move(opened);
  }

  // The view of a node whose program knows these tables. `schema` must outlive it.
  Result<std::unique_ptr<PostgresDatabase>> try_open(const PostgresSchema& schema, const Clock* clock = nullptr) {
    const PostgresOptions options{.place = parse_place(url_, std::chrono::seconds(5)).value(),
                                  .busy_timeout = std::chrono::milliseconds(20'000)};
    return PostgresDatabase::open(options, schema, Outdated::bring_up_to_date, names_, clock ? *clock : clock_);
  }

  std::unique_ptr<session::SessionStore> sessions(const session::SessionLimits& limits, Random& random) {
    return std::make_unique<SqlSessionStore>(*database_, limits, random, log_);
  }
  std::unique_ptr<identity::LocalAdminStore> local_admin() {
    return std::make_unique<SqlLocalAdminStore>(*database_, log_);
  }
  std::unique_ptr<session::SignInLedger> sign_ins() { return std::make_unique<SqlSignInLedger>(*database_); }
  std::unique_ptr<session::KeyRingStore> keys() { return std::make_unique<SqlKeyRingStore>(*database_); }
  std::unique_ptr<configuration::VersionStore> versions() {
    return std::make_unique<SqlVersionStore>(*database_, log_);
  }
  std::unique_ptr<audit::AuditStore> audit() { return std::make_unique<SqlAuditStore>(*database_); }
  PostgresDatabase& database() { return *database_; }
  Log& log() { return log_; }

  // Changes rows in ways in which no store changes them.
  void tamper(const std::string& sql) { PostgresServer::shared().tell("SET search_path = " + place_ + "; " + sql); }

 private:
  NoLog log_;
  SystemClock clock_;
  contract::SharedRandom names_;
  std::string url_;
  std::string place_;
  std::unique_ptr<PostgresDatabase> database_;
};

}  // namespace sallyport::stores
