#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "stores/sqlite/engine/migration_native.h"

namespace sallyport::stores {

Result<void> make_private_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0 && errno == EEXIST) return {};
  if (file < 0) return failure(Kind::unavailable, "sqlite", {}, path + ": " + std::generic_category().message(errno));
  const int mode = ::fchmod(file, S_IRUSR | S_IWUSR);
  ::close(file);
  if (mode != 0) return failure(Kind::unavailable, "sqlite", {}, path + ": its mode cannot be set");
  return {};
}

Result<SqliteHandle> connect_to_file(const DatabaseOptions& options) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(options.path.c_str(), &handle,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  SqliteHandle connection(handle);  // SQLite returns a handle even if opening fails
  if (code != SQLITE_OK) return failure_of(code, handle);
  sqlite3_busy_timeout(handle, static_cast<int>(options.busy_timeout.count()));
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
  return connection;
}

Result<std::int64_t> read_number(SqliteLink& native, std::string_view sql) {
  std::int64_t number = 0;
  SALLYPORT_CHECK(SqliteConnection(native).query(sql, {}, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(number, row.integer(0));
    return {};
  }));
  return number;
}

Result<std::int64_t> check_version(SqliteLink& native, const Schema& schema) {
  SALLYPORT_TRY(const auto application, read_number(native, "PRAGMA application_id"));
  SALLYPORT_TRY(const auto version, read_number(native, "PRAGMA user_version"));
  SALLYPORT_TRY(const auto tables, read_number(native, "SELECT count(*) FROM sqlite_schema"));
  const bool fresh = application == 0 && version == 0 && tables == 0;
  if (!fresh && application != schema.application_id)
    return failure(Kind::unavailable, "store_kind", {}, "the file was made by another program or for another purpose");
  if (version < 0 || static_cast<std::size_t>(version) > schema.steps.size())
    return failure(Kind::unavailable, "store_version", {},
                   "the file has version " + std::to_string(version) + ", this program knows " +
                       std::to_string(schema.steps.size()));
  return version;
}

namespace {

Result<void> apply_steps(SqliteLink& native, const Schema& schema) {
  SALLYPORT_CHECK(native.execute("BEGIN IMMEDIATE"));
  SALLYPORT_TRY(const auto version, check_version(native, schema));  // again, as another process may have been faster
  for (auto i = static_cast<std::size_t>(version); i < schema.steps.size(); ++i) {
    SALLYPORT_CHECK(native.execute(schema.steps[i].sql));
    if (schema.steps[i].fill == nullptr) continue;
    SqliteConnection connection(native);
    SALLYPORT_CHECK(schema.steps[i].fill(connection));
  }
  SALLYPORT_CHECK(native.execute("PRAGMA application_id = " + std::to_string(schema.application_id) +
                                 "; PRAGMA user_version = " + std::to_string(schema.steps.size())));
  return native.execute("COMMIT");
}

Result<void> use_wal(SqliteLink& native) {
  std::string mode;
  SALLYPORT_CHECK(SqliteConnection(native).query("PRAGMA journal_mode = WAL", {}, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(mode, row.text(0));
    return {};
  }));
  if (mode != "wal") return failure(Kind::unavailable, "sqlite", {}, "the file system cannot hold a write-ahead log");
  return {};
}

}  // namespace

Result<void> prepare_writer(SqliteLink& native, const DatabaseOptions& options, const Schema& schema) {
  SALLYPORT_TRY(const auto version, check_version(native, schema));
  SALLYPORT_CHECK(use_wal(native));
  SALLYPORT_CHECK(
      native.execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                     "PRAGMA cell_size_check = ON; PRAGMA secure_delete = FAST; PRAGMA journal_size_limit = 16777216"));
  if (options.max_pages > 0)
    SALLYPORT_CHECK(native.execute("PRAGMA max_page_count = " + std::to_string(options.max_pages)));
  if (static_cast<std::size_t>(version) == schema.steps.size()) return {};
  auto applied = apply_steps(native, schema);
  if (!applied && native.in_transaction()) (void)native.execute("ROLLBACK");
  return applied;
}

}  // namespace sallyport::stores
