// The port of a SQL database: pieces of work that read or write it, each as one transaction. The stores of a gateway
// are written against it once, and stores/sqlite/engine and stores/postgres/engine implement it.
//
// Every thread may use a Database, and calls block. Every call may fail with the errors of the engine, whose reasons
// begin with "sqlite" or "postgres"; conflict is the kind of a broken constraint, and of nothing else.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "stores/sql/connection.h"

namespace sallyport::stores {

// What a piece of work sees of others that run at the same time.
enum class Isolation {
  alone,      // nothing: the outcome is as if each piece of work ran alone
  statement,  // each statement sees what others committed before it began. Enough, and cheaper with a database server,
              // for work of one statement, or whose statements say themselves what they rely on
};

// What other processes have changed, according to the change log of the tables.
struct LoggedChanges {
  bool all = false;  // what changed is not known
  std::vector<std::string> keys;
  bool asked = true;  // false: nothing woke the call, and it left the log to one of the next calls
};

class Database {
 public:
  virtual ~Database() = default;
  Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs `work` in a read transaction and returns its result.
  // Use: read([&](Connection& connection) -> Result<T> { … }).
  template <class Work>
  auto read(Work&& work, Isolation isolation = Isolation::alone) -> std::invoke_result_t<Work, Connection&> {
    return run_as(std::forward<Work>(work), [&](const Task& task) { return read_task(task, isolation); });
  }

  // Runs `work` as one atomic, durable step and returns its result. If `work` fails, its changes are undone. Use: as
  // read. `work` may run on another thread that is writing at the time, and more than once if another transaction got
  // in its way, so it must leave nothing behind but its result. It must not call read or write itself.
  template <class Work>
  auto write(Work&& work, Isolation isolation = Isolation::alone) -> std::invoke_result_t<Work, Connection&> {
    return run_as(std::forward<Work>(work), [&](const Task& task) { return write_task(task, isolation); });
  }

  // The version of the tables; absent if there are none.
  virtual Result<std::optional<std::int64_t>> version() = 0;

  // What the change log says about other processes since the last call; the first call begins. If there is nothing
  // new, waits for it, at most for `patience`. Never waits for a lock of another process. A change may be told twice.
  virtual Result<LoggedChanges> changes_elsewhere(std::chrono::milliseconds patience) = 0;

  // How far the database's clock is ahead of this machine's. Zero if they are the same, or nearly so. Asks the database
  // if this machine's clock was set.
  virtual Seconds ahead() const = 0;

 protected:
  using Task = std::function<Result<void>(Connection&)>;

 private:
  virtual Result<void> read_task(const Task& task, Isolation isolation) = 0;
  virtual Result<void> write_task(const Task& task, Isolation isolation) = 0;

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
};

}  // namespace sallyport::stores
