#include <algorithm>

#include "stores/postgres/engine/connection_native.h"
#include "stores/postgres/engine/migration_native.h"

namespace sallyport::stores {
namespace {

constexpr std::chrono::minutes kStepsMayTake{10};

// Held while steps run. Any number will do, if it is the same on all nodes and nobody else's.
constexpr std::string_view kLock = "SELECT pg_advisory_xact_lock(6015463452177395833)";

constexpr std::string_view kMakeVersion =
    "CREATE TABLE IF NOT EXISTS sallyport_schema (id BIGINT PRIMARY KEY CHECK (id = 1), kind BIGINT NOT NULL, "
    "version BIGINT NOT NULL, oldest BIGINT NOT NULL)";

struct Version {
  std::int64_t kind = 0;
  std::int64_t number = 0;
  std::int64_t oldest = 0;  // the oldest version whose programs can use the tables
};

Result<bool> has_tables(Connection& connection) {
  bool found = false;
  SALLYPORT_CHECK(connection.query("SELECT (to_regclass('sallyport_schema') IS NOT NULL)::int", {},
                                   [&](const Row& row) -> Result<void> {
                                     SALLYPORT_TRY(found, row.flag(0));
                                     return {};
                                   }));
  return found;
}

Result<std::optional<Version>> read_version(Connection& connection) {
  SALLYPORT_TRY(const bool there, has_tables(connection));
  std::optional<Version> found;
  if (!there) return found;
  SALLYPORT_CHECK(
      connection.query("SELECT kind, version, oldest FROM sallyport_schema", {}, [&](const Row& row) -> Result<void> {
        found.emplace();
        SALLYPORT_TRY(found->kind, row.integer(0));
        SALLYPORT_TRY(found->number, row.integer(1));
        SALLYPORT_TRY(found->oldest, row.integer(2));
        return {};
      }));
  return found;
}

Result<void> check_kind(const Version& version, const PostgresSchema& schema) {
  if (version.kind == schema.kind) return {};
  return failure(Kind::unavailable, "postgres_kind", {}, "the database holds tables of another kind");
}

Result<void> check_version(const Version& version, const PostgresSchema& schema) {
  SALLYPORT_CHECK(check_kind(version, schema));
  const auto known = static_cast<std::int64_t>(schema.steps.size());
  if (version.number > known && version.oldest > known)
    return failure(Kind::unavailable, "postgres_version", {},
                   "the tables have version " + std::to_string(version.number) + ", which programs from version " +
                       std::to_string(version.oldest) + " can use; this program knows " + std::to_string(known));
  return {};
}

Result<void> run_steps(PostgresLink& link, PostgresConnection& connection, const PostgresSchema& schema) {
  SALLYPORT_CHECK(link.execute(std::string(kLock), kStepsMayTake));
  SALLYPORT_CHECK(link.execute(std::string(kMakeVersion), kStepsMayTake));
  SALLYPORT_TRY(const auto found, read_version(connection));  // again, as another node may have been faster
  Version version = found.value_or(Version{schema.kind, 0, 1});
  SALLYPORT_CHECK(check_version(version, schema));
  for (auto i = static_cast<std::size_t>(version.number); i < schema.steps.size(); ++i) {
    SALLYPORT_CHECK(link.execute(std::string(schema.steps[i].sql), kStepsMayTake));
    version.oldest = std::max(version.oldest, schema.steps[i].oldest);
    version.number = static_cast<std::int64_t>(i) + 1;
  }
  SALLYPORT_CHECK(connection.run(
      "INSERT INTO sallyport_schema (id, kind, version, oldest) VALUES (1, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
      "version = excluded.version, oldest = excluded.oldest",
      {version.kind, version.number, version.oldest}));
  SALLYPORT_CHECK(link.execute("COMMIT", kStepsMayTake));
  return {};
}

}  // namespace

Result<std::optional<std::int64_t>> version_of(Connection& connection, const PostgresSchema& schema) {
  SALLYPORT_TRY(const auto version, read_version(connection));
  if (!version) return std::optional<std::int64_t>();
  SALLYPORT_CHECK(check_kind(*version, schema));
  return std::optional(version->number);
}

Result<void> bring_up_to_date(PostgresLink& link, const PostgresSchema& schema, Outdated outdated,
                              std::chrono::milliseconds patience) {
  PostgresConnection connection(link, patience);
  SALLYPORT_TRY(const auto version, read_version(connection));
  if (outdated == Outdated::leave) return {};
  if (!version && outdated == Outdated::refuse)
    return failure(Kind::rejected, "store_missing", {}, "the database has no tables of Sallyport");
  if (version) SALLYPORT_CHECK(check_version(*version, schema));
  if (version && version->number >= static_cast<std::int64_t>(schema.steps.size())) return {};
  if (outdated == Outdated::refuse)
    return failure(Kind::rejected, "postgres_outdated", {},
                   "the tables have version " + std::to_string(version->number) + ", and this program needs " +
                       std::to_string(schema.steps.size()) + "; start the gateway, or run `sallyport store migrate`");
  SALLYPORT_CHECK(
      link.execute("BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; "
                   "SET LOCAL idle_in_transaction_session_timeout = 0",
                   patience));
  auto done = run_steps(link, connection, schema);
  if (!done && !link.is_broken()) (void)link.execute("ROLLBACK", patience);
  return done;
}

}  // namespace sallyport::stores
