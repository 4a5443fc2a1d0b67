#include "stores/sqlite/engine/database.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>

#include "stores/sqlite/engine/connection_native.h"

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

// Makes the file before SQLite opens it, so that other users cannot read it at any moment, whatever the umask is.
// SQLite gives its -wal and -shm files the same mode.
Result<void> make_private_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0 && errno == EEXIST) return {};
  if (file < 0) return failure(Kind::unavailable, "sqlite", {}, path + ": " + std::generic_category().message(errno));
  const int mode = ::fchmod(file, S_IRUSR | S_IWUSR);
  ::close(file);
  if (mode != 0) return failure(Kind::unavailable, "sqlite", {}, path + ": its mode cannot be set");
  return {};
}

Result<SqliteHandle> connect(const DatabaseOptions& options) {
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

// Checks the kind and the version before anything is written, so that a file of a newer version or of another program
// stays as it is. Returns the version.
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
  SALLYPORT_TRY(native->writer.handle, connect(options));
  SALLYPORT_CHECK(prepare_writer(native->writer, options, schema));
  SALLYPORT_TRY(native->reader.handle, connect(options));
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
    if (written) return native_->changes.empty() ? LoggedChanges{.all = true, .keys = {}} : read_log();
    if (std::chrono::steady_clock::now() >= deadline) return LoggedChanges{};
    std::this_thread::sleep_for(std::min(patience, kLookEvery));
  }
} catch (const std::exception&) {
  return no_memory();
}

// Reads through the connection for reads, so that it waits for no write.
Result<LoggedChanges> SqliteFile::read_log() {
  const bool begun = native_->last_change.has_value();
  std::int64_t last = native_->last_change.value_or(0);
  LoggedChanges changes;
  if (!native_->changes.empty())
    SALLYPORT_CHECK(read([&](Connection& connection) {
      return connection.query(native_->changes, {last}, [&](const Row& row) -> Result<void> {
        SALLYPORT_TRY(last, row.integer(0));
        SALLYPORT_TRY(auto key, row.blob(1));
        changes.keys.push_back(std::move(key));
        return {};
      });
    }));
  native_->last_change = last;
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
  SALLYPORT_TRY(link.handle, connect({.path = path}));
  SALLYPORT_TRY(const auto version, check_version(link, schema));
  return std::optional(version);
}

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
