#include "stores/sqlite/engine/connection_native.h"
#include "stores/sqlite/engine/database.h"

namespace sallyport::stores {

struct DatabaseCopy::Native {
  SqliteHandle handle;
};

DatabaseCopy::DatabaseCopy(std::unique_ptr<Native> native) : native_(std::move(native)) {}
DatabaseCopy::~DatabaseCopy() = default;

namespace {

// Source: SQLite, "Online Backup API".
Result<void> copy_all(sqlite3* from, sqlite3* to) {
  sqlite3_backup* const backup = sqlite3_backup_init(to, "main", from, "main");
  if (backup == nullptr) return failure_of(sqlite3_errcode(to), to);
  const int stepped = sqlite3_backup_step(backup, -1);
  const int finished = sqlite3_backup_finish(backup);
  if (stepped == SQLITE_DONE && finished == SQLITE_OK) return {};
  return failure_of(finished == SQLITE_OK ? stepped : finished, to);
}

}  // namespace

Result<std::unique_ptr<DatabaseCopy>> SqliteFile::copy() {
  auto native = std::make_unique<DatabaseCopy::Native>();
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(":memory:", &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, nullptr);
  native->handle.reset(handle);
  if (code != SQLITE_OK) return failure_of(code, handle);
  SALLYPORT_CHECK(
      between_writes([&](SqliteLink& writer) { return copy_all(writer.handle.get(), native->handle.get()); }));
  return std::make_unique<DatabaseCopy>(std::move(native));
}

Result<void> SqliteFile::restore(const DatabaseCopy& copy) {
  return between_writes([&](SqliteLink& writer) { return copy_all(copy.native_->handle.get(), writer.handle.get()); });
}

}  // namespace sallyport::stores
