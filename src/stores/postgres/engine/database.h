// A PostgreSQL database that the nodes of one gateway share. A PostgresDatabase connects to it, brings its tables to
// the newest version, and runs pieces of work, each on one of its connections. libpq's own types stay in the sources
// and in the _native.h headers.
//
// Every thread may use a PostgresDatabase, and calls block, but never for longer than the limits in PostgresOptions. A
// piece of work that got into the way of another's is run again. What a write returns is on the server's disk; if the
// server sets synchronous_commit = off, this turns it on again.
//
// Every call may fail with unavailable/"postgres_connection" (the server cannot be reached, or closed the connection),
// "postgres_timeout" (it does not answer), "postgres_busy" (no connection or no lock in time, or the statement took too
// long), "postgres_full", "postgres_corrupt", "postgres_login", "postgres_database", "postgres_certificate",
// "postgres_service", "postgres_permission", "postgres_read_only" (the server is a standby), "postgres" (everything
// else, with the server's words as detail); conflict/"postgres_constraint"; internal/"postgres_statement" (a statement
// does not fit the tables), "postgres_task" (the work threw an exception).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "stores/postgres/engine/place.h"
#include "stores/postgres/engine/tables.h"
#include "stores/sql/database.h"

namespace sallyport::stores {

struct PostgresOptions {
  PostgresPlace place;
  std::function<Result<Secret>()> password = {};       // asked before each connection; empty: the place's
  std::size_t connections = 10;                        // the most that this node opens; one of them listens
  std::chrono::milliseconds busy_timeout{5000};        // how long a call waits for a connection or for a lock
  std::chrono::milliseconds statement_timeout{10000};  // how long one statement may take
};

class PostgresDatabase final : public Database {
 public:
  // Connects, and brings the tables to the newest version: one node at a time, while the others wait. `random` names
  // the node; `clock` is this machine's. `schema` and `clock` must outlive the object. Errors: if `outdated` is refuse,
  // rejected/"store_missing" (there are no tables) or "postgres_outdated" (they are older); unavailable/
  // "postgres_version" (a newer Sallyport made the tables, and this one cannot work with them), "postgres_kind" (they
  // are of another kind), "postgres_encoding" (the database's encoding is not UTF8).
  static Result<std::unique_ptr<PostgresDatabase>> open(const PostgresOptions& options, const PostgresSchema& schema,
                                                        Outdated outdated, Random& random, const Clock& clock);

  ~PostgresDatabase() override;

  Result<std::optional<std::int64_t>> version() override;
  Result<LoggedChanges> changes_elsewhere(std::chrono::milliseconds patience) override;
  Seconds ahead() const override;

 private:
  struct Native;

  explicit PostgresDatabase(std::unique_ptr<Native> native);
  Result<void> read_task(const Task& task, Isolation isolation) override;
  Result<void> write_task(const Task& task, Isolation isolation) override;

  std::unique_ptr<Native> native_;
};

}  // namespace sallyport::stores
