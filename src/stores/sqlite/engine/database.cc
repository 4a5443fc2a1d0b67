#include "stores/sqlite/engine/database.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

#include "stores/sqlite/engine/connection_native.h"
#include "stores/sqlite/engine/migration_native.h"

namespace sallyport::stores {
namespace {

// The largest number of writes in one transaction. It limits how long the first write of a group waits for the last. If
// more writes wait, the rest go into the next transaction.
constexpr std::size_t kGroupLimit = 64;

// How long written_elsewhere waits for our own writes. They take milliseconds, unless the disk or another process
// delays them.
constexpr std::chrono::milliseconds kPatience{100};

// How often changes_elsewhere looks while it waits. A look takes microseconds.
constexpr std::chrono::milliseconds kLookEvery{100};

}  // namespace

// One queued write. The thread that leads a group runs the writes of the whole group, while the other threads wait.
struct Pending {
  const std::function<Result<void>(Connection&)>& task;
  Result<void> outcome;
  bool done = false;
};

// The writes of one transaction. Needs no memory of its own, so that taking a group cannot fail.
struct WriteGroup {
  std::array<Pending*, kGroupLimit> members{};
  std::size_t size = 0;

  auto begin() const { return members.begin(); }
  auto end() const { return members.begin() + static_cast<std::ptrdiff_t>(size); }
};

struct SqliteFile::Native {
  SqliteLink reader;
  SqliteLink writer;
  std::mutex reading;

  std::mutex queueing;
  std::condition_variable moved;
  std::deque<Pending*> queue;
  bool led = false;    // a thread uses the writer
  bool asked = false;  // written_elsewhere waits for the writer and goes before queued writes

  // PRAGMA data_version as the writer last saw it. It changes when another connection commits. Only the thread that has
  // set `led` uses it.
  std::int64_t seen_version = 0;

  std::string_view changes;  // the schema's statement for the change log
  std::mutex listening;
  std::optional<std::int64_t> last_change;  // the number of the last change that was told; guarded by `listening`
  bool has_news = false;  // others have written since the log was read, or read in vain; guarded by `listening`

  WriteGroup take_group();
  void write_group(const WriteGroup& group) noexcept;
  Result<void> write_one(Pending& pending);
  Result<void> write_in_savepoints(const WriteGroup& group);
};

// Uses the writer from its construction to its destruction, during which the caller gives the lock up. Also if an
// exception comes in between: otherwise every later write would wait for ever.
class SqliteFile::Lead {
 public:
  Lead(Native& native, std::unique_lock<std::mutex>& lock) : native_(native), lock_(lock) { native_.led = true; }
  ~Lead() {
    if (!lock_.owns_lock()) lock_.lock();
    native_.led = false;
    native_.moved.notify_all();
  }
  Lead(const Lead&) = delete;
  Lead& operator=(const Lead&) = delete;

 private:
  Native& native_;
  std::unique_lock<std::mutex>& lock_;
};

SqliteFile::SqliteFile(std::unique_ptr<Native> native) : native_(std::move(native)) {}

SqliteFile::~SqliteFile() = default;

Result<std::unique_ptr<SqliteFile>> SqliteFile::open(const DatabaseOptions& options, const Schema& schema) {
  SALLYPORT_CHECK(make_private_file(options.path));
  auto native = std::make_unique<Native>();
  SALLYPORT_TRY(native->writer.handle, connect_to_file(options));
  SALLYPORT_CHECK(prepare_writer(native->writer, options, schema));
  SALLYPORT_TRY(native->reader.handle, connect_to_file(options));
  SALLYPORT_CHECK(native->reader.execute("PRAGMA query_only = ON; PRAGMA cell_size_check = ON"));
  SALLYPORT_TRY(native->seen_version, read_number(native->writer, "PRAGMA data_version"));
  native->changes = schema.changes;
  return std::unique_ptr<SqliteFile>(new SqliteFile(std::move(native)));
}

namespace {

// Turns an exception into a failure, because the other threads of the group would otherwise wait for ever. An exception
// means that memory ran out, or a mistake in our code.
Result<void> run_task(const std::function<Result<void>(Connection&)>& task, SqliteLink& native) {
  try {
    SqliteConnection connection(native);
    return task(connection);
  } catch (const std::exception& thrown) {
    return failure(Kind::internal, "sqlite_task", {}, thrown.what());
  }
}

Result<void> step(SqliteLink& native, std::string_view sql) {
  SALLYPORT_CHECK(SqliteConnection(native).run(sql));
  return {};
}

// Ends the transaction, if there is one. Without memory it may stay open; then begin() ends it.
void undo(SqliteLink& native) noexcept {
  if (native.in_transaction()) (void)sqlite3_exec(native.handle.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

Result<void> begin(SqliteLink& native, std::string_view how) {
  undo(native);
  return step(native, how);
}

// Says no more, because words need memory too.
Failure no_memory() {
  return failure(Kind::internal, "sqlite_task");
}

void fail(Pending& pending, const Error& error) noexcept {
  try {
    pending.outcome = Failure(error);
  } catch (const std::exception&) {  // there is no memory for a copy of the detail
    pending.outcome = failure(error.kind, error.reason);
  }
}

void fail_all(const WriteGroup& group, const Error& error) noexcept {
  for (auto* pending : group)
    if (pending->outcome) fail(*pending, error);
}

}  // namespace

Result<void> SqliteFile::read_task(const Task& task, Isolation isolation) try {
  const std::lock_guard lock(native_->reading);
  undo(native_->reader);
  // A statement alone is a transaction of its own.
  if (isolation == Isolation::alone) SALLYPORT_CHECK(step(native_->reader, "BEGIN"));
  auto outcome = run_task(task, native_->reader);
  undo(native_->reader);  // the transaction only read
  return outcome;
} catch (const std::exception&) {
  return no_memory();
}

// Only push_back() may throw here, before another thread knows of the task.
Result<void> SqliteFile::write_task(const Task& task, Isolation) try {
  Pending mine{task, {}, false};
  std::unique_lock lock(native_->queueing);
  native_->queue.push_back(&mine);
  while (!mine.done) {
    if (native_->led || native_->asked) {
      native_->moved.wait(lock);
      continue;
    }
    const Lead lead(*native_, lock);
    const WriteGroup group = native_->take_group();
    lock.unlock();
    native_->write_group(group);
    lock.lock();
    for (auto* pending : group) pending->done = true;
  }
  return std::move(mine.outcome);
} catch (const std::exception&) {
  return no_memory();
}

WriteGroup SqliteFile::Native::take_group() {
  WriteGroup group;
  while (!queue.empty() && group.size < kGroupLimit) {
    group.members[group.size++] = queue.front();
    queue.pop_front();
  }
  return group;
}

void SqliteFile::Native::write_group(const WriteGroup& group) noexcept {
  try {
    auto written = group.size == 1 ? write_one(*group.members.front()) : write_in_savepoints(group);
    if (written && writer.in_transaction()) written = step(writer, "COMMIT");
    if (written) return;
    undo(writer);
    fail_all(group, written.error());
  } catch (const std::exception&) {  // memory has run out; every task of the group counts as failed
    undo(writer);
    fail_all(group, no_memory().value());
  }
}

// A task that is alone needs no savepoint, for which SQLite would copy each page before it changes it.
Result<void> SqliteFile::Native::write_one(Pending& pending) {
  SALLYPORT_CHECK(begin(writer, "BEGIN IMMEDIATE"));
  pending.outcome = run_task(pending.task, writer);
  if (!pending.outcome) return writer.in_transaction() ? step(writer, "ROLLBACK") : Result<void>();
  if (!writer.in_transaction()) return failure(Kind::unavailable, "sqlite", {}, "the transaction was undone");
  return {};
}

// Each task succeeds or fails alone, unless the whole transaction fails.
Result<void> SqliteFile::Native::write_in_savepoints(const WriteGroup& group) {
  SALLYPORT_CHECK(begin(writer, "BEGIN IMMEDIATE"));
  for (auto* pending : group) {
    SALLYPORT_CHECK(step(writer, "SAVEPOINT task"));
    pending->outcome = run_task(pending->task, writer);
    // After a full disk or an I/O error SQLite rolls the whole transaction back, including the tasks before this one.
    if (!writer.in_transaction()) return failure(Kind::unavailable, "sqlite", {}, "the transaction was undone");
    if (!pending->outcome) SALLYPORT_CHECK(step(writer, "ROLLBACK TO task"));
    SALLYPORT_CHECK(step(writer, "RELEASE task"));
  }
  return {};
}

Result<void> SqliteFile::between_writes(const std::function<Result<void>(SqliteLink&)>& work) {
  std::unique_lock lock(native_->queueing);
  native_->moved.wait(lock, [this] { return !native_->led; });
  const Lead lead(*native_, lock);
  lock.unlock();
  return work(native_->writer);
}

// PRAGMA data_version needs no lock that a writer in another process could hold. Source: SQLite, PRAGMA data_version.
// Whether another process has written to the file since the last call. Never waits for a lock of another process, and
// waits at most 100 ms for our own writes. If these take longer, returns true, because it cannot tell.
Result<bool> SqliteFile::written_elsewhere() try {
  std::unique_lock lock(native_->queueing);
  native_->asked = true;
  const bool is_free = native_->moved.wait_for(lock, kPatience, [this] { return !native_->led; });
  native_->asked = false;
  if (!is_free) {
    native_->moved.notify_all();
    return true;
  }
  const Lead lead(*native_, lock);
  lock.unlock();
  const auto version = read_number(native_->writer, "PRAGMA data_version");
  lock.lock();
  if (!version) return Failure(version.error());
  const auto before = std::exchange(native_->seen_version, *version);
  return before != *version;
} catch (const std::exception&) {
  return no_memory();
}

Result<LoggedChanges> SqliteFile::changes_elsewhere(std::chrono::milliseconds patience) try {
  const std::lock_guard lock(native_->listening);
  if (!native_->last_change) return read_log();  // what came before is no news
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (true) {
    SALLYPORT_TRY(const bool written, written_elsewhere());
    if (written) native_->has_news = true;
    if (native_->has_news) return read_log();
    if (std::chrono::steady_clock::now() >= deadline) return LoggedChanges{};
    std::this_thread::sleep_for(std::min(patience, kLookEvery));
  }
} catch (const std::exception&) {
  return no_memory();
}

// Reads through the connection for reads, so that it waits for no write. If that fails, the next call reads again,
// although nobody has written meanwhile.
Result<LoggedChanges> SqliteFile::read_log() {
  const bool begun = native_->last_change.has_value();
  if (native_->changes.empty()) {
    native_->last_change = 0;
    native_->has_news = false;
    return LoggedChanges{.all = begun, .keys = {}};
  }
  std::int64_t last = native_->last_change.value_or(0);
  LoggedChanges changes;
  SALLYPORT_CHECK(read([&](Connection& connection) {
    return connection.query(native_->changes, {last}, [&](const Row& row) -> Result<void> {
      SALLYPORT_TRY(last, row.integer(0));
      SALLYPORT_TRY(auto key, row.blob(1));
      changes.keys.push_back(std::move(key));
      return {};
    });
  }));
  native_->last_change = last;
  native_->has_news = false;
  if (!begun) changes.keys.clear();
  return changes;
}

Result<std::optional<std::int64_t>> SqliteFile::version() {
  return read([](Connection& connection) -> Result<std::optional<std::int64_t>> {
    std::optional<std::int64_t> found;
    SALLYPORT_CHECK(connection.query("PRAGMA user_version", {}, [&](const Row& row) -> Result<void> {
      SALLYPORT_TRY(found, row.integer(0));
      return {};
    }));
    return found;
  });
}

Result<std::optional<std::int64_t>> SqliteFile::version_of(const std::string& path, const Schema& schema) {
  if (::access(path.c_str(), F_OK) != 0) return std::optional<std::int64_t>();
  SqliteLink link;
  SALLYPORT_TRY(link.handle, connect_to_file({.path = path}));
  SALLYPORT_TRY(const auto version, check_version(link, schema));
  return std::optional(version);
}

Result<void> SqliteFile::check_integrity() {
  return write([](Connection& connection) -> Result<void> {
    std::string found;
    SALLYPORT_CHECK(connection.query("PRAGMA integrity_check(10)", {}, [&](const Row& row) -> Result<void> {
      const auto line = row.text(0);
      if (!line) return Failure(line.error());
      found += *line + "; ";
      return {};
    }));
    if (found != "ok; ") return failure(Kind::unavailable, "sqlite_corrupt", {}, found);
    return {};
  });
}

}  // namespace sallyport::stores
