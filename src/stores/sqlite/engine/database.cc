#include "stores/sqlite/database.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <system_error>
#include <unordered_map>

namespace sallyport::stores {
namespace {

// More than the workers that can wait at once; a bound on how long the first of a group waits for the last.
constexpr std::size_t kGroupLimit = 64;

struct CloseConnection {
  void operator()(sqlite3* native) const { sqlite3_close_v2(native); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* native) const { sqlite3_finalize(native); }
};
using SqliteConnection = std::unique_ptr<sqlite3, CloseConnection>;
using SqliteStatement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

Failure failure_of(int code, sqlite3* connection) {
  std::string detail = connection ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
  detail += " (" + std::to_string(code) + ")";
  switch (code & 0xff) {  // the primary code of an extended one
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return failure(Kind::unavailable, "sqlite_busy", {}, std::move(detail));
    case SQLITE_FULL:
      return failure(Kind::unavailable, "sqlite_full", {}, std::move(detail));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return failure(Kind::unavailable, "sqlite_corrupt", {}, std::move(detail));
    case SQLITE_CONSTRAINT:
      return failure(Kind::conflict, "sqlite_constraint", {}, std::move(detail));
    case SQLITE_ERROR:
    case SQLITE_RANGE:
    case SQLITE_MISUSE:
      return failure(Kind::internal, "sqlite_statement", {}, std::move(detail));
    default:
      return failure(Kind::unavailable, "sqlite", {}, std::move(detail));
  }
}

Failure value_failure(int column) {
  return failure(Kind::unavailable, "sqlite_value", {}, "column " + std::to_string(column));
}

// Not a fault of the row: it must not be taken for damaged.
Failure memory_failure() {
  return failure(Kind::unavailable, "sqlite", {}, "out of memory");
}

}  // namespace

struct Row::Native {
  sqlite3_stmt* statement;
};

Result<std::int64_t> Row::integer(int column) const {
  if (sqlite3_column_type(native_.statement, column) != SQLITE_INTEGER) return value_failure(column);
  return sqlite3_column_int64(native_.statement, column);
}

Result<bool> Row::flag(int column) const {
  SALLYPORT_TRY(const auto number, integer(column));
  if (number != 0 && number != 1) return value_failure(column);
  return number == 1;
}

Result<UnixTime> Row::time(int column) const {
  SALLYPORT_TRY(const auto seconds, integer(column));
  return UnixTime{seconds};
}

Result<std::string> Row::text(int column) const {
  if (sqlite3_column_type(native_.statement, column) != SQLITE_TEXT) return value_failure(column);
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(native_.statement, column));
  if (bytes == nullptr) return memory_failure();
  return std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(native_.statement, column)));
}

Result<std::string> Row::blob(int column) const {
  if (sqlite3_column_type(native_.statement, column) != SQLITE_BLOB) return value_failure(column);
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(native_.statement, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(native_.statement, column));
  if (bytes == nullptr && size != 0) return memory_failure();
  return size == 0 ? std::string() : std::string(bytes, size);
}

bool Row::is_null(int column) const {
  return sqlite3_column_type(native_.statement, column) == SQLITE_NULL;
}

struct Connection::Native {
  SqliteConnection handle;                                      // closed last
  std::unordered_map<std::string, SqliteStatement> statements;  // compiled and not in use

  Result<SqliteStatement> take(const std::string& sql) {
    if (auto node = statements.extract(sql)) return std::move(node.mapped());
    sqlite3_stmt* raw = nullptr;
    const char* rest = nullptr;
    const int code = sqlite3_prepare_v3(handle.get(), sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &raw, &rest);
    SqliteStatement statement(raw);
    if (code != SQLITE_OK) return failure_of(code, handle.get());
    if (raw == nullptr || *rest != '\0') return failure(Kind::internal, "sqlite_statement", {}, "not one statement");
    return statement;
  }

  void give_back(std::string sql, SqliteStatement statement) {
    sqlite3_reset(statement.get());
    sqlite3_clear_bindings(statement.get());
    statements.insert_or_assign(std::move(sql), std::move(statement));
  }

  // Several statements without parameters or rows: settings and schema steps.
  Result<void> execute(std::string_view sql) {
    const int code = sqlite3_exec(handle.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return failure_of(code, handle.get());
    return {};
  }

  bool in_transaction() const { return sqlite3_get_autocommit(handle.get()) == 0; }
};

namespace {

int bind(sqlite3_stmt* statement, int index, const Parameter::Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return sqlite3_bind_int64(statement, index, *number);
  // An empty view may have no address, and an address of null would bind NULL.
  if (const auto* text = std::get_if<std::string_view>(&value))
    return sqlite3_bind_text64(statement, index, text->empty() ? "" : text->data(), text->size(), SQLITE_STATIC,
                               SQLITE_UTF8);
  if (const auto* blob = std::get_if<Blob>(&value))
    return sqlite3_bind_blob64(statement, index, blob->bytes.empty() ? "" : blob->bytes.data(), blob->bytes.size(),
                               SQLITE_STATIC);
  return sqlite3_bind_null(statement, index);
}

Result<void> bind_all(sqlite3_stmt* statement, const Parameters& parameters, sqlite3* connection) {
  if (sqlite3_bind_parameter_count(statement) != static_cast<int>(parameters.size()))
    return failure(Kind::internal, "sqlite_statement", {}, "parameters do not fit the statement");
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (const int code = bind(statement, static_cast<int>(i) + 1, parameters[i].value()); code != SQLITE_OK)
      return failure_of(code, connection);
  return {};
}

Result<void> step_through(sqlite3_stmt* statement, sqlite3* connection,
                          const std::function<Result<void>(const Row&)>& each) {
  Row::Native cursor{statement};
  int code = sqlite3_step(statement);
  for (; code == SQLITE_ROW; code = sqlite3_step(statement)) SALLYPORT_CHECK(each(Row(cursor)));
  if (code != SQLITE_DONE) return failure_of(code, connection);
  return {};
}

}  // namespace

Result<std::size_t> Connection::run(std::string_view sql, const Parameters& parameters) {
  SALLYPORT_CHECK(query(sql, parameters, [](const Row&) -> Result<void> { return {}; }));
  return static_cast<std::size_t>(sqlite3_changes64(native_.handle.get()));
}

Result<void> Connection::query(std::string_view sql, const Parameters& parameters,
                               const std::function<Result<void>(const Row&)>& each) {
  std::string text(sql);
  SALLYPORT_TRY(auto statement, native_.take(text));
  auto done = bind_all(statement.get(), parameters, native_.handle.get());
  if (done) done = step_through(statement.get(), native_.handle.get(), each);
  native_.give_back(std::move(text), std::move(statement));
  return done;
}

namespace {

// The file is made here and not by SQLite, so that no instant and no umask leaves it open to others. SQLite gives its
// -wal and -shm files the same mode.
Result<void> make_private_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0 && errno == EEXIST) return {};
  if (file < 0) return failure(Kind::unavailable, "sqlite", {}, path + ": " + std::generic_category().message(errno));
  const int mode = ::fchmod(file, S_IRUSR | S_IWUSR);
  ::close(file);
  if (mode != 0) return failure(Kind::unavailable, "sqlite", {}, path + ": its mode cannot be set");
  return {};
}

Result<SqliteConnection> connect(const DatabaseOptions& options) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(options.path.c_str(), &handle,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  SqliteConnection connection(handle);  // given even where opening failed
  if (code != SQLITE_OK) return failure_of(code, handle);
  sqlite3_busy_timeout(handle, static_cast<int>(options.busy_timeout.count()));
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
  return connection;
}

Result<std::int64_t> read_number(Connection::Native& native, std::string_view sql) {
  std::int64_t number = 0;
  SALLYPORT_CHECK(Connection(native).query(sql, {}, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(number, row.integer(0));
    return {};
  }));
  return number;
}

// Before anything is written: a file that a newer program or another one made stays as it is.
Result<std::int64_t> check_version(Connection::Native& native, const Schema& schema) {
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

Result<void> apply_steps(Connection::Native& native, const Schema& schema) {
  SALLYPORT_CHECK(native.execute("BEGIN IMMEDIATE"));
  SALLYPORT_TRY(const auto version, check_version(native, schema));  // again: another process may have been first
  for (auto i = static_cast<std::size_t>(version); i < schema.steps.size(); ++i)
    SALLYPORT_CHECK(native.execute(schema.steps[i]));
  SALLYPORT_CHECK(native.execute("PRAGMA application_id = " + std::to_string(schema.application_id) +
                                 "; PRAGMA user_version = " + std::to_string(schema.steps.size())));
  return native.execute("COMMIT");
}

Result<void> use_wal(Connection::Native& native) {
  std::string mode;
  SALLYPORT_CHECK(Connection(native).query("PRAGMA journal_mode = WAL", {}, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(mode, row.text(0));
    return {};
  }));
  if (mode != "wal") return failure(Kind::unavailable, "sqlite", {}, "the file system cannot hold a write-ahead log");
  return {};
}

Result<void> prepare_writer(Connection::Native& native, const DatabaseOptions& options, const Schema& schema) {
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

// One write that waits for its turn, or for the thread that leads the group to have done it.
struct Pending {
  const std::function<Result<void>(Connection&)>& task;
  Result<void> outcome;
  bool done = false;
};

struct Database::Native {
  Connection::Native reader;
  Connection::Native writer;
  std::mutex reading;

  std::mutex queueing;
  std::condition_variable moved;
  std::deque<Pending*> queue;
  bool led = false;

  std::vector<Pending*> take_group();
  void write_group(const std::vector<Pending*>& group);
  Result<void> write_in_savepoints(const std::vector<Pending*>& group);
};

Database::Database(std::unique_ptr<Native> native) : native_(std::move(native)) {}

Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::open(const DatabaseOptions& options, const Schema& schema) {
  SALLYPORT_CHECK(make_private_file(options.path));
  auto native = std::make_unique<Native>();
  SALLYPORT_TRY(native->writer.handle, connect(options));
  SALLYPORT_CHECK(prepare_writer(native->writer, options, schema));
  SALLYPORT_TRY(native->reader.handle, connect(options));
  SALLYPORT_CHECK(native->reader.execute("PRAGMA query_only = ON; PRAGMA cell_size_check = ON"));
  return std::unique_ptr<Database>(new Database(std::move(native)));
}

namespace {

// An exception here is out of memory or our own mistake; the others in the group must not wait for it for ever.
Result<void> run_task(const std::function<Result<void>(Connection&)>& task, Connection::Native& native) {
  try {
    Connection connection(native);
    return task(connection);
  } catch (const std::exception& thrown) {
    return failure(Kind::internal, "sqlite_task", {}, thrown.what());
  }
}

Result<void> step(Connection::Native& native, std::string_view sql) {
  SALLYPORT_CHECK(Connection(native).run(sql));
  return {};
}

void undo(Connection::Native& native) {
  if (native.in_transaction()) (void)step(native, "ROLLBACK");
}

void fail_all(const std::vector<Pending*>& group, const Error& error) {
  for (auto* pending : group)
    if (pending->outcome) pending->outcome = Failure(error);
}

}  // namespace

Result<void> Database::read_task(const Task& task) {
  const std::lock_guard lock(native_->reading);
  SALLYPORT_CHECK(step(native_->reader, "BEGIN"));
  auto outcome = run_task(task, native_->reader);
  undo(native_->reader);  // it only read
  return outcome;
}

Result<void> Database::write_task(const Task& task) {
  Pending mine{task, {}, false};
  std::unique_lock lock(native_->queueing);
  native_->queue.push_back(&mine);
  while (!mine.done) {
    if (native_->led) {
      native_->moved.wait(lock);
      continue;
    }
    native_->led = true;
    const auto group = native_->take_group();
    lock.unlock();
    native_->write_group(group);
    lock.lock();
    for (auto* pending : group) pending->done = true;
    native_->led = false;
    native_->moved.notify_all();
  }
  return std::move(mine.outcome);
}

std::vector<Pending*> Database::Native::take_group() {
  std::vector<Pending*> group;
  while (!queue.empty() && group.size() < kGroupLimit) {
    group.push_back(queue.front());
    queue.pop_front();
  }
  return group;
}

void Database::Native::write_group(const std::vector<Pending*>& group) {
  auto written = write_in_savepoints(group);
  if (written) written = step(writer, "COMMIT");
  if (written) return;
  undo(writer);
  fail_all(group, written.error());
}

// Each task stands or falls alone, unless the transaction as a whole cannot go on.
Result<void> Database::Native::write_in_savepoints(const std::vector<Pending*>& group) {
  SALLYPORT_CHECK(step(writer, "BEGIN IMMEDIATE"));
  for (auto* pending : group) {
    SALLYPORT_CHECK(step(writer, "SAVEPOINT task"));
    pending->outcome = run_task(pending->task, writer);
    // A full disk or an I/O error makes SQLite undo everything by itself, the tasks before this one too.
    if (!writer.in_transaction()) return failure(Kind::unavailable, "sqlite", {}, "the transaction was undone");
    if (!pending->outcome) SALLYPORT_CHECK(step(writer, "ROLLBACK TO task"));
    SALLYPORT_CHECK(step(writer, "RELEASE task"));
  }
  return {};
}

Result<void> Database::check_integrity() {
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
