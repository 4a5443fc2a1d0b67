// One SQLite file. A Database opens it, brings its tables to the newest version, and runs pieces of work that read or
// write it. SQLite's own types stay in the sources and in connection_native.h.
//
// Every thread may use a Database, and calls block. It has one connection for writes and one for reads, each used by
// one thread at a time. Reads never wait for the fsync of a write (WAL). Writes that arrive during another write share
// the next transaction and its only fsync.
//
// Every call may fail with unavailable/"sqlite_busy" (another process held the lock for the whole busy timeout),
// "sqlite_full", "sqlite_corrupt", "sqlite" (everything else, with SQLite's words as detail);
// conflict/"sqlite_constraint"; internal/"sqlite_statement" (a statement does not compile, or the parameters do not fit
// it), "sqlite_task" (the work threw an exception).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"
#include "stores/sqlite/engine/connection.h"

namespace sallyport::stores {

// One step of a schema: SQL text, and then a function for work that SQL cannot do, such as making row checks. The step
// does not copy the text.
struct SchemaStep {
  using Fill = Result<void> (*)(Connection&);

  SchemaStep(std::string_view text, Fill work = nullptr) : sql(text), fill(work) {}
  SchemaStep(const char* text) : sql(text) {}

  std::string_view sql;
  Fill fill = nullptr;
};

// The tables of one kind of file. Step i brings a file from version i to version i + 1. A released step never changes.
struct Schema {
  std::int32_t application_id = 0;  // distinguishes this kind of file from other SQLite files; not 0
  std::vector<SchemaStep> steps;
};

struct DatabaseOptions {
  std::string path;
  std::chrono::milliseconds busy_timeout{5000};  // how long a call waits for a lock of another process
  std::int64_t max_pages = 0;                    // the file's greatest size in pages of 4096 bytes; 0: no limit
};

class Database {
 public:
  // Opens the file, or makes it (mode 0600) if there is none, and brings its tables to the newest version. Settings:
  // WAL, synchronous=FULL (a write is on the disk when it returns), foreign keys, no trusted schema. Errors:
  // unavailable/"store_version" (a newer Sallyport made the file), "store_kind" (it is not a file of this schema).
  static Result<std::unique_ptr<Database>> open(const DatabaseOptions& options, const Schema& schema);

  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs `work` in a read transaction and returns its result. All its statements see the same committed state of the
  // file. Use: read([&](Connection& connection) -> Result<T> { … }).
  template <class Work>
  auto read(Work&& work) -> std::invoke_result_t<Work, Connection&> {
    return run_as(std::forward<Work>(work), [this](const Task& task) { return read_task(task); });
  }

  // Runs `work` as one atomic, durable step and returns its result. If `work` fails, its changes are undone. Use: as
  // read. `work` may run on another thread that is writing at the time. It must not call read or write itself.
  template <class Work>
  auto write(Work&& work) -> std::invoke_result_t<Work, Connection&> {
    return run_as(std::forward<Work>(work), [this](const Task& task) { return write_task(task); });
  }

  // Whether another process has written to the file since the last call, or since the file was opened. Never waits for
  // a lock of another process, and waits at most 100 ms for our own writes. If these take longer, it returns true,
  // because it cannot tell.
  Result<bool> changed_elsewhere();

  // Reads the whole file and checks that it is not corrupt. Takes long for a large file, and writes wait for it.
  // Errors: unavailable/"sqlite_corrupt" (the detail lists what was found).
  Result<void> check_integrity();

 private:
  using Task = std::function<Result<void>(Connection&)>;
  struct Native;

  explicit Database(std::unique_ptr<Native> native);
  Result<void> read_task(const Task& task);
  Result<void> write_task(const Task& task);

  // Runs `work` as a type-erased task and returns its result. If the commit fails, returns that error instead.
  template <class Work, class Run>
  static auto run_as(Work&& work, Run&& run) -> std::invoke_result_t<Work, Connection&> {
    std::optional<std::invoke_result_t<Work, Connection&>> outcome;
    const auto done = run([&](Connection& connection) -> Result<void> {
      outcome.emplace(work(connection));
      if (!*outcome) return Failure(outcome->error());
      return {};
    });
    if (!done) return Failure(done.error());
    return *std::move(outcome);
  }

  std::unique_ptr<Native> native_;
};

}  // namespace sallyport::stores
