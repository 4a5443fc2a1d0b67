// One SQLite file as a value-speaking door: open, read, write in groups, refuse what is newer or foreign.
// SQLite itself stays in database.cc.
//
// Threads: a Database may be used from every thread. It holds one connection that writes and one that reads, each for
// one thread at a time. Reads never wait for a write's fsync (WAL). Writes that arrive while another is being made
// durable share the next transaction and its one fsync.
//
// Errors of each call: unavailable/"sqlite_busy" (another process held the lock for the whole busy timeout),
// "sqlite_full", "sqlite_corrupt", "sqlite" (everything else, with SQLite's words as detail);
// conflict/"sqlite_constraint"; internal/"sqlite_statement" (a statement that does not compile, or parameters that do
// not fit it).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/tagged.h"

namespace sallyport::stores {

// The tables of one kind of file. Step i brings a file of version i to version i + 1 and is never changed once
// released.
struct Schema {
  std::int32_t application_id = 0;  // told apart by this from other SQLite files; not 0
  std::vector<std::string_view> steps;
};

struct DatabaseOptions {
  std::string path;
  std::chrono::milliseconds busy_timeout{5000};
  std::int64_t max_pages = 0;  // of 4096 bytes; 0: as many as the disk has
};

struct Blob {
  std::string_view bytes;
};

// One value for one "?": NULL, INTEGER, TEXT or BLOB. Text and bytes are borrowed until the call returns.
class Parameter {
 public:
  using Value = std::variant<std::nullptr_t, std::int64_t, std::string_view, Blob>;

  Parameter(std::nullptr_t) : value_(nullptr) {}
  Parameter(std::int64_t number) : value_(number) {}
  Parameter(int number) : value_(std::int64_t{number}) {}
  Parameter(bool flag) : value_(std::int64_t{flag ? 1 : 0}) {}
  Parameter(UnixTime time) : value_(time.seconds) {}
  Parameter(std::string_view text) : value_(text) {}
  Parameter(const std::string& text) : value_(std::string_view(text)) {}
  Parameter(const char* text) : value_(std::string_view(text)) {}
  Parameter(Blob bytes) : value_(bytes) {}
  template <class Tag>
  Parameter(const Tagged<Tag>& id) : value_(std::string_view(id.value)) {}
  template <class T>
  Parameter(const T*) = delete;  // else a pointer would become a bool

  const Value& value() const { return value_; }

 private:
  Value value_;
};
using Parameters = std::vector<Parameter>;

// The row under the cursor; columns count from 0.
// Errors of each: unavailable/"sqlite_value" where the column holds another type.
class Row {
 public:
  struct Native;
  explicit Row(Native& native) : native_(native) {}

  Result<std::int64_t> integer(int column) const;
  Result<bool> flag(int column) const;  // 0 or 1, nothing else
  Result<UnixTime> time(int column) const;
  Result<std::string> text(int column) const;
  Result<std::string> blob(int column) const;
  bool is_null(int column) const;

 private:
  Native& native_;
};

// A connection while one thread holds it. Statements are compiled once and kept.
class Connection {
 public:
  struct Native;
  explicit Connection(Native& native) : native_(native) {}

  // Runs one statement to its end; gives how many rows it changed.
  Result<std::size_t> run(std::string_view sql, const Parameters& parameters = {});

  // Calls `each` for every row; stops at its first failure and gives that.
  Result<void> query(std::string_view sql, const Parameters& parameters,
                     const std::function<Result<void>(const Row&)>& each);

 private:
  Native& native_;
};

class Database {
 public:
  // Makes the file (mode 0600) where there is none, and brings its tables to the newest version.
  // Settings: WAL, synchronous=FULL (what returned is on the disk), foreign keys, no trusted schema.
  // Errors: unavailable/"store_version" (made by a newer Sallyport), "store_kind" (not a file of this schema).
  static Result<std::unique_ptr<Database>> open(const DatabaseOptions& options, const Schema& schema);

  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Reads from what is committed. Shape: read([&](Connection& connection) -> Result<T> { … }).
  // Inside, all statements see one state of the file.
  template <class Work>
  auto read(Work&& work) -> std::invoke_result_t<Work, Connection&> {
    return run_as(std::forward<Work>(work), [this](const Task& task) { return read_task(task); });
  }

  // One atomic, durable step: committed where `work` succeeds, undone where it fails. Shape: as read. `work` may run on
  // another thread that is writing at the time, and must not call read or write itself.
  template <class Work>
  auto write(Work&& work) -> std::invoke_result_t<Work, Connection&> {
    return run_as(std::forward<Work>(work), [this](const Task& task) { return write_task(task); });
  }

  // Whether the whole file is sound. Takes long for a large file. Errors: unavailable/"sqlite_corrupt" with what was
  // found.
  Result<void> check_integrity();

 private:
  using Task = std::function<Result<void>(Connection&)>;
  struct Native;

  explicit Database(std::unique_ptr<Native> native);
  Result<void> read_task(const Task& task);
  Result<void> write_task(const Task& task);

  // Carries the value of `work` past the type-erased task; a failed commit outweighs it.
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
