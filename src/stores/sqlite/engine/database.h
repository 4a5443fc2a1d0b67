// One SQLite file. A SqliteFile opens it, brings its tables to the newest version, and runs pieces of work that read or
// write it. SQLite's own types stay in the sources and the _native.h headers.
//
// Every thread may use a SqliteFile, and calls block. It has one connection for writes and one for reads, each used by
// one thread at a time. Reads never wait for the fsync of a write (WAL). Writes that arrive during another write share
// the next transaction and its only fsync.
//
// Every call may fail with unavailable/"sqlite_busy" (another process held the lock for the whole busy timeout),
// "sqlite_full", "sqlite_corrupt", "sqlite" (everything else, with SQLite's words as detail);
// conflict/"sqlite_constraint"; internal/"sqlite_statement" (a statement does not compile, or the parameters do not fit
// it), "sqlite_task" (the work threw an exception, or memory ran out; later calls work again).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "stores/sql/database.h"
#include "stores/sqlite/engine/tables.h"

namespace sallyport::stores {

// All of a file's tables in memory, as they were at one moment.
class DatabaseCopy {
 public:
  struct Native;
  explicit DatabaseCopy(std::unique_ptr<Native> native);
  ~DatabaseCopy();

 private:
  friend class SqliteFile;
  std::unique_ptr<Native> native_;
};

struct SqliteLink;

// Writes are serialized by the file's lock, so every piece of work that writes is alone, whatever its isolation.
class SqliteFile final : public Database {
 public:
  // Opens the file, or makes it (mode 0600) if there is none, and brings its tables to the newest version. Settings:
  // WAL, synchronous=FULL (a write is on the disk when it returns), foreign keys, no trusted schema. Errors:
  // unavailable/"store_version" (a newer Sallyport made the file), "store_kind" (it is not a file of this schema).
  static Result<std::unique_ptr<SqliteFile>> open(const DatabaseOptions& options, const Schema& schema);

  ~SqliteFile() override;

  Result<std::optional<std::int64_t>> version() override;

  // Changes of this process may be among those that are told, if another process has written, too.
  Result<LoggedChanges> changes_elsewhere(std::chrono::milliseconds patience) override;

  // The version of a file without opening it for writes; absent if there is no file. Errors: as of open.
  static Result<std::optional<std::int64_t>> version_of(const std::string& path, const Schema& schema);

  // Copies what is committed into memory, and puts such a copy in place of everything in the file. Writes wait
  // meanwhile. The copy must be one of a file with the same schema.
  Result<std::unique_ptr<DatabaseCopy>> copy();
  Result<void> restore(const DatabaseCopy& copy);

  // Reads the whole file and checks that it is not corrupt. Takes long for a large file, and writes wait for it.
  // Errors: unavailable/"sqlite_corrupt" (the detail lists what was found).
  Result<void> check_integrity();

  Seconds ahead() const override { return Seconds(0); }  // the file is on this machine

 private:
  struct Native;
  class Lead;

  Result<bool> written_elsewhere();
  Result<LoggedChanges> read_log();
  explicit SqliteFile(std::unique_ptr<Native> native);
  Result<void> read_task(const Task& task, Isolation isolation) override;
  Result<void> write_task(const Task& task, Isolation isolation) override;

  // Runs `work` while no write runs, and outside of a transaction.
  Result<void> between_writes(const std::function<Result<void>(SqliteLink&)>& work);

  std::unique_ptr<Native> native_;
};

}  // namespace sallyport::stores
