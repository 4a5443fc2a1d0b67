#include <new>

#include "stores/sqlite/engine/connection_native.h"

namespace sallyport::stores {

Failure failure_of(int code, sqlite3* connection) {
  std::string detail = connection ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
  detail += " (" + std::to_string(code) + ")";
  switch (code & 0xff) {  // the primary code within an extended one
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

namespace {

// The reason is not "sql_value", because the row must not count as damaged.
Failure memory_failure() {
  return failure(Kind::unavailable, "sqlite", {}, "out of memory");
}

// The row at which a statement stands.
class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}

  Result<std::int64_t> integer(int column) const override {
    if (sqlite3_column_type(statement_, column) != SQLITE_INTEGER) return value_failure(column);
    return sqlite3_column_int64(statement_, column);
  }

  Result<std::string> text(int column) const override {
    if (sqlite3_column_type(statement_, column) != SQLITE_TEXT) return value_failure(column);
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    if (bytes == nullptr) return memory_failure();
    return std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
  }

  Result<std::string> blob(int column) const override {
    if (sqlite3_column_type(statement_, column) != SQLITE_BLOB) return value_failure(column);
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    if (bytes == nullptr && size != 0) return memory_failure();
    return size == 0 ? std::string() : std::string(bytes, size);
  }

  bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

 private:
  sqlite3_stmt* statement_;
};

}  // namespace

Result<SqliteStatement> SqliteLink::take(const std::string& sql) {
  if (auto node = statements.extract(sql)) return std::move(node.mapped());
  sqlite3_stmt* raw = nullptr;
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v3(handle.get(), sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &raw, &rest);
  SqliteStatement statement(raw);
  if (code != SQLITE_OK) return failure_of(code, handle.get());
  if (raw == nullptr || *rest != '\0') return failure(Kind::internal, "sqlite_statement", {}, "not one statement");
  return statement;
}

// Without memory the statement is lost, and is compiled again. What it has done stays done, even a COMMIT, so this must
// not throw.
void SqliteLink::give_back(std::string sql, SqliteStatement statement) noexcept {
  sqlite3_reset(statement.get());
  sqlite3_clear_bindings(statement.get());
  try {
    statements.insert_or_assign(std::move(sql), std::move(statement));
  } catch (const std::bad_alloc&) {
  }
}

Result<void> SqliteLink::execute(std::string_view sql) {
  const int code = sqlite3_exec(handle.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return failure_of(code, handle.get());
  return {};
}

namespace {

int bind(sqlite3_stmt* statement, int index, const Parameter::Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return sqlite3_bind_int64(statement, index, *number);
  // An empty view may have a null address, which SQLite would bind as NULL.
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
  const SqliteRow row(statement);
  int code = sqlite3_step(statement);
  for (; code == SQLITE_ROW; code = sqlite3_step(statement)) SALLYPORT_CHECK(each(row));
  if (code != SQLITE_DONE) return failure_of(code, connection);
  return {};
}

}  // namespace

Result<std::size_t> SqliteConnection::run(std::string_view sql, const Parameters& parameters) {
  SALLYPORT_CHECK(query(sql, parameters, [](const Row&) -> Result<void> { return {}; }));
  return static_cast<std::size_t>(sqlite3_changes64(link_.handle.get()));
}

Result<void> SqliteConnection::run_each(std::string_view sql, const std::vector<Parameters>& rows) {
  for (const Parameters& parameters : rows) SALLYPORT_CHECK(run(sql, parameters));
  return {};
}

Result<void> SqliteConnection::query(std::string_view sql, const Parameters& parameters,
                                     const std::function<Result<void>(const Row&)>& each) {
  std::string text(sql);
  SALLYPORT_TRY(auto statement, link_.take(text));
  auto done = bind_all(statement.get(), parameters, link_.handle.get());
  if (done) done = step_through(statement.get(), link_.handle.get(), each);
  link_.give_back(std::move(text), std::move(statement));
  return done;
}

}  // namespace sallyport::stores
